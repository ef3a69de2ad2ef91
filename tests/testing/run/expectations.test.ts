import { BadScript, type Step } from '../../../testing';
import { obedient, stubborn } from '../../support/protocols';
import { counting, explosive, lossy, promising } from '../support/protocols';
import { advance, BOTH, bytes, connect, end, failureOf, howDied, run, send } from '../support/run';

describe.each(BOTH)('on %s', (network) => {
  const passes = (steps: readonly Step[], options = {}, script = {}) =>
    run(steps, { network, ...options }, script);
  const fails = async (steps: readonly Step[], options = {}, script = {}) => {
    const { index, expected, seen } = await failureOf(steps, { network, ...options }, script);
    return { index, expected, seen };
  };

  describe('bytes', () => {
    it('are expected exactly, and all of them', async () => {
      await passes([connect('a'), send('a', 'one'), send('a', 'two'), bytes('a', 'onetwo')]);
      expect(await fails([connect('a'), send('a', 'onetwo'), bytes('a', 'one')])).toEqual({
        index: 2,
        expected: 'exactly "one" (3 bytes)',
        seen: '"onetwo" (6 bytes), which is more',
      });
      expect(await fails([connect('a'), send('a', 'one'), bytes('a', 'onetwo')])).toEqual({
        index: 2,
        expected: 'exactly "onetwo" (6 bytes)',
        seen: '"one" (3 bytes), which is too little',
      });
    });

    it('are told where they differ first', async () => {
      const failure = await fails([connect('a'), send('a', 'hello'), bytes('a', 'hullo')]);
      expect(failure.seen).toBe('"hello" (5 bytes), different at byte 2');
    });

    it('are expected as a prefix, which leaves the rest', async () => {
      const prefix = bytes('a', 'one', { match: 'prefix' });
      await passes([connect('a'), send('a', 'onetwo'), prefix, bytes('a', 'two')]);
    });

    it('are expected by a regular expression, up to the end of what it finds', async () => {
      const pattern = { expect: 'bytes', client: 'a', pattern: '\\d+;' } as const;
      await passes([connect('a'), send('a', 'ä 12;34;'), pattern, pattern]);
      expect(await fails([connect('a'), send('a', 'twelve'), pattern])).toMatchObject({
        expected: 'something that matches /\\d+;/',
        seen: '"twelve" (6 bytes)',
      });
    });

    it('that are no UTF-8 are looked at as Latin-1', async () => {
      const sent = { do: 'send', client: 'a', hex: 'ff41ff42' } as const;
      const pattern = { expect: 'bytes', client: 'a', pattern: '^\\xffA' } as const;
      await passes([connect('a'), sent, pattern, { expect: 'bytes', client: 'a', hex: 'ff42' }]);
    });

    it('are counted', async () => {
      const length = { expect: 'bytes', client: 'a', length: 4 } as const;
      await passes([connect('a'), send('a', 'hello'), length, bytes('a', 'o')]);
      expect(await fails([connect('a'), send('a', 'one'), length])).toMatchObject({
        seen: '3 bytes',
      });
    });

    it('are not waited for once the server has ended the connection', async () => {
      const steps = [connect('a'), send('a', 'quit\n'), bytes('a', 'bye\nand more')];
      const failure = await fails(steps, { protocol: counting, patience: 60_000 });
      expect(failure.seen).toBe('"bye\\n" (4 bytes), which is too little; the server has ended it');
    });

    it('of more than a client reads ahead are read when they are expected', async () => {
      const large = { text: 'x'.repeat(1000), times: 3000 };
      await passes([
        connect('a'),
        { do: 'send', client: 'a', ...large },
        { expect: 'bytes', client: 'a', ...large },
        { expect: 'nothing' },
      ]);
    });

    it('that come when a promise is kept are waited for', async () => {
      const steps = [connect('a'), send('a', '?'), bytes('a', 'thought\n')];
      await passes(steps, { protocol: promising });
    });
  });

  it('nothing more was received', async () => {
    await passes([connect('a'), { expect: 'nothing' }, { expect: 'nothing', client: 'a' }]);
    expect(await fails([connect('a'), send('a', 'hi'), { expect: 'nothing' }])).toEqual({
      index: 2,
      expected: 'nothing more for a',
      seen: '"hi" (2 bytes)',
    });
  });

  it('an actor is in a state, by name, dotted path or object', async () => {
    await passes([
      connect('a'),
      { expect: 'state', actor: 'server', is: 'serving' },
      { expect: 'state', actor: 'tcpServer', is: 'listening.accepting' },
      { expect: 'state', actor: 'csa', client: 'a', is: { connected: { sending: 'ready' } } },
      { expect: 'state', actor: 'handler', client: 'a', is: 'connected', status: 'active' },
      { expect: 'state', actor: 'selector', status: 'active' },
      { expect: 'state', actor: 'csa', client: 'a', context: { connection: { id: 1 } } },
      end('a'),
      { expect: 'state', actor: 'csa', client: 'a', is: 'shutdown', status: 'done' },
      { expect: 'state', actor: 'handler', client: 'a', is: 'shutdown', status: 'done' },
    ]);
    expect(
      await fails([connect('a'), { expect: 'state', actor: 'csa', client: 'a', is: 'closing' }]),
    ).toEqual({
      index: 1,
      expected: 'the csa of a in state closing',
      seen: 'in state connected { receiving.flowing, sending.ready, draining.notAsked }, with status active',
    });
    expect(
      await fails(
        [
          connect('a'),
          send('a', 'x'),
          { expect: 'state', actor: 'handler', client: 'a', context: { lines: 2 } },
        ],
        { protocol: counting },
      ),
    ).toMatchObject({
      seen: "in state listening, with status active, its context's lines being 1",
    });
  });

  it('a state that an actor does not have is a bad script', async () => {
    const steps: Step[] = [
      connect('a'),
      { expect: 'state', actor: 'csa', client: 'a', is: 'connected.sending.redy' },
    ];
    await expect(passes(steps)).rejects.toThrow(BadScript);
    await expect(passes(steps)).rejects.toThrow(
      /step 2 \(state\): the csa has no state "connected\.sending\.redy"; is "ready" meant\?/,
    );
    await expect(passes([{ expect: 'state', actor: 'selector', is: 'active' }])).rejects.toThrow(
      /the selector is no state machine: expect its "status"/,
    );
  });

  it('the server has emitted an event, each of which answers one expectation', async () => {
    const died = { howDied: 'peerClosed' };
    await passes([
      { expect: 'emitted', type: 'listening', count: 1 },
      connect('a'),
      connect('b'),
      { expect: 'emitted', type: 'connected', client: 'b' },
      { expect: 'emitted', type: 'connected', client: 'a' },
      { expect: 'emitted', type: 'connected', count: 0 },
      end('b'),
      { expect: 'emitted', type: 'disconnected', client: 'b', with: died },
    ]);
    expect(
      await fails([
        connect('a'),
        end('a'),
        { expect: 'emitted', type: 'disconnected', with: { howDied: 'reset' } },
      ]),
    ).toEqual({
      index: 2,
      expected: '"disconnected" with { howDied: reset }',
      seen: 'emitted and not expected yet: listening, connected { client: a }, disconnected { client: a, howDied: peerClosed }',
    });
  });

  it('a handler that throws ends its own connection', async () => {
    await passes(
      [
        connect('a'),
        connect('b'),
        send('a', 'boom'),
        howDied('a', 'handlerError', { bytesReceived: 4 }),
        {
          expect: 'emitted',
          type: 'handlerError',
          client: 'a',
          with: { error: { code: 'XN_HANDLER_FAILED' } },
        },
        { expect: 'client', client: 'a', is: 'reset' },
        send('b', 'fine'),
        bytes('b', 'fine'),
      ],
      { protocol: explosive },
    );
  });

  describe('a connection that has not ended', () => {
    const seen = async (steps: readonly Step[], options = {}, script = {}) =>
      (await fails([...steps, howDied('a', 'finished')], options, script)).seen;

    it('whose client has finished and whose handler has not waits for the handler', async () => {
      expect(await seen([connect('a'), end('a')], { protocol: stubborn })).toMatch(
        /^it lives: it is in connected.*receiving\.ended.*; it waits for its handler to finish$/,
      );
    });

    it("whose handler has finished waits for the client's FIN", async () => {
      expect(await seen([connect('a'), send('a', 'quit\n')], { protocol: counting })).toMatch(
        /^it lives: it is in closing\.finishing, .*; it waits for the client's FIN, or the linger timeout$/,
      );
    });

    it('whose client does not read waits for it to take what is unsent', async () => {
      const large = { do: 'send', client: 'a', text: 'x'.repeat(1000), times: 12_000 } as const;
      const steps = [connect('a'), { do: 'pauseReading', client: 'a' } as const, large];
      expect(await seen(steps)).toMatch(
        /sending\.blocked.*; it waits for the client to take \d+ bytes that are unsent$/,
      );
    });

    it('whose handler has paused its inbox waits for the handler', async () => {
      expect(await seen([connect('a'), send('a', 'PAUSE')], { protocol: obedient })).toMatch(
        /receiving.paused.byHandler.*; it waits for its handler to resume reading, or to finish$/,
      );
    });
  });

  it('a connection has ended, with its counts', async () => {
    await passes([
      connect('a'),
      send('a', 'hello'),
      end('a'),
      howDied('a', 'peerClosed', { bytesReceived: 5, bytesSent: 5 }),
    ]);
    expect(await fails([connect('a'), howDied('a', 'peerClosed')])).toMatchObject({
      expected: 'the connection of a to have ended with { howDied: peerClosed }',
      seen:
        'it lives: it is in connected { receiving.flowing, sending.ready, draining.notAsked }, its handler is in connected; ' +
        'it waits for its handler or the client to finish, or the idle timeout, if there is one',
    });
    const wrong = howDied('a', 'finished', { bytesSent: 7 });
    expect(await fails([connect('a'), end('a'), wrong])).toMatchObject({
      expected: 'the connection of a to have ended with { howDied: finished, bytesSent: 7 }',
      seen: '{ howDied: peerClosed, bytesReceived: 0, bytesSent: 0 }',
    });
  });

  it('a connection looks to its client as expected', async () => {
    await passes([
      connect('a'),
      { expect: 'client', client: 'a', is: 'open' },
      end('a'),
      { expect: 'client', client: 'a', is: 'closed' },
    ]);
    expect(
      await fails([connect('a'), end('a'), { expect: 'client', client: 'a', is: 'reset' }]),
    ).toMatchObject({
      expected: 'a to be reset',
      seen: 'closed',
    });
  });

  it('there are so many of everything', async () => {
    await passes([
      connect('a'),
      {
        expect: 'counts',
        connections: 1,
        sockets: 1,
        listening: 1,
        timers: 0,
        actors: 8,
        readers: 1,
        writers: 0,
      },
      { do: 'shutdown' },
      { expect: 'counts', connections: 1, sockets: 1, listening: 0, readers: 1 },
      end('a'),
      {
        expect: 'counts',
        connections: 0,
        sockets: 0,
        listening: 0,
        timers: 0,
        actors: 0,
        readers: 0,
        writers: 0,
      },
    ]);
    expect(
      await fails([connect('a'), { expect: 'counts', connections: 2, listening: 1 }]),
    ).toMatchObject({
      expected: '{ connections: 2, listening: 1 }',
      seen: '{ connections: 1, listening: 1 }',
    });
  });

  it('timers fire in virtual time, each at its own moment', async () => {
    await passes(
      [
        connect('a'),
        advance(9_999),
        { expect: 'nothing' },
        send('a', 'x'),
        bytes('a', '1\n'),
        advance(9_999),
        { expect: 'nothing' },
        advance(1),
        bytes('a', 'bored\n'),
        { expect: 'client', client: 'a', is: 'ended' },
      ],
      { protocol: counting },
    );
  });

  it('a broken protocol is caught, with all that is needed to see why', async () => {
    const failure = await failureOf(
      [connect('a'), send('a', 'hello'), bytes('a', 'hello', { note: 'RFC 862' })],
      { network, protocol: lossy },
      { name: 'echo says it back' },
    );
    expect(failure).toMatchObject({ code: 'XN_SCRIPT_FAILED', index: 2 });
    const on = network === 'tcp' ? 'tcp' : 'simulated, seed 1';
    expect(failure.message).toContain(
      `echo says it back, on ${on}, step 3: expect bytes a {"text":"hello"} -- RFC 862\n` +
        '  expected: exactly "hello" (5 bytes)\n' +
        '  seen:     "hllo" (4 bytes), different at byte 2\n' +
        '  trace:\n',
    );
    expect(failure.message).toMatch(
      /csa-1 -> handler-1 {2}inbox "hello"\n.*handler-1 -> csa-1 {2}inbox "hllo"\n/,
    );
    expect(failure.trace.length).toBeGreaterThan(20);
  });
});
