import type { ConnectionInfo } from '../connection/connectionInfo';
import { addressCheck, addressKey } from '../kit/addresses';
import type { ServerLimits } from '../options/serverOptions';
import type { RefusalReason } from './tcpServerMessages';
import { type Bucket, isFull, take } from './tokenBucket';

/** What a gate looks at. */
export type GateLimits = Pick<
  ServerLimits,
  'allow' | 'deny' | 'maxConnectionsPerAddress' | 'acceptsPerSecond' | 'acceptsPerSecondPerAddress'
>;

type Who = Pick<ConnectionInfo, 'peer' | 'family' | 'proxy'>;

/** Peers of a unix socket have no address, and a proxy that speaks for itself has been let in by its own. */
const hasAddress = ({ family, proxy }: Who): boolean =>
  family !== 'unix' && proxy?.announces !== 'local';

/** Addresses that are remembered by their rate. More at once are a flood, in which the oldest are let go. */
const MOST_BUCKETS = 65_536;

/** Whether there is anything to look at: without limits nobody needs a gate. */
export const needsGate = (limits: GateLimits): boolean =>
  limits.allow !== undefined ||
  limits.deny !== undefined ||
  limits.maxConnectionsPerAddress !== undefined ||
  limits.acceptsPerSecond !== undefined ||
  limits.acceptsPerSecondPerAddress !== undefined;

/**
 * Decides who may come, by where they come from, how many of them are there already, and how many came
 * lately. It is told the time, and changed in place: a copy for each connection would cost as much as there
 * are connections. Who has no address is counted by the rate of all alone.
 */
export class Gate {
  private readonly present = new Map<string, number>();
  private readonly lately = new Map<string, Bucket>();
  private all: Bucket | undefined;
  private isAllowed: ((address: string) => boolean) | undefined;
  private isDenied: ((address: string) => boolean) | undefined;

  constructor(private limits: GateLimits) {
    this.setLimits(limits);
  }

  /** From now on by these; who is there stays, and stays counted. */
  setLimits(limits: GateLimits): void {
    this.limits = limits;
    this.isAllowed = limits.allow && addressCheck(limits.allow);
    this.isDenied = limits.deny && addressCheck(limits.deny);
  }

  /** Why somebody may not come; undefined if they may. It then counts as having come. */
  judge(who: Who, now: number): RefusalReason | undefined {
    const ofAddress = hasAddress(who) ? this.judgeAddress(who.peer) : undefined;
    return ofAddress ?? this.judgeRates(who, now);
  }

  /** Somebody is there. */
  entered(who: Who): void {
    if (!hasAddress(who)) return;
    const key = addressKey(who.peer);
    this.present.set(key, (this.present.get(key) ?? 0) + 1);
  }

  /** Somebody who was there has gone. */
  left(who: Who): void {
    if (!hasAddress(who)) return;
    const key = addressKey(who.peer);
    const rest = (this.present.get(key) ?? 0) - 1;
    if (rest > 0) this.present.set(key, rest);
    else this.present.delete(key);
  }

  private judgeAddress(peer: string): RefusalReason | undefined {
    if (this.isDenied?.(peer) === true) return 'denied';
    if (this.isAllowed?.(peer) === false) return 'notAllowed';
    const most = this.limits.maxConnectionsPerAddress;
    if (most !== undefined && (this.present.get(addressKey(peer)) ?? 0) >= most) {
      return 'maxConnectionsPerAddress';
    }
    return undefined;
  }

  /** Tokens are taken from both buckets or from none. */
  private judgeRates(who: Who, now: number): RefusalReason | undefined {
    const { acceptsPerSecond, acceptsPerSecondPerAddress } = this.limits;
    const all = acceptsPerSecond === undefined ? this.all : take(this.all, acceptsPerSecond, now);
    if (acceptsPerSecond !== undefined && all === undefined) return 'acceptsPerSecond';
    if (acceptsPerSecondPerAddress !== undefined && hasAddress(who)) {
      const key = addressKey(who.peer);
      const own = take(this.lately.get(key), acceptsPerSecondPerAddress, now);
      if (own === undefined) return 'acceptsPerSecondPerAddress';
      // Behind the others, so that the first is always the one that has been quiet for longest.
      this.lately.delete(key);
      this.lately.set(key, own);
      this.forget(now);
    }
    this.all = all;
    return undefined;
  }

  private forget(now: number): void {
    for (const [key, bucket] of this.lately) {
      if (!isFull(bucket, now) && this.lately.size <= MOST_BUCKETS) return;
      this.lately.delete(key);
    }
  }
}
