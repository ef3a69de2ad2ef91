import {
  type AnyActorLogic,
  type AnyActorRef,
  createActor,
  createMachine,
  type InspectionEvent,
  setup,
  toPromise,
} from 'xstate';
import { openSockets } from '../../../actors/connection/descriptors';
import { tcpServer } from '../../../actors/listener/tcpServer';
import { serverCore, simpleServer } from '../../../actors/server/serverCore';
import { singleServer } from '../../../actors/server/singleServer';
import { simulatedNetwork } from '../../../actors/transport/simulated/simulatedNetwork';
import type { Protocol } from '../../../machines/handler/protocol';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import type { XstateNetError } from '../../../machines/kit/errors';
import { echo } from '../../../machines/protocols/echo';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { Client } from '../../support/client';
import { serve } from '../../support/serve';
import { until } from '../../support/until';

leaveNothingBehind();

const warnings: string[] = [];
let spy: jest.SpyInstance;
beforeEach(() => {
  warnings.length = 0;
  spy = jest.spyOn(process, 'emitWarning').mockImplementation((warning) => {
    warnings.push((warning as { code?: string }).code ?? String(warning));
  });
});
afterEach(() => spy.mockRestore());

/** A server's logic, as far as a test replaces what it does. */
type Logic = AnyActorLogic & {
  readonly implementations: {
    readonly actions: Record<string, unknown>;
    readonly guards: Record<string, unknown>;
    readonly actors: Record<string, unknown>;
  };
  provide(implementations: object): AnyActorLogic;
};

const SERVERS: Readonly<Record<string, Logic>> = {
  tcpServer: tcpServer as never,
  serverCore: serverCore as never,
  simpleServer: simpleServer as never,
  singleServer: singleServer as never,
};

const NAMES = Object.keys(SERVERS);

const fail = (): never => {
  throw new Error('a fault of mine');
};

interface Said {
  readonly type: string;
  readonly error?: XstateNetError;
  readonly csa?: AnyActorRef;
}

const inputFor = (name: string, more: object = {}) => ({
  port: 1601,
  host: '127.0.0.1',
  ...(name === 'tcpServer' || name === 'singleServer' ? {} : { protocol: echo }),
  ...(name === 'singleServer' ? {} : { maxConnections: 2 }),
  ...more,
});

/** A server through which goes whatever a server may have to do, in virtual time. */
function wholeLife(name: string, logic: AnyActorLogic, more: object = {}, inspected = false) {
  const network = simulatedNetwork({ seed: 1 });
  const server = createActor(logic, {
    clock: network.clock as never,
    input: inputFor(name, { transport: network, shutdownTimeout: 100, ...more }),
    ...(inspected && { inspect: (_: InspectionEvent) => {} }),
  }) as AnyActorRef;
  const said: Said[] = [];
  server.on('*', (message: Said) => {
    said.push(message);
    if (message.type === 'protocolHandlerSignal.newCSA') {
      message.csa?.on('*', ({ type }: { type: string }) => {
        if (type === 'signal.producerFinished')
          message.csa?.send({ type: 'control.producerFinished' });
      });
    }
  });
  const before = openSockets();
  server.start();
  network.advance(10);
  const dial = () => {
    try {
      return network.connect({ family: 'IPv4', host: '127.0.0.1', port: 1601 });
    } catch {
      return undefined;
    }
  };
  const clients = [dial(), dial(), dial()];
  network.advance(10);
  const tell = (event: object) => {
    server.send(event as never);
    network.advance(10);
  };
  for (const client of clients) client?.send(Buffer.from('hello'));
  tell({ type: 'inbox', data: Buffer.from('x') });
  tell({ type: 'control.suspend', mode: 'refuse' });
  dial();
  tell({ type: 'control.resume' });
  tell({ type: 'control.suspend' });
  tell({ type: 'control.resume' });
  clients[0]?.end();
  network.advance(10);
  tell({ type: 'control.producerFinished' });
  tell({ type: 'inbox', data: Buffer.from('late') });
  dial();
  tell({ type: 'control.serverShutdown' });
  network.advance(200);
  tell({ type: 'control.shutdownMicroprocess' });
  network.runToQuiescence(100_000);
  return { server, said, census: network.census(), opened: openSockets() - before };
}

