import { sendTo, setup } from 'xstate';
import { serverCore } from '../../../index';
import { echo } from '../../../machines/protocols/echo';
import { BadScript, comparable, runScript, type Step } from '../../../testing';
import { pondering, reading, restless } from '../support/protocols';
import { advance, BOTH, bytes, connect, end, failureOf, howDied, run, send } from '../support/run';

describe.each(BOTH)('runScript on %s', (network) => {
  it('tells what came of it', async () => {
    const result = await run(
      [connect('a'), send('a', 'hi'), bytes('a', 'hi'), advance(1_500)],
      { network },
      { seed: 7 },
    );
    expect(result).toMatchObject({
      network,
      seed: 7,
      steps: 4,
      time: 1_500,
      counts: { connections: 1, sockets: 1, listening: 1 },
      simulatedOnly: [],
      clients: { a: { connection: 'open', bytesSent: 2, howDied: undefined } },
    });
    expect(Buffer.from(result.clients.a?.received ?? []).toString()).toBe('hi');
    expect(result.emitted.map(({ type }) => type)).toEqual(['listening', 'connected']);
  });

  it('fails a connection that does not turn out as said', async () => {
    expect(await failureOf([connect('a', { outcome: 'refused' })], { network })).toMatchObject({
      index: 0,
      expected: 'the connection of a to be refused',
      seen: 'open',
    });
    expect(await failureOf([{ do: 'shutdown' }, connect('a')], { network })).toMatchObject({
      index: 1,
      expected: 'the connection of a to be open',
      seen: 'refused (ECONNREFUSED)',
    });
    await run([{ do: 'shutdown' }, connect('a', { outcome: 'any' })], { network });
  });

  it('fails a server that cannot start', async () => {
    const failure = await failureOf([], { network, protocol: {} as never });
    expect(failure).toMatchObject({ index: undefined, expected: 'the server to listen' });
    expect(failure.seen).toMatch(/the protocol is of type object/);
  });

  it('fails what never comes to rest, and says so by its code', async () => {
    const failure = await failureOf([connect('a')], {
      network,
      protocol: restless,
      simulation: { maxSteps: 2_000 },
      trace: 100,
    });
    expect(failure).toMatchObject({ code: 'XN_NEVER_QUIET', index: 0 });
    expect(failure.message).toContain('expected: everything to come to rest');
    expect(failure.trace.length).toBeLessThanOrEqual(100);
    expect(failure.trace.dropped).toBeGreaterThan(0);
  });

  it('lets steps race when it is told not to rest between them', async () => {
    await run(
      [
        connect('a', { rest: false }),
        send('a', 'all ', { rest: false }),
        send('a', 'at once', { rest: false }),
        end('a'),
        bytes('a', 'all at once'),
        howDied('a', 'peerClosed'),
      ],
      { network },
    );
  });

  it('drives a machine of your own that invokes a server', async () => {
    const app = setup({ actors: { serverCore } }).createMachine({
      types: {} as { input: object; context: { input: object } },
      context: ({ input }) => ({ input }),
      invoke: {
        id: 'echoServer',
        src: 'serverCore',
        input: ({ context }) => context.input as never,
      },
      on: { enough: { actions: sendTo('echoServer', { type: 'control.serverShutdown' }) } },
    });
    const result = await run(
      [
        connect('a'),
        send('a', 'hi'),
        bytes('a', 'hi'),
        { expect: 'state', actor: 'server', is: 'serving' },
        { expect: 'emitted', type: 'connected', client: 'a' },
        { do: 'shutdown' },
        end('a'),
        { expect: 'state', actor: 'server', is: 'shutdown' },
      ],
      { network, server: app },
    );
    expect(result.trace.text()).toContain('csa-1 -> handler-1  inbox "hi"');
  });

  it('counts no connection whose server was stopped by the machine that invoked it', async () => {
    const app = setup({ actors: { serverCore } }).createMachine({
      types: {} as { input: object; context: { input: object } },
      context: ({ input }) => ({ input }),
      initial: 'on',
      states: {
        on: {
          invoke: { src: 'serverCore', input: ({ context }) => context.input as never },
          after: { 1000: 'off' },
        },
        off: {},
      },
    });
    const steps: Step[] = [
      connect('a'),
      advance(1_000),
      { expect: 'client', client: 'a', is: 'reset' },
      { expect: 'counts', connections: 0, sockets: 0, listening: 0, actors: 1 },
    ];
    await run(steps, { network, server: app });
    const failure = await failureOf([...steps, howDied('a', 'aborted')], { network, server: app });
    expect(failure.seen).toMatch(/^its server was stopped/);
  });

  it('runs on what the server is told by its own options, which go before those of the script', async () => {
    const steps = [connect('a'), advance(1_000), howDied('a', 'idleTimeout')];
    const serverOptions = { idleTimeout: 1_000 };
    await run(steps, { network, serverOptions }, { server: { idleTimeout: 5 } });
  });

  it('leaves nothing behind, whatever the script leaves open', async () => {
    let server: { getSnapshot(): { status: string } } | undefined;
    await run([connect('a'), connect('b', { reading: false }), send('b', 'x')], {
      network,
      onActor: (actor) => {
        server = actor;
      },
    });
    expect(server?.getSnapshot().status).toBe('stopped');
  });

  it('drives a bare listener, and a server whose protocol is told nothing', async () => {
    await run(
      [
        { expect: 'emitted', type: 'signal.listening' },
        connect('a'),
        { expect: 'emitted', type: 'protocolHandlerSignal.newCSA', client: 'a' },
        { do: 'tell', actor: 'csa', client: 'a', event: { type: 'inbox', data: { text: 'hi' } } },
        bytes('a', 'hi'),
        { do: 'shutdown' },
        { expect: 'state', actor: 'tcpServer', is: 'closing' },
        { do: 'abort' },
        howDied('a', 'aborted'),
        { expect: 'counts', connections: 0, sockets: 0, timers: 0, actors: 0 },
      ],
      { network },
      { kind: 'tcpServer' },
    );
    const simple = [connect('a'), send('a', 'hi'), bytes('a', 'hi')];
    await run(simple, { network }, { kind: 'simpleServer' });
  });

  it('keeps promises between the timers of one advance', async () => {
    await run([connect('a'), advance(3_999), bytes('a', 'thought\n'.repeat(3))], {
      network,
      protocol: pondering,
    });
  });

  it('keeps no trace when told so', async () => {
    const { trace } = await run([connect('a'), send('a', 'hi'), bytes('a', 'hi')], {
      network,
      trace: false,
    });
    expect(trace.length).toBe(0);
  });

  it('sends any actor an event, with bytes as payloads', async () => {
    await run(
      [
        connect('a'),
        {
          do: 'tell',
          actor: 'csa',
          client: 'a',
          event: { type: 'inbox', data: { base64: 'aGk=' } },
        },
        bytes('a', 'hi'),
        { do: 'tell', actor: 'handler', client: 'a', event: { type: 'control.serverShutdown' } },
        { expect: 'client', client: 'a', is: 'ended' },
        { do: 'tell', actor: 'server', event: { type: 'control.serverShutdown' } },
        end('a'),
        { expect: 'state', actor: 'server', status: 'done' },
      ],
      { network },
    );
  });

  it('closes, breaks off and suspends as told', async () => {
    await run(
      [
        connect('a'),
        { do: 'close', client: 'a' },
        howDied('a', 'peerClosed'),
        connect('b', { reading: false }),
        // More than what a program reads ahead: its kernel is left with some of it.
        send('b', 'never read', { times: 30_000 }),
        { do: 'close', client: 'b' },
        howDied('b', 'reset'),
        connect('c'),
        { do: 'abort' },
        howDied('c', 'aborted'),
        { expect: 'client', client: 'c', is: 'reset' },
      ],
      { network },
    );
  });
});

