/** What a simulated network carries, for who watches, and as a hash that tells two runs apart. */

import { CARRIED_KINDS, type Carried, type CarriedKind } from '../api';
import { type EventLoop, NANOSECONDS } from '../loop/eventLoop';
import { TraceHash } from './traceHash';

/** What can be traced: its name, and the name as a number. */
export interface Traced {
  readonly name: string;
  readonly number: number;
}

/** Hashes all that a network carries, and tells it to whoever watches. */
export class Trace {
  private readonly hash = new TraceHash();
  private readonly watchers: ((carried: Carried) => void)[] = [];

  constructor(private readonly loop: EventLoop) {}

  watch(watcher: (carried: Carried) => void): void {
    this.watchers.push(watcher);
  }

  record(link: Traced, kind: CarriedKind, to: 'client' | 'server', data?: Uint8Array): void {
    const { hash, watchers, loop } = this;
    hash.integer(loop.now);
    hash.integer(link.number);
    hash.byte(CARRIED_KINDS.indexOf(kind));
    hash.byte(to === 'client' ? 0 : 1);
    if (data !== undefined) {
      hash.integer(data.length);
      hash.bytes(data);
    }
    if (watchers.length === 0) return;
    const carried = {
      at: loop.now / NANOSECONDS,
      link: link.name,
      kind,
      to,
      ...(data === undefined ? undefined : { data }),
    };
    for (const watcher of watchers) watcher(carried);
  }

  toString(): string {
    return this.hash.toString();
  }
}