/** The actions of the parts that fail: those in which something is to be done, in a chart and beside it. */
const partsOf = (kind: 'actions' | 'guards') =>
  NAMES.flatMap((name) =>
    Object.keys(SERVERS[name]?.implementations[kind] ?? {}).map((part) => [name, part] as const),
  );

describe.each([
  ['unwatched', false],
  ['inspected', true],
] as const)('a server, %s, of which a part throws,', (_, inspected) => {
  const endsWell = (name: string, logic: AnyActorLogic, more: object = {}) => {
    const { server, said, census, opened } = wholeLife(name, logic, more, inspected);
    expect(census).toMatchObject({ sockets: 0, listening: 0, timers: 0 });
    expect(opened).toBe(0);
    const { status, output } = server.getSnapshot();
    const word = name === 'tcpServer' ? 'signal.shutdown' : 'shutdown';
    expect(status).toBe('done');
    expect(said.filter(({ type }) => type === word)).toHaveLength(1);
    expect(said.at(-1)).toEqual({ type: word, ...(output.error && { error: output.error }) });
    return output.error as XstateNetError | undefined;
  };

  it('says so, where nothing throws, with no error', () => {
    for (const name of NAMES) expect(endsWell(name, SERVERS[name] as Logic)).toBeUndefined();
  });

  it.each(partsOf('actions'))(
    'ends by saying so, with neither port nor sockets: the action of %s called %s',
    (name, action) => {
      const logic = (SERVERS[name] as Logic).provide({ actions: { [action]: fail } });
      const error = endsWell(name, logic);
      // Not each of them is reached in one life.
      if (error !== undefined) {
        expect(error).toMatchObject({
          code: 'XN_SERVER_FAILED',
          cause: new Error('a fault of mine'),
        });
        expect(error.message).toMatch(new RegExp(`^${name} failed \\(a fault of mine\\)`));
      }
    },
  );

  it.each(partsOf('guards'))(
    'ends by saying so, with neither port nor sockets: the guard of %s called %s',
    (name, guard) => {
      endsWell(name, (SERVERS[name] as Logic).provide({ guards: { [guard]: fail } }));
    },
  );

  it.each(
    NAMES.filter((name) => name !== 'tcpServer').flatMap((name) =>
      Object.keys(tcpServer.implementations.actions).map((action) => [name, action] as const),
    ),
  )('ends a %s when its tcpServer fails in %s', (name, action) => {
    const failing = tcpServer.provide({ actions: { [action]: fail } as never });
    const logic = (SERVERS[name] as Logic).provide({ actors: { tcpServer: failing } });
    const error = endsWell(name, logic);
    if (error !== undefined) expect(error.message).toMatch(/^tcpServer failed \(a fault of mine\)/);
  });

  it.each(
    NAMES.flatMap((name) =>
      Object.keys((SERVERS[name] as Logic).implementations.actors).flatMap((actor) =>
        ['at first', 'then', 'by throwing'].map((when) => [name, actor, when] as const),
      ),
    ),
  )('ends a %s of which %s gives null for a snapshot %s', (name, actor, when) => {
    const active = { status: 'active', output: undefined, error: undefined };
    const bad = when === 'by throwing' ? fail : () => null;
    const logic = {
      getInitialSnapshot: when === 'at first' ? bad : () => active,
      transition: when === 'at first' ? (snapshot: unknown) => snapshot : bad,
      getPersistedSnapshot: (snapshot: unknown) => snapshot,
    };
    const made = (SERVERS[name] as Logic).provide({ actors: { [actor]: logic } });
    const error = endsWell(name, made);
    expect(error?.code).toBe('XN_SERVER_FAILED');
  });
});

