import type { ServerAddress } from '../../machines/connection/connectionInfo';
import { patience } from '../../machines/server/serverLimits';
import type { Circumstances } from './circumstances';
import type { LinkFacts } from './link';

/** What a server has to be, by what its owner last wanted and what befell it. */
type Due =
  | { readonly is: 'listening' }
  | { readonly is: 'suspended'; readonly keepsPort: boolean }
  /** It was asked to drain, by its owner or by a handler. */
  | { readonly is: 'draining'; readonly askedAt: number }
  /** It was told to abort everything, maybe in the middle of a drain. */
  | { readonly is: 'aborted'; readonly askedAt: number | undefined }
  /** It could not bind. */
  | { readonly is: 'failed' }
  /** Its actor was stopped. */
  | { readonly is: 'stopped' };

/** Where a server is in its life, as its owner made it and its own words tell it. */
export class ServerLife {
  address: ServerAddress | undefined;
  /** How often it has tried to. */
  triesToListen = 0;
  /** Its last word on accepting: what it says of itself, held against what it has to be. */
  mode: 'starting' | 'listening' | 'suspended' | 'closing' | 'shutdown' = 'starting';
  private due: Due = { is: 'listening' };
  private patientUntil = Number.POSITIVE_INFINITY;
  /** Bytes that had arrived at each link when it was asked to drain. */
  private readonly arrivedBefore = new Map<LinkFacts, number>();

  constructor(private readonly circumstances: Circumstances) {}

  /** What it has to be. */
  get state(): Due['is'] {
    return this.due.is;
  }

  /** How many ports it has to hold. */
  get portsDue(): number {
    const { due } = this;
    return due.is === 'listening' || (due.is === 'suspended' && due.keepsPort) ? 1 : 0;
  }

  /** When it was first asked to drain. */
  get askedAt(): number | undefined {
    const { due } = this;
    return due.is === 'draining' || due.is === 'aborted' ? due.askedAt : undefined;
  }

  /** It was asked to end, kindly or not. */
  get isEnding(): boolean {
    return this.due.is === 'draining' || this.due.is === 'aborted';
  }

  /** A drain has taken as long as it may. */
  get isOverdue(): boolean {
    return this.circumstances.now >= this.overdueAt;
  }

  /** When that will be. */
  get overdueAt(): number {
    const { askedAt, circumstances } = this;
    return (askedAt ?? Number.POSITIVE_INFINITY) + circumstances.options.shutdownTimeout;
  }

  /** Its owner suspends or resumes it, which counts until it is asked to end. */
  isCommanded(command: 'suspend' | 'refuse' | 'resume'): void {
    const { due } = this;
    if (due.is !== 'listening' && due.is !== 'suspended') return;
    if (command === 'resume') this.due = { is: 'listening' };
    else {
      // Where there is no port yet, or no longer, none is kept.
      const hasPort = this.mode === 'listening' || (due.is === 'suspended' && due.keepsPort);
      this.due = { is: 'suspended', keepsPort: command === 'refuse' && hasPort };
    }
  }

  /** It was resumed in vain. */
  staysSuspended(): void {
    this.mode = 'suspended';
    if (!this.isEnding) this.due = { is: 'suspended', keepsPort: false };
  }

  /** It is told to abort everything. */
  isAborted(): void {
    this.due = { is: 'aborted', askedAt: this.askedAt };
  }

  hasFailed(): void {
    this.due = { is: 'failed' };
  }

  isStopped(): void {
    this.due = { is: 'stopped' };
  }

  /** Handlers are asked to finish whether or not they have read everything. */
  get isInsisting(): boolean {
    return this.circumstances.now >= this.insistsAt;
  }

  /** When that begins, by the limits at the time it was asked; never, for those who have nobody to insist. */
  get insistsAt(): number {
    return this.askedAt === undefined ? Number.POSITIVE_INFINITY : this.patientUntil;
  }

  /** It has ended, one way or the other. */
  get isOver(): boolean {
    return this.due.is === 'stopped' || this.mode === 'shutdown';
  }

  /** It is asked to drain now; a second time does not start anything anew. */
  isAsked(links: Iterable<LinkFacts>): void {
    if (this.due.is !== 'listening' && this.due.is !== 'suspended') return;
    const { now, options, plan } = this.circumstances;
    this.due = { is: 'draining', askedAt: now };
    const insists = plan.server.kind === 'serverCore' || plan.server.kind === 'simpleServer';
    if (insists) this.patientUntil = now + patience(options);
    for (const link of links) this.arrivedBefore.set(link, link.arrived);
  }

  /** Bytes that had reached the server's kernel on that link when it was asked to drain. */
  arrivedAtShutdown(link: LinkFacts): number {
    return this.arrivedBefore.get(link) ?? 0;
  }
}
