/** What clients of the soak do with a connection; each is over when the promise resolves. */

import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random';

/** Nobody waits longer than this for anything; it is a failure. */
const DEADLINE_MS = 15_000;
const TEXT = 'statecharts all the way down\n';
const block = Buffer.alloc(256 * 1024, TEXT);

/** A socket with what it has received so far counted, and promises for what is waited on. */
class Client {
  readonly socket: Socket;
  #received = 0;
  #expected = 0;
  #arrived: (() => void) | undefined;
  readonly #ended: Promise<void>;
  readonly #failed: Promise<never>;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    let fail: (error: Error) => void;
    this.#failed = new Promise((_, reject) => {
      fail = reject;
    });
    this.#failed.catch(() => {});
    this.#ended = new Promise((resolve) => {
      this.socket.on('end', resolve);
    });
    this.socket.on('error', (error) => fail(error));
    this.socket.setTimeout(DEADLINE_MS, () => fail(new Error('nothing came for 15 s')));
    this.socket.on('data', (data) => {
      // The text repeats, so a stream can be checked from any position on.
      const from = this.#received % TEXT.length;
      if (!data.equals(block.subarray(from, from + data.length))) {
        fail(new Error('the echo differs from what was sent'));
      }
      this.#received += data.length;
      if (this.#received > this.#expected) fail(new Error('more came than was sent'));
      if (this.#received === this.#expected) this.#arrived?.();
    });
  }

  say(bytes: number): void {
    const from = this.#expected % TEXT.length;
    this.#expected += bytes;
    this.socket.write(block.subarray(from, from + bytes));
  }

  async heard(): Promise<void> {
    if (this.#received === this.#expected) return;
    const arrived = new Promise<void>((resolve) => {
      this.#arrived = resolve;
    });
    await Promise.race([arrived, this.#failed]);
  }

  /** Our FIN, everything that we said, and the server's FIN. */
  async finish(): Promise<void> {
    this.socket.end();
    await this.ended();
    if (this.#received !== this.#expected) {
      throw new Error(`${this.#received} of ${this.#expected} bytes came back before the FIN`);
    }
  }

  async ended(): Promise<void> {
    await Promise.race([this.#ended, this.#failed]);
  }
}

type Visit = (client: Client, random: Random) => Promise<void>;

/** Asks a few times, with pauses, and goes politely. */
const talk: Visit = async (client, random) => {
  for (let i = random.integer(1, 20); i > 0; i--) {
    client.say(random.integer(1, 4_096));
    await client.heard();
    if (random.chance(0.3)) await sleep(random.integer(1, 40));
  }
  await client.finish();
};

/** Says everything and its FIN at once, then listens. */
const halfClose: Visit = async (client, random) => {
  client.say(random.integer(1, 64 * 1024));
  await client.finish();
};

/** Goes with a RST, at times with an answer still under way. */
const reset: Visit = async (client, random) => {
  client.say(random.integer(1, 64 * 1024));
  if (random.chance(0.5)) await client.heard();
  client.socket.resetAndDestroy();
};

/** Says one thing, and nothing more until the server has had enough. */
const idleOut: Visit = async (client, random) => {
  client.say(random.integer(1, 100));
  await client.heard();
  await client.ended();
  client.socket.end();
};

/** Comes and goes without a word, as health checks do. */
const lookIn: Visit = async (client) => {
  await client.finish();
};

export const VISITS = { talk, halfClose, reset, idleOut, lookIn } as const;
export type Kind = keyof typeof VISITS;

const SHARES: readonly (readonly [Kind, number])[] = [
  ['talk', 0.35],
  ['halfClose', 0.25],
  ['reset', 0.2],
  ['idleOut', 0.1],
  ['lookIn', 0.1],
];

/** One of the kinds, for a number from 0 to 1. */
export function kindAt(share: number): Kind {
  let sum = 0;
  for (const [kind, part] of SHARES) {
    sum += part;
    if (share < sum) return kind;
  }
  return 'talk';
}

export async function visit(kind: Kind, port: number, random: Random): Promise<void> {
  const client = new Client(port);
  try {
    await VISITS[kind](client, random);
  } finally {
    client.socket.destroy();
  }
}