describe('a transport that throws', () => {
  const network = simulatedNetwork({ seed: 1 });
  it.each([
    ['in listen()', { listen: fail }],
    ['in listen() what cannot be shown', { listen: () => Object.assign(fail, {}) && null }],
    ['in random()', { random: fail }, { port: undefined }],
    ['in connectionLimit()', { connectionLimit: fail }],
    ['when its clock is asked', { clock: { now: fail, setTimeout: fail, clearTimeout: fail } }],
  ] as [string, object, object?][])('%s ends its server with the error', (_, broken, more = {}) => {
    const transport = Object.assign(Object.create(network), broken);
    for (const name of NAMES) {
      const { server, said } = wholeLife(name, SERVERS[name] as Logic, { ...more, transport });
      const { status, output } = server.getSnapshot();
      if (status !== 'done') {
        // A clock is asked when somebody comes, and nobody came to this network.
        server.stop();
        continue;
      }
      expect(said.at(-1)).toMatchObject({ error: output.error });
    }
  });
});

describe('a server that has failed', () => {
  const broken = (action: string) => serverCore.provide({ actions: { [action]: fail } as never });

  it('is done for those who wait for its output, or hear of its end', async () => {
    const network = simulatedNetwork({ seed: 1 });
    const server = createActor(broken('sayListening'), {
      clock: network.clock as never,
      input: inputFor('serverCore', { transport: network }) as never,
    });
    const output = toPromise(server);
    const heard: string[] = [];
    server.subscribe({
      error: () => heard.push('error'),
      complete: () => heard.push('complete'),
    });
    server.start();
    network.advance(10);
    expect((await output).error?.code).toBe('XN_SERVER_FAILED');
    expect(heard).toEqual(['complete']);
    expect(server.getSnapshot().value).toBe('shutdown');
    server.send({ type: 'control.serverShutdown' });
    server.stop();
    expect(warnings).toEqual([]);
  });

  it('is warned of, where nobody listens', () => {
    const network = simulatedNetwork({ seed: 1 });
    const server = createActor(broken('linkTcpServer'), {
      clock: network.clock as never,
      input: inputFor('serverCore', { transport: network }) as never,
    });
    server.start();
    network.advance(10);
    expect(warnings).toEqual(['XN_SERVER_FAILED']);
  });

  it('does not fail the app that invokes it', () => {
    const network = simulatedNetwork({ seed: 1 });
    const app = setup({ actors: { server: broken('sayListening') } }).createMachine({
      initial: 'serving',
      states: {
        serving: {
          invoke: {
            id: 'server',
            src: 'server',
            input: ({ self }) =>
              inputFor('serverCore', { transport: network, owner: self }) as never,
          },
          on: { shutdown: 'told' },
        },
        told: {},
      },
    });
    const actor = createActor(app, { clock: network.clock as never }).start();
    network.advance(10);
    expect(actor.getSnapshot()).toMatchObject({ status: 'active', value: 'told' });
    actor.stop();
  });

  it('can be started again at once, on its port', async () => {
    const first = await serve();
    const { port } = first.address as { port: number };
    first.server.stop();
    const failing = createActor(broken('sayConnected'), {
      input: { host: '127.0.0.1', port, protocol: echo as unknown as Protocol },
    });
    const again: string[] = [];
    failing.on('shutdown', ({ error }) => {
      again.push(error?.code ?? '');
      const next = createActor(serverCore, {
        input: { host: '127.0.0.1', port, protocol: echo as unknown as Protocol },
      });
      afterwards(() => {
        next.stop();
      });
      next.on('*', ({ type }) => again.push(type));
      next.start();
    });
    let listens = false;
    failing.on('listening', () => {
      listens = true;
    });
    failing.start();
    await until('it to listen', () => listens);
    await Client.to({ family: 'IPv4', host: '127.0.0.1', port }).catch(() => undefined);
    await until('the next one', () => again.length > 1);
    expect(again).toEqual(['XN_SERVER_FAILED', 'listening']);
  });
});

/** What is no event. */
const NO_EVENTS: readonly (readonly [string, unknown])[] = [
  ['an object without a type', {}],
  ['null', null],
  ['undefined', undefined],
  ['text', 'x'],
  ['a number', 5],
  ['a type that is a number', { type: 5 }],
  ['a type that is a symbol', { type: Symbol('x') }],
  ['what refuses to tell its type', Object.defineProperty({}, 'type', { get: fail })],
  ['what refuses everything', new Proxy({}, { get: fail })],
];

