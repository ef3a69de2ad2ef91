import type { LinkFaults, SimulatedClient } from '../../actors/transport/simulated/api';
import { clientBytes } from '../bytes';
import type { ClientDeed } from '../plan/plan';
import type { Circumstances } from './circumstances';
import { LinkFacts } from './link';

/** Who has to know what a client reads. */
export interface Speaker {
  /** The client reads bytes; `from` is how many it had read before. */
  clientRead(from: number, data: Uint8Array): void;
  /** The client has read the server's FIN, behind so many bytes, and nothing broke the connection off. */
  clientHeardTheEnd(received: number): void;
}

/** A client of a run: what it did, and what came of it. */
export class Client {
  readonly link: LinkFacts;
  /** The server's account of the same connection, once there is one. */
  connection: Speaker | undefined;
  /** Bytes given to its socket. */
  sent = 0;
  /** Bytes read from its socket. */
  received = 0;
  /** When it last read any. */
  lastReadAt = Number.NEGATIVE_INFINITY;
  /** What was under way was held back: what has left is not seen to arrive. */
  wasClogged = false;
  /** It said FIN, behind all that it had sent. */
  hasEnded = false;
  /** It broke off or fell silent: it hears nothing any more, and not all that it sent need arrive. */
  isGone = false;
  /** When it did. */
  goneAt = Number.NEGATIVE_INFINITY;
  /** The address that it came to, which is also its own. */
  host = '';
  private far: SimulatedClient | undefined;
  private stage: 'coming' | 'established' = 'coming';
  private hasSeenTheEnd = false;

  constructor(
    readonly number: number,
    private readonly circumstances: Circumstances,
  ) {
    this.link = new LinkFacts(circumstances.way);
  }

  get port(): number | undefined {
    return this.far?.port;
  }

  get state(): SimulatedClient['state'] | 'absent' {
    return this.far?.state ?? 'absent';
  }

  /** Its link was made, though nobody may have accepted it. */
  get wasEstablished(): boolean {
    return this.stage === 'established';
  }

  isEstablished(): void {
    this.stage = 'established';
  }

  /** It has read the server's FIN. */
  get heardTheEnd(): boolean {
    return this.far?.ended === true;
  }

  /** Nothing but the two sides themselves can have ended this connection. */
  get linkWasKind(): boolean {
    const { severed, vanished } = this.link;
    return !severed && !vanished && !this.isGone;
  }

  /** Connects to whoever is there. */
  connect(to: { readonly host: string; readonly port: number }): void {
    this.host = to.host;
    const { host, port } = to;
    const family = host.includes(':') ? 'IPv6' : 'IPv4';
    const address = { family, host, port } as const;
    const far = this.circumstances.network.connect(address, `c${this.number}`);
    this.far = far;
    far.onChange(() => this.changed(far));
  }

  do(deed: Exclude<ClientDeed, 'connect'>): void {
    const { far } = this;
    if (far === undefined || far.state === 'closed') return;
    if (deed === 'reset' && this.hasEnded) {
      // While a FIN is on its way Node refuses to reset, and then never closes: a client closes instead.
      this.goes();
      far.destroy();
      return;
    }
    if (deed === 'clog') this.wasClogged = true;
    if (deed === 'end') this.hasEnded = true;
    else if (deed === 'reset' || deed === 'destroy' || deed === 'vanish') this.goes();
    far[deed]();
  }

  send(bytes: number): void {
    const { far } = this;
    if (far === undefined || far.state === 'closed' || this.hasEnded || this.isGone) return;
    const data = clientBytes(this.number, this.sent, bytes);
    this.sent += bytes;
    far.send(data);
  }

  setFaults(faults?: LinkFaults): void {
    if (faults?.clog !== undefined) this.wasClogged = true;
    this.far?.setFaults(faults);
  }

  private goes(): void {
    this.isGone = true;
    this.goneAt = this.circumstances.now;
  }

  private changed(far: SimulatedClient): void {
    this.read(far);
    if (!far.ended || this.hasSeenTheEnd) return;
    this.hasSeenTheEnd = true;
    const { severed, vanished, resetAtClient } = this.link;
    if (severed || vanished || resetAtClient) return;
    this.connection?.clientHeardTheEnd(this.received);
  }

  private read(far: SimulatedClient): void {
    const data = far.take();
    if (data.length === 0) return;
    const { connection, circumstances } = this;
    if (connection === undefined) {
      circumstances.fail('said', `client ${this.number} read ${data.length} bytes from nobody`);
    } else connection.clientRead(this.received, data);
    this.received += data.length;
    this.lastReadAt = circumstances.now;
  }
}
