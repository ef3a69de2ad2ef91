import type { LinkFaults, SimulatedClient } from '../../actors/transport/simulated/api';
import { clientBytes } from '../bytes';
import type { ClientDeed } from '../plan/plan';
import type { Connection } from './connection';
import { LinkFacts } from './link';
import type { World } from './world';

/** A client of a run: what it did, and what came of it. */
export class Client {
  readonly link: LinkFacts;
  /** The server's account of the same connection, once there is one. */
  connection: Connection | undefined;
  /** Bytes given to its socket. */
  sent = 0;
  /** Bytes read from its socket. */
  received = 0;
  /** It said FIN, behind all that it had sent. */
  hasEnded = false;
  /** It broke off or fell silent: it hears nothing any more, and not all that it sent need arrive. */
  isGone = false;
  private far: SimulatedClient | undefined;

  constructor(
    readonly number: number,
    private readonly world: World,
  ) {
    this.link = new LinkFacts(world.way);
  }

  get port(): number | undefined {
    return this.far?.port;
  }

  get state(): SimulatedClient['state'] | 'absent' {
    return this.far?.state ?? 'absent';
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

  do(deed: ClientDeed): void {
    if (deed === 'connect') {
      if (this.far === undefined) this.connect();
      return;
    }
    const { far } = this;
    if (far === undefined || far.state === 'closed') return;
    if (deed === 'reset' && this.hasEnded) {
      // While a FIN is on its way Node refuses to reset, and then never closes: a client closes instead.
      this.isGone = true;
      far.destroy();
      return;
    }
    if (deed === 'end') this.hasEnded = true;
    else if (deed === 'reset' || deed === 'destroy' || deed === 'vanish') this.isGone = true;
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
    this.far?.setFaults(faults);
  }

  private connect(): void {
    const far = this.world.network.connect(this.world.address, `c${this.number}`);
    this.far = far;
    this.world.clientConnects(this);
    far.onChange(() => this.read(far));
  }

  private read(far: SimulatedClient): void {
    const data = far.take();
    if (data.length === 0) return;
    const { connection, world } = this;
    if (connection === undefined) {
      world.fail('said', `client ${this.number} read ${data.length} bytes from nobody`);
    } else connection.clientRead(this.received, data);
    this.received += data.length;
  }
}
