import type { ServerAddress } from '../../machines/connection/connectionInfo';
import { patience } from '../../machines/server/serverLimits';
import type { Circumstances } from './circumstances';
import type { LinkFacts } from './link';

/** Where a server is in its life, as its owner made it and its own words tell it. */
export class ServerLife {
  address: ServerAddress | undefined;
  /** How often it has tried to. */
  triesToListen = 0;
  /** Its last word on accepting. */
  mode: 'starting' | 'listening' | 'suspended' | 'closing' | 'shutdown' = 'starting';
  /** What its owner wants it to be, and whether it keeps its port while it is suspended. */
  wish: 'listening' | 'suspended' = 'listening';
  keepsPort = false;
  /** When it was first asked to drain, by its owner or by a handler. */
  askedAt: number | undefined;
  /** It was told to abort everything. */
  isAborted = false;
  /** Its actor was stopped. */
  isStopped = false;
  /** It could not bind. */
  hasFailed = false;
  /** Bytes that had arrived at each link when it was asked to drain. */
  private readonly arrivedBefore = new Map<LinkFacts, number>();

  constructor(private readonly circumstances: Circumstances) {}

  /** A drain has taken as long as it may. */
  get isOverdue(): boolean {
    return this.circumstances.now >= this.overdueAt;
  }

  /** When that will be. */
  get overdueAt(): number {
    const { askedAt, circumstances } = this;
    return (askedAt ?? Number.POSITIVE_INFINITY) + circumstances.options.shutdownTimeout;
  }

  /** Its owner suspends or resumes it: what it has to be, once that is done. */
  isCommanded(command: 'suspend' | 'refuse' | 'resume'): void {
    if (command === 'resume') {
      this.wish = 'listening';
      return;
    }
    // Where there is no port yet, or no longer, none is kept.
    const hasPort = this.mode === 'listening' || (this.wish === 'suspended' && this.keepsPort);
    this.keepsPort = command === 'refuse' && hasPort;
    this.wish = 'suspended';
  }

  /** It was resumed in vain. */
  staysSuspended(): void {
    this.mode = 'suspended';
    this.wish = 'suspended';
    this.keepsPort = false;
  }

  /** Handlers are asked to finish whether or not they have read everything. */
  get isInsisting(): boolean {
    return this.circumstances.now >= this.insistsAt;
  }

  /** When that begins; never, for those who have nobody to insist. */
  get insistsAt(): number {
    const { askedAt, circumstances } = this;
    const { kind, options } = circumstances.plan.server;
    const insists = kind === 'serverCore' || kind === 'simpleServer';
    if (askedAt === undefined || !insists) return Number.POSITIVE_INFINITY;
    return askedAt + patience(options);
  }

  /** It has ended, one way or the other. */
  get isOver(): boolean {
    return this.isStopped || this.mode === 'shutdown';
  }

  /** It is asked to drain now; a second time does not start anything anew. */
  isAsked(links: Iterable<LinkFacts>): void {
    if (this.askedAt !== undefined) return;
    this.askedAt = this.circumstances.now;
    for (const link of links) this.arrivedBefore.set(link, link.arrived);
  }

  /** Bytes that had reached the server's kernel on that link when it was asked to drain. */
  arrivedAtShutdown(link: LinkFacts): number {
    return this.arrivedBefore.get(link) ?? 0;
  }
}
