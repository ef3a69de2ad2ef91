import type { Circumstances } from './circumstances';
import type { Connection } from './connection';

/** What is left of so many a second, at a time. */
interface Left {
  readonly tokens: number;
  readonly at: number;
}

/** By what the rate of all goes among those of addresses; whoever broke off early has the address ''. */
const ALL = 'all';

const isListed = (list: unknown, peer: string): boolean =>
  (list as readonly string[]).some(
    (entry) =>
      entry === peer ||
      (entry === '127.0.0.0/8' && peer.startsWith('127.')) ||
      (entry === '::1/128' && peer === '::1'),
  );

/** Who may come, written down a second time: by address, by how many are there, and by how many came lately. */
export class GateModel {
  private readonly present = new Map<string, number>();
  private readonly lately = new Map<string, Left>();

  constructor(private readonly circumstances: Circumstances) {}

  /** A connection was let in. */
  entered(connection: Connection): void {
    const { circumstances } = this;
    const reason = this.reasonAgainst(connection);
    if (reason !== undefined) {
      circumstances.fail('limits', `${connection} is let in in spite of ${reason}`);
    }
    const { peer } = connection.info;
    this.present.set(peer, (this.present.get(peer) ?? 0) + 1);
    const { acceptsPerSecond, acceptsPerSecondPerAddress } = circumstances.options;
    this.take(ALL, acceptsPerSecond);
    this.take(peer, acceptsPerSecondPerAddress);
  }

  left({ info }: Connection): void {
    this.present.set(info.peer, (this.present.get(info.peer) ?? 0) - 1);
  }

  /** Whether that is a reason of the gate's, and holds; undefined if it is none of them. */
  refuses(connection: Connection, reason: string): boolean | undefined {
    if (!REASONS.has(reason)) return undefined;
    return this.reasonAgainst(connection) === reason;
  }

  private reasonAgainst({ info: { peer } }: Connection): string | undefined {
    const { allow, deny, ...most } = this.circumstances.options;
    if (deny !== undefined && isListed(deny, peer)) return 'denied';
    if (allow !== undefined && !isListed(allow, peer)) return 'notAllowed';
    const { maxConnectionsPerAddress = Number.POSITIVE_INFINITY } = most;
    if ((this.present.get(peer) ?? 0) >= maxConnectionsPerAddress) {
      return 'maxConnectionsPerAddress';
    }
    for (const [reason, whose] of [
      ['acceptsPerSecond', ALL],
      ['acceptsPerSecondPerAddress', peer],
    ] as const) {
      const perSecond = most[reason];
      if (perSecond !== undefined && this.tokens(whose, perSecond) < 1) return reason;
    }
    return undefined;
  }

  private tokens(whose: string, perSecond: number): number {
    const left = this.lately.get(whose);
    if (left === undefined) return perSecond;
    return Math.min(
      perSecond,
      left.tokens + ((this.circumstances.now - left.at) * perSecond) / 1_000,
    );
  }

  private take(whose: string, perSecond: number | undefined): void {
    if (perSecond === undefined) return;
    const { now } = this.circumstances;
    this.lately.set(whose, { tokens: this.tokens(whose, perSecond) - 1, at: now });
  }
}

const REASONS: ReadonlySet<string> = new Set([
  'denied',
  'notAllowed',
  'maxConnectionsPerAddress',
  'acceptsPerSecond',
  'acceptsPerSecondPerAddress',
]);
