import type { CarriedKind, LinkFaults } from '../api';
import { Dice } from '../chance/dice';
import { hashOfName } from '../chance/random';
import { checkedFaults } from '../options';
import { Endpoint } from './endpoint';
import type { Medium } from './medium';
import { Wire } from './wire';

/** A connection between a client and a server: two endpoints, and a wire each way. */
export class Link {
  readonly number: number;
  /** For what happens before and around the bytes. */
  readonly dice: Dice;
  readonly client: Endpoint;
  readonly server: Endpoint;
  private readonly up: Wire;
  private readonly down: Wire;
  private own: LinkFaults | undefined;

  constructor(
    readonly medium: Medium,
    /** Its name in traces, and of its random sub-stream. */
    readonly name: string,
    readonly isUnix: boolean,
  ) {
    this.number = hashOfName(name);
    this.dice = new Dice(medium.streams, name);
    this.client = new Endpoint(this);
    this.server = new Endpoint(this);
    this.up = new Wire(this, this.client, this.server, 'up');
    this.down = new Wire(this, this.server, this.client, 'down');
    this.client.attach(this.up, this.down);
    this.server.attach(this.down, this.up);
  }

  /** Nanoseconds one way; unix sockets hand over in the kernel. */
  get latency(): number {
    return this.isUnix ? 0 : this.medium.latency;
  }

  get faults(): LinkFaults {
    return this.own ?? this.medium.faults;
  }

  /** Faults of this link instead of the network's; without an argument the network's again. */
  setFaults(faults: LinkFaults | undefined): void {
    this.own = faults === undefined ? undefined : checkedFaults(faults);
    if (this.faults.clog === undefined || this.faults.clog <= 0) this.unclog();
  }

  other(endpoint: Endpoint): Endpoint {
    return endpoint === this.client ? this.server : this.client;
  }

  /** Something arrived, or happened to the link: for traces. */
  carried(kind: CarriedKind, to: Endpoint, data?: Buffer): void {
    this.medium.trace.record(this, kind, to === this.client ? 'client' : 'server', data);
  }

  /** Holds everything back, both ways. */
  clog(): void {
    this.medium.clogged.add(this);
    this.up.clog();
    this.down.clog();
  }

  unclog(): void {
    this.medium.clogged.delete(this);
    this.up.unclog();
    this.down.unclog();
  }

  /** Somebody on the way ends the connection: both sides get a RST. */
  sever(): void {
    this.carried('severed', this.server);
    this.up.reset();
    this.down.reset();
  }

  /** The client is gone without a word. */
  vanish(): void {
    this.carried('vanished', this.server);
    this.client.fallSilent();
    this.server.peerIsSilent();
  }
}
