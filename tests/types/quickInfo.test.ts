import { type Shown, shownOf } from './quickInfo';

const SOURCE = `
import { assign, createActor } from 'xstate';
import { type ConnectionInfo, lines, outbox, serverCore, serverCoreFor, setupProtocol, simpleServer, singleServer, tcpServer, echo } from 'xstate-net';

const /*plain*/plain = setupProtocol();
const /*setup*/numbered = setupProtocol({
  codec: lines(),
  types: {
    context: {} as { readonly count: number },
    events: {} as { readonly type: 'clock.tick'; readonly at: number },
    input: {} as ConnectionInfo,
  },
});
const /*machine*/machine = numbered.createMachine({
  context: { count: 0 },
  initial: 'connected',
  states: {
    connected: { on: { inbox: { actions: [assign({ count: 1 }), outbox('x')] }, 'control.*': 'shutdown' } },
    shutdown: { type: 'final' },
  },
});
const /*server*/server = createActor(serverCore, { input: { protocol: machine } });
server./*send*/send({ type: /*command*/'' });
const known = createActor(serverCoreFor<typeof machine>(), { input: { protocol: machine } });
known.on('connected', ({ handler }) => {
  handler?./*handler*/send({ type: /*own*/'' });
});
createActor(simpleServer, { input: { protocol: echo } }).send({ type: /*simple*/'' });
createActor(singleServer, { input: {} }).send({ type: /*single*/'' });
createActor(tcpServer, { input: {} }).send({ type: /*tcp*/'' });
`;

let shown: Shown;

beforeAll(() => {
  shown = shownOf(SOURCE);
  // The first question has it read XState's types.
  shown.quickInfo('plain');
}, 240_000);

const COMMANDS = [
  'control.reloadTls',
  'control.resume',
  'control.serverShutdown',
  'control.setLimits',
  'control.shutdownMicroprocess',
  'control.suspend',
];

describe('an editor shows', () => {
  it('a setup that says nothing of itself', () => {
    expect(shown.quickInfo('plain')).toBe('const plain: ProtocolMaker<{}>');
  });

  it('of a setup what it has said of itself, in a few lines', () => {
    const text = shown.quickInfo('setup');
    expect(text).toMatch(/^const numbered: ProtocolMaker<\{/);
    for (const word of [
      'codec',
      'input',
      'ConnectionInfo',
      'context',
      'count',
      'events',
      'clock.tick',
    ]) {
      expect(text).toContain(word);
    }
    expect(text).not.toMatch(/MetaObject|Takes|never|NonReducible|ProtocolMessage/);
    expect(text.length).toBeLessThan(300);
  });

  it('of a chart the same, and its states', () => {
    const text = shown.quickInfo('machine');
    expect(text).toMatch(/^const machine: ProtocolMachine<\{/);
    for (const word of ['context', 'count', 'states', 'connected', 'shutdown']) {
      expect(text).toContain(word);
    }
    expect(text).not.toMatch(/MetaObject|Takes|never|NonReducible|ProtocolMessage|ActionFunction/);
    expect(text.length).toBeLessThan(500);
  });

  it('a server by its name', () => {
    expect(shown.quickInfo('server')).toBe('const server: Actor<ServerCoreLogic<Protocol>>');
  });

  it('that a server is sent commands', () => {
    expect(shown.quickInfo('send')).toBe(
      '(method) Actor<ServerCoreLogic<Protocol>>.send(event: ServerCommand): void',
    );
  });

  it('what a handler of a known protocol may be sent, and no more than that', () => {
    expect(shown.quickInfo('handler')).toContain('type: "clock.tick"');
    expect(shown.quickInfo('handler')).not.toMatch(/inbox|control|flow/);
  });
});

describe('an editor completes', () => {
  it.each(['command', 'simple', 'tcp'])(
    'the commands of a server, and nothing internal: %s',
    (mark) => {
      expect(shown.completions(mark)).toEqual(COMMANDS);
    },
  );

  it('those of a singleServer likewise', () => {
    expect(shown.completions('single')).toEqual([
      'control.producerFinished',
      'control.reloadTls',
      'control.serverShutdown',
      'control.setLimits',
      'control.shutdownMicroprocess',
      'inbox',
    ]);
  });

  it('the own events of the protocol of a handler', () => {
    expect(shown.completions('own')).toEqual(['clock.tick']);
  });
});
