import { tcpTransport } from '../../../actors/transport/tcp/tcpTransport';
import type { Protocol } from '../../../machines/handler/protocol';
import { finish, outbox } from '../../../machines/handler/say';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import { leaveNothingBehind } from '../../support/afterwards';
import { ManualClock } from '../../support/manualClock';
import { MeteredReader, pattern } from '../../support/meteredReader';
import { serve } from '../../support/serve';
import { turns, until } from '../../support/until';

leaveNothingBehind();

/** Milliseconds of the server's clock, which stands still but for what the test lets pass. */
const TIMEOUT = 300;
const STEP = 100;

/** Asked for by `npm run readers`; one of them is enough for every day. */
const all = process.env.READERS === 'all';

type Speed = readonly [name: string, bytesPerSecond: number, total: number];

/**
 * How many are said is more than the kernels hold, where a test can wait for that; what they hold whole they
 * take in one step, which is longer than the timeout.
 */
const SPEEDS: readonly Speed[] = [
  ['2 MB/s', 2_000_000, 12_000_000],
  ...(all
    ? ([
        ['10 kB/s', 10_000, 400_000],
        ['50 kB/s', 50_000, 4_500_000],
        ['330 kB/s', 330_000, 6_000_000],
        ['8 MB/s', 8_000_000, 12_000_000],
        ['full speed', Number.POSITIVE_INFINITY, 12_000_000],
      ] as const)
    : []),
];

type Block = readonly [name: string, bytes: number];

const BLOCKS: readonly Block[] = [
  ['all in one', Number.POSITIVE_INFINITY],
  ...(all
    ? ([
        ['1 KB', 1_000],
        ['64 KB', 65_536],
        ['1 MB', 1_000_000],
      ] as const)
    : []),
];

const says = (total: number, block: number) => {
  const actions = [];
  for (let said = 0; said < total; said += block) {
    actions.push(outbox(pattern(said, Math.min(block, total - said))));
  }
  return actions;
};

/** Says all of it when it is asked, and then finishes or waits. */
const protocol = (total: number, block: number, finishes: boolean): Protocol =>
  setupProtocol().createMachine({
    initial: 'connected',
    states: {
      connected: {
        on: {
          inbox: {
            actions: [...says(total, block), ...(finishes ? [finish()] : [])] as never,
          },
          'control.*': 'gone',
        },
      },
      gone: { type: 'final' },
    },
  }) as unknown as Protocol;

describe.each(SPEEDS)('a reader at %s', (_speed, rate, total) => {
  describe.each(BLOCKS)('of blocks of %s', (_block, block) => {
    it.each([
      ['finishes', true],
      ['waits, with an idle timeout', false],
    ])(
      'gets every byte from a handler that %s',
      async (_, finishes) => {
        const clock = new ManualClock();
        const { address, said } = await serve({
          transport: tcpTransport({ clock }),
          protocol: protocol(total, Math.min(block, total), finishes),
          ...(finishes ? { lingerTimeout: TIMEOUT } : { idleTimeout: TIMEOUT }),
        });
        const isFast = rate === Number.POSITIVE_INFINITY;
        const share = isFast ? 1_000_000 : (rate * STEP) / 1_000;
        const reader = await MeteredReader.to(address, share);
        await said.one('connected');
        reader.socket.write('?');
        await turns(5);
        const isOver = () => said.count('disconnected') > 0;
        while (reader.received < total && reader.error === undefined && !isOver()) {
          await reader.take(Math.min(share, total - reader.received), isOver);
          // One that reads at full speed is through before any time has passed.
          if (!isFast) clock.advance(STEP);
          // The system is asked what it holds when a timeout is up: no timer waits meanwhile.
          await until('the look', () => clock.pending > 0 || isOver());
        }
        expect(reader).toMatchObject({ received: total, isRight: true, error: undefined });
        if (finishes) {
          await reader.take(1, isOver);
          expect(reader.hasEnded).toBe(true);
        }
        expect(said.count('disconnected')).toBe(0);
        reader.socket.end();
        expect(await said.one('disconnected')).toMatchObject({
          howDied: finishes ? 'finished' : 'peerClosed',
          bytesSaid: total,
          bytesSent: total,
        });
      },
      60_000,
    );
  });
});
