/** What somebody should know, as the connections show it. */

import type { ResolvedServerOptions } from '../../../../machines/options/resolveOptions';
import type { ServerTotals, Warning } from '../messages';
import type { Row } from './row';

/** Milliseconds for which sending may be blocked, and reading may rest, before it is told. */
const BLOCKED_LONG = 2_000;
const PAUSED_LONG = 5_000;

/** What is near a limit: four fifths of it. */
const NEAR = 0.8;

/** Milliseconds that timers may be late. */
const LATE = 100;

/** Warnings of one kind; of the others only the number is told. */
const MOST = 20;

const seconds = (milliseconds: number) => `${Math.round(milliseconds / 1_000)} s`;

const MEBIBYTE = 1_048_576;

const size = (bytes: number) =>
  bytes < MEBIBYTE ? `${Math.round(bytes / 1_024)} KiB` : `${(bytes / MEBIBYTE).toFixed(1)} MiB`;

type Kind = Warning['kind'];

/** Puts together the warnings of a server while its connections are looked at one after the other. */
export class Warnings {
  private readonly all: Warning[] = [];
  private readonly more: Partial<Record<Kind, number>> = {};
  private readonly counts: Partial<Record<Kind, number>> = {};

  constructor(
    private readonly server: string,
    private readonly options: ResolvedServerOptions,
    private readonly now: number,
  ) {}

  look(row: Row): void {
    const { now } = this;
    const { blockedSince, pausedSince, unsent } = row;
    if (blockedSince !== undefined && now - blockedSince >= BLOCKED_LONG) {
      this.ofRow(
        row,
        'blocked',
        blockedSince,
        `${row.peer} does not read: sending has been blocked for ${this.span(row, blockedSince)}, ${size(unsent)} unsent`,
      );
    }
    // A connection that rests because its sending is blocked has been told of.
    const rests = blockedSince === undefined ? pausedSince : undefined;
    if (rests !== undefined && now - rests >= PAUSED_LONG) {
      this.ofRow(
        row,
        'paused',
        rests,
        `the handler of ${row.peer} has paused reading for ${this.span(row, rests)}`,
      );
    }
    this.nearLimits(row);
  }

  of(totals: ServerTotals): void {
    const { live, most } = totals;
    if (most === undefined || live < most * NEAR) return;
    this.add({
      key: `connectionsNearLimit ${this.server}`,
      kind: 'connectionsNearLimit',
      since: this.now,
      server: this.server,
      text: `${live} of ${most} connections are taken`,
    });
  }

  list(): readonly Warning[] {
    const rest = Object.entries(this.more).map(([kind, count]) => ({
      key: `${kind} more ${this.server}`,
      kind: kind as Kind,
      since: this.now,
      server: this.server,
      text: `${count} more connections: ${kind}`,
    }));
    return [...this.all, ...rest];
  }

  private nearLimits(row: Row): void {
    const { outboxLimit, idleTimeout } = this.options;
    if (row.unsent > outboxLimit * NEAR) {
      this.ofRow(
        row,
        'unsentNearLimit',
        this.now,
        `${row.peer}: ${size(row.unsent)} of at most ${size(outboxLimit)} are unsent`,
      );
    }
    const idle = this.now - row.movedAt;
    if (idleTimeout > 0 && idle > idleTimeout * NEAR) {
      this.ofRow(
        row,
        'idleNearTimeout',
        row.movedAt,
        `${row.peer} has been idle for ${this.span(row, row.movedAt)} of ${seconds(idleTimeout)}`,
      );
    }
  }

  private span(row: Row, since: number): string {
    return `${row.isAtLeast(since) ? 'at least ' : ''}${seconds(this.now - since)}`;
  }

  private ofRow(row: Row, kind: Kind, since: number, text: string): void {
    const connection = { server: this.server, id: row.id };
    const key = `${kind} ${this.server} ${row.id}`;
    this.add({ key, kind, since, server: this.server, connection, text });
  }

  private add(warning: Warning): void {
    const { kind } = warning;
    const count = (this.counts[kind] ?? 0) + 1;
    this.counts[kind] = count;
    if (count <= MOST) this.all.push(warning);
    else this.more[kind] = count - MOST;
  }
}

/** The event loop is late. */
export function lateLoop(worst: number, now: number): readonly Warning[] {
  if (worst < LATE) return [];
  const text = `the event loop was late by ${Math.round(worst)} ms: something computes for long`;
  return [{ key: 'loopDelay', kind: 'loopDelay', since: now, text }];
}
