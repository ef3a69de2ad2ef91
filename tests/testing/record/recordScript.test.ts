import { connect as connectTo, type Socket } from 'node:net';
import fc from 'fast-check';
import { createActor } from 'xstate';
import { serverCore } from '../../../index';
import { chargen } from '../../../machines/protocols/chargen';
import { echo } from '../../../machines/protocols/echo';
import {
  parseScript,
  type Recording,
  recordScript,
  runScript,
  type Script,
  type ScriptResult,
  type Step,
} from '../../../testing';
import { conversation } from '../support/conversation';
import { counting, explosive } from '../support/protocols';
import { advance, BOTH, bytes, connect, end, howDied, run, send } from '../support/run';

/** Runs steps, and gives back what came of them and what was recorded of them. */
async function recorded(
  steps: readonly Step[],
  options: Parameters<typeof run>[1] = {},
  script: Partial<Script> = {},
): Promise<{ readonly result: ScriptResult; readonly script: Script }> {
  let recording: Recording | undefined;
  const result = await run(
    steps,
    {
      ...options,
      onActor: (actor, clock) => {
        recording = recordScript(actor, { clock, name: 'recorded', protocol: 'echo' });
      },
    },
    script,
  );
  return { result, script: (recording as Recording).stop() };
}

/** For each connection, in their order: what the client received, and how it ended. */
function lives({ clients, trace }: ScriptResult): readonly string[] {
  expect(trace.dropped).toBe(0);
  return Object.values(clients)
    .filter(({ connection }) => !connection.startsWith('refused'))
    .map(({ received, howDied }) => `${Buffer.from(received).toString('hex')} ${howDied}`);
}

describe.each(BOTH)('recordScript on %s', (network) => {
  it('writes down what came from outside, what was answered and the time between', async () => {
    const { script } = await recorded(
      [
        connect('alice'),
        send('alice', 'hello'),
        bytes('alice', 'hello'),
        advance(1_234),
        connect('bob'),
        send('bob', 'one'),
        send('bob', 'two'),
        end('alice'),
        { do: 'reset', client: 'bob' },
        { do: 'shutdown' },
      ],
      { network },
      { server: { idleTimeout: 9_000 } },
    );
    expect(parseScript(script)).toEqual({
      name: 'recorded',
      protocol: 'echo',
      server: { idleTimeout: 9_000 },
      steps: [
        connect('client-1'),
        send('client-1', 'hello'),
        bytes('client-1', 'hello'),
        advance(1_234),
        connect('client-2'),
        send('client-2', 'one'),
        bytes('client-2', 'one'),
        send('client-2', 'two'),
        bytes('client-2', 'two'),
        end('client-1'),
        howDied('client-1', 'peerClosed', { bytesReceived: 5, bytesSent: 5 }),
        { do: 'reset', client: 'client-2' },
        howDied('client-2', 'reset', { bytesReceived: 6, bytesSent: 6 }),
        { do: 'shutdown' },
      ],
    });
  });

  it.each([
    ['a protocol with timers', counting],
    ['one that throws', explosive],
  ])('replays %s', async (_, protocol) => {
    const { script } = await recorded(
      [
        connect('a'),
        send('a', 'hello'),
        advance(3_000),
        send('a', 'boom'),
        advance(10_000),
        connect('b'),
        send('b', 'quit\n'),
        { do: 'tell', actor: 'csa', client: 'b', event: { type: 'inbox', data: { text: 'psst' } } },
        { do: 'suspend', mode: 'refuse' },
        connect('c'),
        { do: 'resume' },
        { do: 'abort' },
      ],
      { network, protocol },
    );
    await runScript(parseScript(script), { network, protocol });
    expect(script.steps.some((step) => 'expect' in step)).toBe(true);
  });

  it('gives a server the options that its kind has, and no others', async () => {
    const { script } = await recorded(
      [connect('alice'), { do: 'shutdown' }],
      { network },
      { kind: 'singleServer', server: { idleTimeout: 9_000, heldLimit: 0 } },
    );
    expect(parseScript(script)).toMatchObject({
      kind: 'singleServer',
      server: { idleTimeout: 9_000, heldLimit: 0 },
    });
    expect(Object.keys(script.server ?? {}).sort()).toEqual(['heldLimit', 'idleTimeout']);
  });

  it('replays how one begins that sends for as long as it is read', async () => {
    const steps: Step[] = [
      connect('a'),
      advance(1_000),
      { do: 'close', client: 'a' },
      { do: 'shutdown' },
    ];
    const { script } = await recorded(steps, { network, protocol: chargen });
    expect(script.steps).toContainEqual(
      expect.objectContaining({ expect: 'bytes', match: 'prefix' }),
    );
    expect(JSON.stringify(script).length).toBeLessThan(3_000);
    await runScript(parseScript(script), { network, protocol: chargen });
  });

  it('replays any conversation with equal results', async () => {
    // A client that does not read is seen only by what the server cannot send any more.
    const read = conversation.map((steps) =>
      steps.filter((step) => !('do' in step && step.do === 'pauseReading')),
    );
    await fc.assert(
      fc.asyncProperty(read, fc.constantFrom(0, 700), async (steps, idleTimeout) => {
        const first = await recorded(steps, { network }, { server: { idleTimeout } });
        const again = await runScript(parseScript(first.script), { network });
        expect(lives(again)).toEqual(lives(first.result));
      }),
      { numRuns: network === 'tcp' ? 40 : 150 },
    );
  });
});

describe('recordScript', () => {
  it('gives what was recorded on one network to the other', async () => {
    const { script, result } = await recorded(
      [connect('a'), send('a', 'x'), connect('b'), { do: 'shutdown' }, end('a'), advance(2_000)],
      { network: 'tcp' },
    );
    expect(lives(await runScript(script))).toEqual(lives(result));
  });

  it('records a server that runs in real time with real clients, and leaves older ones out', async () => {
    const server = createActor(serverCore, {
      input: { protocol: echo, port: 0, host: '127.0.0.1' },
    });
    const heard = (type: string) =>
      new Promise<{ readonly address: { readonly port: number } }>((resolve) => {
        const subscription = server.on('*', (event) => {
          if (event.type !== type) return;
          subscription.unsubscribe();
          resolve(event as never);
        });
      });
    const listening = heard('listening');
    server.start();
    const { port } = (await listening).address;
    const reply = (socket: Socket, text: string) =>
      new Promise<void>((resolve) => {
        socket.once('data', () => resolve());
        socket.write(text);
      });

    const older = connectTo(port, '127.0.0.1');
    await reply(older, 'before');
    const recording = recordScript(server, { protocol: 'echo' });
    const younger = connectTo(port, '127.0.0.1');
    await reply(older, 'meanwhile');
    await reply(younger, 'recorded');
    expect(recording.script().steps).toContainEqual(bytes('client-2', 'recorded'));
    const gone = heard('disconnected');
    younger.end();
    await gone;
    const script = recording.stop();
    await reply(older, 'after');
    server.stop();
    older.destroy();

    expect(script.description).toBe('1 connection older than the recording is left out');
    expect(script.steps.filter((step) => !('do' in step && step.do === 'advance'))).toEqual([
      connect('client-2'),
      send('client-2', 'recorded'),
      bytes('client-2', 'recorded'),
      end('client-2'),
      howDied('client-2', 'peerClosed', { bytesReceived: 8, bytesSent: 8 }),
    ]);
    await runScript(script);
  });
});
