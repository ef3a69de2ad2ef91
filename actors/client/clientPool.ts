import type { AnyActorRef, AnyEventObject, EventObject } from 'xstate';
import { clientPoolMachine } from '../../machines/client/pool/clientPool';
import type { PoolMessage } from '../../machines/client/pool/poolMessages';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import { XstateNetError } from '../../machines/kit/errors';
import { endsWithError } from '../boxes/endsWithError';
import { linkOwner } from '../boxes/linkOwner';
import { askClient } from '../handler/askClient';
import { unpersistable } from '../kit/unpersistable';
import { poolMembers } from './poolMembers';

/**
 * A pool of clients of one target. {@link acquire} has one of them alone, {@link askPool} any free one.
 *
 * @example
 * ```ts
 * const pool = createActor(clientPool, { input: { client: { port: 6379, protocol: redis }, max: 20 } });
 * pool.start();
 * const value = await askPool(pool, { type: 'get', key: 'a' });
 * ```
 */
export const clientPool = unpersistable(
  endsWithError(
    clientPoolMachine.provide({ actors: { members: poolMembers }, actions: { linkOwner } }),
    'shutdown',
  ),
);

/** A client that is somebody's until it is given back, or its connection ends. */
export interface Lease {
  /** To be told by `say` or `inbox`, to be asked by `ask`, and to be listened to. Not to be ended. */
  readonly client: AnyActorRef;
  readonly connection: ConnectionInfo;
  /** Gives it back; to be called in any case, and as often as one likes. */
  release(): void;
}

export interface AcquireOptions {
  /** How long to wait for a free client, in milliseconds. Default: 5000. */
  readonly timeout?: number;
}

const DEFAULT_TIMEOUT = 5_000;

interface Waiting {
  leased(lease: Lease): void;
  refused(error: XstateNetError): void;
}

const ENDED = () => new XstateNetError('XN_POOL_BUSY', 'the pool has ended; ask another one');

/** Who has asked a pool, by ticket. */
class Desk {
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  constructor(private readonly pool: AnyActorRef) {
    pool.on('leased', (message) => this.hear(message as never));
    pool.on('refused', (message) => this.hear(message as never));
    pool.subscribe({ complete: () => this.end(), error: () => this.end() });
  }

  ask(timeout: number): Promise<Lease> {
    return new Promise((leased, refused) => {
      if (this.pool.getSnapshot().status !== 'active') {
        refused(ENDED());
        return;
      }
      this.last += 1;
      this.waiting.set(this.last, { leased, refused });
      this.pool.send({ type: 'acquire', ticket: this.last, timeout });
    });
  }

  private hear(message: Extract<PoolMessage, { ticket: number }>): void {
    const { ticket } = message;
    const waiting = this.waiting.get(ticket);
    this.waiting.delete(ticket);
    if (message.type === 'refused') waiting?.refused(message.error);
    else if (message.type === 'leased') {
      const { client, connection } = message;
      const release = () => void this.pool.send({ type: 'release', ticket });
      waiting?.leased({ client, connection, release });
    }
  }

  private end(): void {
    for (const { refused } of this.waiting.values()) refused(ENDED());
    this.waiting.clear();
  }
}

const desks = new WeakMap<AnyActorRef, Desk>();

function deskOf(pool: AnyActorRef): Desk {
  const known = desks.get(pool);
  if (known !== undefined) return known;
  const desk = new Desk(pool);
  desks.set(pool, desk);
  return desk;
}

/** A client of the pool for oneself. Fails with `XN_POOL_BUSY` when none is free in time, or too many wait. */
export const acquire = (
  pool: AnyActorRef,
  { timeout = DEFAULT_TIMEOUT }: AcquireOptions = {},
): Promise<Lease> => deskOf(pool).ask(timeout);

/**
 * Puts a question to any free client of the pool, as `ask` does to one. The `timeout` is for each of both: the wait for a
 * client, and for the answer.
 */
export async function askPool<TAnswer = unknown>(
  pool: AnyActorRef,
  event: AnyEventObject & EventObject,
  { timeout = DEFAULT_TIMEOUT }: AcquireOptions = {},
): Promise<TAnswer> {
  const lease = await acquire(pool, { timeout });
  try {
    return (await askClient(lease.client, event, timeout)) as TAnswer;
  } finally {
    lease.release();
  }
}