describe.each(NAMES)('a %s', (name) => {
  const start = async (inspected: boolean) => {
    const server = createActor(SERVERS[name] as AnyActorLogic, {
      input: inputFor(name, { port: 0 }),
      ...(inspected && { inspect: () => {} }),
    }) as AnyActorRef;
    let address: unknown;
    server.on('*', (said: { address?: unknown }) => {
      address ??= said.address;
    });
    afterwards(() => {
      server.stop();
    });
    server.start();
    await until('it to listen', () => address !== undefined);
    return { server, address: address as never };
  };

  it.each([false, true])(
    'throws at who sends it no event, and lives on, inspected: %p',
    async (inspected) => {
      const { server, address } = await start(inspected);
      for (const [, event] of NO_EVENTS) {
        expect(() => server.send(event as never)).toThrow(
          expect.objectContaining({ code: 'XN_BAD_EVENT' }),
        );
      }
      expect(server.getSnapshot().status).toBe('active');
      await Client.to(address);
    },
  );

  it.each(['', '*', 'x', 'a.b.*', '.', 'constructor', '__proto__'])(
    'does not mind an event of the odd type %j',
    async (type) => {
      const { server, address } = await start(false);
      server.send({ type } as never);
      expect(server.getSnapshot().status).toBe('active');
      await Client.to(address);
    },
  );

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', '1601'],
    ['a number', 1601],
    ['what cannot be read', new Proxy({}, { ownKeys: fail })],
  ])('that is made from %s in place of its input ends with XN_BAD_OPTION', (_what, input) => {
    const server = createActor(SERVERS[name] as AnyActorLogic, { input }) as AnyActorRef;
    const said: Said[] = [];
    server.on('*', (message: Said) => said.push(message));
    server.start();
    const { status, output } = server.getSnapshot();
    expect(status).toBe('done');
    expect(output.error).toMatchObject({
      code: 'XN_BAD_OPTION',
      message: expect.stringContaining(`the input of ${name}`),
    });
    expect(said.map(({ error }) => error)).toEqual([output.error]);
  });

  it.each([
    ['null', null],
    ['text', 'self'],
    ['an object', {}],
    ['a function', () => {}],
    ['what can only send', { send: () => {} }],
    ['what cannot be read', new Proxy({}, { get: fail })],
  ])('that has %s for an owner ends with XN_BAD_OPTION', (_what, owner) => {
    const server = createActor(SERVERS[name] as AnyActorLogic, {
      input: inputFor(name, { owner }),
    }) as AnyActorRef;
    server.start();
    const { status, output } = server.getSnapshot();
    expect(status).toBe('done');
    expect(output.error).toMatchObject({
      code: 'XN_BAD_OPTION',
      message: expect.stringMatching(/^owner is .*no actor/),
    });
    expect(new Set(warnings)).toEqual(new Set(['XN_BAD_OPTION']));
  });
});

describe('what is no event, sent by', () => {
  it('an app, fails the app', async () => {
    const { server } = await serve();
    const app = createMachine({
      on: { go: { actions: () => server.send({} as never) } },
    });
    const actor = createActor(app);
    const failed: unknown[] = [];
    actor.subscribe({ error: (error) => failed.push(error) });
    actor.start();
    actor.send({ type: 'go' });
    expect(failed).toEqual([expect.objectContaining({ code: 'XN_BAD_EVENT' })]);
    expect(server.getSnapshot().status).toBe('active');
  });

  it('a handler, ends its own connection', async () => {
    let server: AnyActorRef | undefined;
    const protocol = setupProtocol().createMachine({
      on: { inbox: { actions: () => server?.send(null as never) } },
    }) as unknown as Protocol;
    const served = await serve({ protocol });
    server = served.server as never;
    (await served.client()).send('x');
    const { error } = await served.said.one('handlerError');
    expect(error.code).toBe('XN_BAD_EVENT');
    expect(served.server.getSnapshot().status).toBe('active');
    await served.client();
  });
});
