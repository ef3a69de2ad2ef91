import type {
  DeadConnection,
  ServerSummary,
  StreamMessage,
  Totals,
  Warning,
  WatchAnswer,
  WatchRequest,
  Welcome,
} from '../../messages';
import { refusalOf, tell } from './requests';

/** How the page stands with the program that it shows. */
export type Link = 'connecting' | 'live' | 'resting' | 'lost' | 'full' | 'refused' | 'closed';

/** Totals that the curves show. */
const MOST_HISTORY = 120;

const MOST_DEAD = 200;

/** Milliseconds until a page that found no place looks again. */
const NEXT_TRY = 5_000;

type Kind = StreamMessage['type'];
type Listener<K extends Kind> = (message: Extract<StreamMessage, { type: K }>) => void;

/** What is wanted of the stream besides what everybody gets. */
type Wish = Omit<WatchRequest, 'viewer'>;

/** The page's side of the stream, and what it has said so far, which is kept when the program has ended. */
export class Session {
  link: Link = 'connecting';
  welcome: Welcome | undefined;
  servers: readonly ServerSummary[] = [];
  history: Totals[] = [];
  dead: DeadConnection[] = [];
  deadNotShown = 0;
  warnings: readonly Warning[] = [];
  /** Messages that this page was too slow for. */
  notShown = 0;
  private source: EventSource | undefined;
  private wish: Wish = {};
  private readonly listeners = new Map<Kind, Set<(message: StreamMessage) => void>>();
  private readonly linkListeners = new Set<() => void>();
  private readonly answerListeners = new Set<(answer: WatchAnswer) => void>();

  /** Streams while somebody sees the page: a hidden tab costs the program nothing. */
  start(): void {
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.rest();
      else if (this.link !== 'closed') this.open();
    });
    if (!document.hidden) this.open();
  }

  on<K extends Kind>(kind: K, listener: Listener<K>): void {
    const all = this.listeners.get(kind) ?? new Set();
    this.listeners.set(kind, all);
    all.add((message) => listener(message as Extract<StreamMessage, { type: K }>));
  }

  /** Hears how a wish was answered that was said anew, to another stream. */
  onAnswer(listener: (answer: WatchAnswer) => void): void {
    this.answerListeners.add(listener);
  }

  onLink(listener: () => void): void {
    this.linkListeners.add(listener);
  }

  get totals(): Totals | undefined {
    return this.history.at(-1);
  }

  serverOf(key: string | undefined): ServerSummary | undefined {
    return this.servers.find(({ server }) => server === key) ?? this.servers[0];
  }

  /** Changes what is watched, now and whenever the stream begins anew; undefined ends it. */
  async watch(change: { readonly [K in keyof Wish]?: Wish[K] | undefined }): Promise<WatchAnswer> {
    const wish = Object.entries({ ...this.wish, ...change }).filter(([, value]) => value);
    this.wish = Object.fromEntries(wish);
    return this.say();
  }

  get isFeedingStately(): boolean {
    return this.wish.stately === true;
  }

  private async say(): Promise<WatchAnswer> {
    const viewer = this.welcome?.viewer;
    if (viewer === undefined || this.link !== 'live') {
      // It is said when there is a stream again.
      const isOver = this.link === 'closed' || this.link === 'refused';
      return { watching: false, ...(isOver ? { reason: 'nothing more is heard of it' } : {}) };
    }
    const request: WatchRequest = { viewer, ...this.wish };
    return tell<WatchAnswer>('/api/watch', request);
  }

  /** Tells who cares how it is answered now. */
  private async sayAgain(): Promise<void> {
    const answer = await this.say().catch(({ message }: Error) => ({
      watching: false,
      reason: message,
    }));
    for (const listener of this.answerListeners) listener(answer);
  }

  private open(): void {
    if (this.source !== undefined) return;
    this.become('connecting');
    const source = new EventSource('/api/stream');
    this.source = source;
    source.onmessage = ({ data }) => this.take(JSON.parse(data as string) as StreamMessage);
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED) {
        this.become('lost');
        return;
      }
      this.source = undefined;
      void this.refused();
    };
  }

  /** A stream of events does not tell why there is none. */
  private async refused(): Promise<void> {
    const why = await refusalOf('/api/stream');
    if (this.source !== undefined || this.link === 'resting') return;
    this.become(why === 'full' ? 'full' : 'refused');
    if (why === 'refused') return;
    setTimeout(() => {
      if (!document.hidden && this.link === 'full') this.open();
    }, NEXT_TRY);
  }

  private rest(): void {
    this.source?.close();
    this.source = undefined;
    if (this.link !== 'closed') this.become('resting');
  }

  private become(link: Link): void {
    if (this.link === link) return;
    this.link = link;
    for (const listener of this.linkListeners) listener();
  }

  private take(message: StreamMessage): void {
    this.note(message);
    const listeners = this.listeners.get(message.type) ?? [];
    for (const listener of listeners) listener(message);
  }

  private note(message: StreamMessage): void {
    switch (message.type) {
      case 'welcome':
        this.welcome = message;
        this.history = [...message.history];
        this.dead = [...message.dead];
        this.become('live');
        if (Object.keys(this.wish).length > 0) void this.sayAgain();
        return;
      case 'servers':
        this.servers = message.servers;
        return;
      case 'totals':
        this.history = [...this.history, message].slice(-MOST_HISTORY);
        return;
      case 'dead':
        this.dead = [...this.dead, ...message.connections].slice(-MOST_DEAD);
        this.deadNotShown += message.notShown;
        return;
      case 'warnings':
        this.warnings = message.warnings;
        return;
      case 'notShown':
        this.notShown += message.messages;
        return;
      case 'closed':
        this.source?.close();
        this.source = undefined;
        this.become('closed');
        return;
      default:
    }
  }
}