describe('runScript', () => {
  it('needs a protocol, its own or the options', async () => {
    const steps: Step[] = [];
    await expect(runScript({ steps })).rejects.toThrow(/it names no protocol and none was given/);
    await expect(runScript({ steps, protocol: 'ecko' })).rejects.toThrow(
      /protocol "ecko" does not ship; there are echo, /,
    );
    await runScript({ steps, protocol: 'no such file.ts' }, { protocol: echo });
  });

  it('refuses on real sockets what they cannot be made to do, loudly', async () => {
    const vanish: Step[] = [connect('a'), { do: 'vanish', client: 'a' }];
    await expect(run(vanish, { network: 'tcp' })).rejects.toThrow(BadScript);
    await expect(run(vanish, { network: 'tcp' })).rejects.toThrow(
      /step 2 \(vanish\): a real peer cannot be made to vanish without a word: this script is simulated-only/,
    );
    await expect(run([], { network: 'tcp' }, { simulation: { latency: 1 } })).rejects.toThrow(
      /"simulation" describes a network that is not real/,
    );
    expect((await run(vanish)).simulatedOnly).toMatchObject([{ index: 1 }]);
  });

  it('names a file that is not there', async () => {
    const steps: Step[] = [connect('a'), { do: 'send', client: 'a', file: 'nowhere.bin' }];
    await expect(run(steps, { file: 'x.json' })).rejects.toThrow(
      /^x\.json: step 2 \(send\): cannot read a file: .*nowhere\.bin/,
    );
  });

  it('sends and expects what is in files, seen from its folder', async () => {
    const file = 'echo.ts';
    const folder = `${__dirname}/../../../machines/protocols`;
    await run(
      [connect('a'), { do: 'send', client: 'a', file }, { expect: 'bytes', client: 'a', file }],
      { folder },
    );
  });

  it('gives the same trace for the same seed, and another for another', async () => {
    const script = { simulation: { latency: 3, faults: { split: true, jitter: 20 } } };
    const steps = [
      connect('a'),
      send('a', 'hello, world '.repeat(20)),
      { expect: 'bytes', client: 'a', length: 260 } as const,
    ];
    const trace = async (seed: number) => (await run(steps, { seed }, script)).trace.text();
    expect(await trace(7)).toBe(await trace(7));
    expect(await trace(7)).not.toBe(await trace(8));
  });

  it('lets bytes be slow, when the script says so, and timers pass meanwhile', async () => {
    const { time } = await run(
      [connect('a'), send('a', 'hi'), bytes('a', 'hi')],
      {},
      { simulation: { latency: 50 } },
    );
    expect(time).toBeGreaterThanOrEqual(150);
  });

  it('holds back what is stuck on a link until it is free again', async () => {
    await run([
      connect('a'),
      connect('b'),
      { do: 'faults', client: 'a', faults: { clog: 1 } },
      send('a', 'stuck'),
      send('b', 'free'),
      { expect: 'nothing', client: 'a' },
      bytes('b', 'free'),
      { do: 'clearFaults', client: 'a' },
      bytes('a', 'stuck'),
      { do: 'faults', faults: { refuse: 1 } },
      connect('c', { outcome: 'refused' }),
      { do: 'clearFaults' },
      connect('d'),
    ]);
  });

  it('waits on real sockets for what comes of itself, up to its patience', async () => {
    const steps = [
      connect('a'),
      send('a', '?'),
      { expect: 'bytes', client: 'a', length: 10 } as const,
    ];
    await run(steps, { network: 'tcp', protocol: reading });
    const failure = await failureOf([connect('a'), howDied('a', 'peerClosed')], {
      network: 'tcp',
      patience: 50,
    });
    expect(failure.seen).toMatch(/^it lives: it is in connected/);
  });

  it('has equal results on both networks, down to every message', async () => {
    const steps: Step[] = [
      connect('a'),
      connect('b'),
      send('a', 'x'),
      bytes('a', 'x'),
      { do: 'reset', client: 'b' },
      howDied('b', 'reset'),
      { do: 'shutdown' },
      advance(2_000),
      howDied('a', 'lingerTimeout'),
    ];
    const [simulated, real] = [await run(steps), await run(steps, { network: 'tcp' })];
    expect(comparable(real)).toEqual(comparable(simulated));
  });
});
