import type { CarriedKind, LinkFaults } from '../api';
import { Dice } from '../chance/dice';
import { hashOfName } from '../chance/random';
import { checkedFaults } from '../options';
import { Endpoint } from './endpoint';
import type { Medium } from './medium';
import type { Side, Way } from './way';
import { Wire } from './wire';

/** A connection between a client and a server: two endpoints, and a wire each way. */
export class Link implements Way {
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
    readonly name: string,
    readonly isUnix: boolean,
  ) {
    this.number = hashOfName(name);
    this.dice = new Dice(medium.streams, name);
    this.client = new Endpoint(this);
    this.server = new Endpoint(this);
    this.up = new Wire(this, this.client, this.server, 'server');
    this.down = new Wire(this, this.server, this.client, 'client');
    this.client.attach(this.up, this.down, this.server);
    this.server.attach(this.down, this.up, this.client);
  }

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

  carried(kind: CarriedKind, to: Side, data?: Buffer): void {
    this.medium.trace.record(this, kind, to, data);
  }

  holdsBack(): void {
    this.medium.clogged.add(this);
  }

  /** Holds everything back, both ways. */
  clog(): void {
    this.holdsBack();
    this.up.clog();
    this.down.clog();
  }

  unclog(): void {
    this.medium.clogged.delete(this);
    this.up.unclog();
    this.down.unclog();
  }

  sever(): void {
    this.carried('severed', 'server');
    this.up.reset();
    this.down.reset();
  }

  vanish(): void {
    this.carried('vanished', 'server');
    this.client.fallSilent();
    this.server.peerIsSilent();
  }
}
