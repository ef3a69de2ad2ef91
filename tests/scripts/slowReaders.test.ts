import { libuvOf } from '../../actors/transport/simulated/socket/libuv';
import type { HowDied } from '../../machines/connection/howDied';
import type { Protocol } from '../../machines/handler/protocol';
import { abort, finish, outbox } from '../../machines/handler/say';
import { setupProtocol } from '../../machines/handler/setupProtocol';
import type { ServerOptions } from '../../machines/options/serverOptions';
import { runScript, type Step } from '../../testing';
import { onBothNetworks } from './onBothNetworks';

/** More than any kernel's buffers hold. */
const ALL = 10_000_000;

/** A client of Node's may not see a reset that comes behind its last bytes. */
const { takesHangUpForEnd } = libuvOf(process.versions.uv);

/** What a client reads at a time. */
const SOME = 1_000_000;

const block = (length: number) => outbox(Buffer.alloc(length, 'all of it, in order. '));

/** Says all of it as soon as it is asked, in so many blocks, and then does as it is told. */
const answering = (blocks: number, then: 'finishes' | 'waits' | 'finishesAndAborts'): Protocol =>
  setupProtocol().createMachine({
    initial: 'connected',
    states: {
      connected: {
        on: {
          inbox: {
            target: then === 'finishes' ? 'shutdown' : 'answered',
            actions: Array.from({ length: blocks }, () => block(ALL / blocks)) as never,
          },
          'control.*': 'shutdown',
        },
      },
      answered: {
        entry: then === 'finishesAndAborts' ? finish() : [],
        on: { inbox: { actions: abort() }, 'control.*': 'shutdown' },
      },
      shutdown: { type: 'final' },
    },
  }) as unknown as Protocol;

const asks: Step[] = [
  { do: 'connect', client: 'ann', reading: false },
  { do: 'send', client: 'ann', text: '?' },
];

/** A client takes a part of it, and then lets so much time pass. */
const readsOn = (milliseconds: number): Step[] =>
  Array.from({ length: ALL / SOME }, () => [
    { expect: 'bytes', client: 'ann', length: SOME } as const,
    { do: 'advance', milliseconds } as const,
  ]).flat();

describe('a peer that reads steadily, if slowly', () => {
  describe.each([1, 100])('what is said in %d blocks', (blocks) => {
    onBothNetworks(
      'gets every byte with default options, after its handler has finished',
      {
        steps: [
          ...asks,
          { do: 'resumeReading', client: 'ann' },
          ...readsOn(1_500),
          { expect: 'client', client: 'ann', is: 'ended' },
          { do: 'end', client: 'ann' },
          { expect: 'howDied', client: 'ann', howDied: 'finished', bytesSent: ALL },
          { expect: 'counts', connections: 0, sockets: 0 },
        ],
      },
      { protocol: answering(blocks, 'finishes'), trace: false },
    );

    onBothNetworks(
      'gets every byte within an idle timeout',
      {
        server: { idleTimeout: 2_000 },
        steps: [
          ...asks,
          { do: 'resumeReading', client: 'ann' },
          // Real clients read ahead: no more time may pass behind the last byte that the server can see taken.
          ...readsOn(1_500).slice(0, -1),
          { expect: 'counts', connections: 1 },
          { do: 'advance', milliseconds: 5_500 },
          { expect: 'howDied', client: 'ann', howDied: 'idleTimeout', bytesSent: ALL },
        ],
      },
      { protocol: answering(blocks, 'waits'), trace: false },
    );
  });
});

describe('half an answer is seen as a reset', () => {
  const options = { trace: false, simulation: { imitates: { uv: '1.52.1' } } } as const;

  /** It reads what is still there, and sees how that ends: as a reset, if its own libuv lets it see one. */
  const seesAReset = (network: 'simulated' | 'tcp'): Step[] => [
    { do: 'resumeReading', client: 'ann' },
    {
      expect: 'client',
      client: 'ann',
      is: network === 'tcp' && takesHangUpForEnd ? 'ended' : 'reset',
    },
  ];

  const cutOff = (
    name: string,
    protocol: Protocol,
    howDied: HowDied,
    server: ServerOptions,
    steps: readonly Step[],
  ) =>
    it.each(['simulated', 'tcp'] as const)(`${name} (%s)`, async (network) => {
      const ends = { expect: 'howDied', client: 'ann', howDied } as const;
      const script = { server, steps: [...asks, ...steps, ends, ...seesAReset(network)] };
      const { clients } = await runScript({ ...script, name }, { ...options, protocol, network });
      expect(clients.ann?.received.length).toBeLessThan(ALL);
    });

  cutOff('after the idle timeout', answering(100, 'waits'), 'idleTimeout', { idleTimeout: 1_000 }, [
    { do: 'advance', milliseconds: 3_000 },
  ]);

  cutOff(
    'after the linger timeout',
    answering(100, 'finishes'),
    'lingerTimeout',
    { lingerTimeout: 1_000 },
    [{ do: 'advance', milliseconds: 3_000 }],
  );

  cutOff(
    'after the shutdown timeout',
    answering(100, 'finishes'),
    'shutdownTimeout',
    { shutdownTimeout: 1_000, lingerTimeout: 60_000 },
    [{ do: 'shutdown' }, { do: 'advance', milliseconds: 1_000 }],
  );

  cutOff(
    'when its handler finishes and then aborts',
    answering(100, 'finishesAndAborts'),
    'aborted',
    {},
    [{ do: 'tell', actor: 'handler', client: 'ann', event: { type: 'inbox', data: 'now' } }],
  );

  cutOff('when the server aborts what has finished', answering(100, 'finishes'), 'aborted', {}, [
    { do: 'abort' },
  ]);
});
