import type { ClientDeed } from '../trace/records';
import type { Trace } from '../trace/trace';

/** What becomes of a connection, as opposed to what is said over it. */
const TURNS: ReadonlySet<ClientDeed> = new Set([
  'is connected',
  'is refused',
  'is secured',
  'is ended',
  'is closed',
  'is reset',
]);

interface Held {
  readonly client: string;
  readonly deed: ClientDeed;
  readonly time: number;
}

/**
 * Writes what clients do and see into the trace. When exactly a client hears of its connection, before
 * or after the server, is for each network to say: it is written down behind what the server did about
 * it at that moment, so that traces of both networks read the same.
 */
export class ClientTrace {
  private held: Held[] = [];

  constructor(
    private readonly trace: Trace,
    private readonly now: () => number,
  ) {}

  readonly witness = (client: string, deed: ClientDeed, data?: Uint8Array): void => {
    const time = this.now();
    if (TURNS.has(deed)) {
      this.held.push({ client, deed, time });
      return;
    }
    this.tell(this.held.filter((one) => one.client === client));
    this.held = this.held.filter((one) => one.client !== client);
    this.trace.client(time, client, deed, data);
  };

  /** All came to rest, with these clients in the order in which they were connected. */
  rested(clients: Iterable<string>): void {
    if (this.held.length === 0) return;
    const order = [...clients];
    const inOrder = this.held.toSorted(
      (a, b) => a.time - b.time || order.indexOf(a.client) - order.indexOf(b.client),
    );
    this.held = [];
    this.tell(inOrder);
  }

  private tell(held: readonly Held[]): void {
    for (const { client, deed, time } of held) this.trace.client(time, client, deed);
  }
}
