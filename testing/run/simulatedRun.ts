import type {
  LinkFaults,
  NetworkFaults,
  SimulatedClient,
  SimulatedNetwork,
} from '../../actors/transport/simulated/api';
import { XstateNetError } from '../../machines/kit/errors';
import type { ScriptSimulation } from '../script/script';
import type { ClientTls } from './certificates';
import { ObservedTransport } from './observedTransport';
import type { ClientEnd, ScriptClient } from './scriptClient';
import type { Rest, ScriptNetwork } from './scriptNetwork';
import { TimedClock } from './timedClock';

/** Rounds in which something new may happen before a script's step counts as never quiet. */
const MOST_ROUNDS = 10_000;

/** Timers that one `advance` may fire before it gives up. */
const MOST_TIMERS = 100_000;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** The client's end of a simulated connection, told of as real ones are. */
class SimulatedEnd implements ClientEnd {
  private readonly far: SimulatedClient;

  constructor(
    private readonly client: ScriptClient,
    network: SimulatedNetwork,
    to: { readonly port: number },
    private readonly onFaults: (faults: LinkFaults | undefined) => void,
    tls: ClientTls | undefined,
  ) {
    this.far = network.connect(to, client.name, tls);
    client.attach(this);
    this.far.onChange(() => this.changed());
  }

  get port(): number {
    return this.far.port;
  }

  send(data: Uint8Array): void {
    this.far.send(data);
  }

  secure(tls: ClientTls): void {
    this.far.secure(tls);
  }

  end(): void {
    this.far.end();
  }

  close(): void {
    this.far.destroy();
    this.changed();
  }

  setFaults(faults: LinkFaults | undefined): void {
    this.onFaults(faults);
    this.far.setFaults(faults);
  }

  reset(): void {
    this.far.reset();
    this.changed();
  }

  vanish(): void {
    this.far.vanish();
    this.changed();
  }

  pause(): void {
    this.far.pause();
  }

  resume(): void {
    this.far.resume();
  }

  /** Also for the end of a round, whoever was told of what. */
  changed(): void {
    const { client, far } = this;
    if (client.state === 'connecting' && far.state === 'open') client.opened();
    if (far.tls !== undefined && client.tls === undefined) client.secured(far.tls);
    if (far.received.length > 0) {
      if (client.state === 'connecting') client.opened();
      client.arrived(far.take());
    }
    if (far.ended) client.finished();
    if (far.state === 'closed') client.closed(far.error);
  }
}

export interface SimulatedRunOptions {
  readonly network: SimulatedNetwork;
  readonly simulation: ScriptSimulation | undefined;
  /** Grows with everything that happens inside the server. */
  readonly activity: () => number;
}

/** The simulated network, for scripts. */
export class SimulatedRun implements ScriptNetwork {
  readonly name = 'simulated';
  readonly transport: ObservedTransport;
  readonly clock: TimedClock;
  private readonly ends: SimulatedEnd[] = [];
  private readonly network: SimulatedNetwork;
  /** The most that bytes were ever delayed by chance: some of them may still be under way. */
  private jitter = 0;

  constructor(private readonly options: SimulatedRunOptions) {
    this.network = options.network;
    this.clock = new TimedClock(options.network.clock);
    this.transport = new ObservedTransport(options.network, this.clock);
    this.noteFaults(options.simulation?.faults);
  }

  get sockets(): number {
    return this.transport.sockets.size;
  }

  get listening(): number {
    return this.transport.listening;
  }

  connect(client: ScriptClient, tls?: ClientTls): void {
    const { address } = this.transport;
    const port = address === undefined || address.family === 'unix' ? 0 : address.port;
    const noteFaults = (faults: LinkFaults | undefined) => this.noteFaults(faults);
    this.ends.push(new SimulatedEnd(client, this.network, { port }, noteFaults, tls));
  }

  rest(): Promise<Rest> {
    return this.unlessNeverQuiet(async () => {
      for (let round = 0; round < MOST_ROUNDS; round++) {
        if (!(await this.settle())) return 'busy';
        const before = this.options.activity();
        if (!this.letArrive()) return 'busy';
        if (this.options.activity() === before) return 'atRest';
      }
      return 'busy';
    });
  }

  advance(milliseconds: number): Promise<Rest> {
    const until = this.clock.now() + milliseconds;
    return this.unlessNeverQuiet(async () => {
      for (let fired = 0; fired < MOST_TIMERS; fired++) {
        // From timer to timer, because what comes of one may set the next: promises are kept between.
        if (!(await this.settle())) return 'busy';
        const now = this.clock.now();
        const next = Math.min(this.clock.next() ?? until, until);
        if (next >= until && now >= until) return 'atRest';
        this.network.advance(Math.max(1, next - now));
      }
      return 'busy';
    });
  }

  /** At rest is at rest: in a simulation nothing happens by itself. */
  async wait(): Promise<boolean> {
    return false;
  }

  setFaults(faults: NetworkFaults | undefined): void {
    this.noteFaults(faults);
    this.network.setFaults(faults);
  }

  async close(): Promise<void> {
    await this.rest();
  }

  /** Carries what arrives at this very moment, and keeps promises; false if there was no end of it. */
  private async settle(): Promise<boolean> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      this.network.settle();
      const before = this.options.activity();
      await turn();
      for (const end of this.ends) end.changed();
      if (this.options.activity() === before) return true;
    }
    return false;
  }

  /** Bytes may take time: it passes until nothing arrives any more. False if there was no end of it. */
  private letArrive(): boolean {
    const travel = this.travelTime();
    for (let quiet = 0, passed = 0; quiet < travel; quiet++, passed++) {
      if (passed > MOST_ROUNDS) return false;
      if (this.network.advance(1) > 0) quiet = 0;
    }
    return true;
  }

  private async unlessNeverQuiet(work: () => Promise<Rest>): Promise<Rest> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof XstateNetError && error.code === 'XN_NEVER_QUIET') return 'busy';
      throw error;
    }
  }

  /** Milliseconds after which what is under way has arrived, and has been answered. */
  private travelTime(): number {
    const { latency = 0, rate, handshakeTime = 0 } = this.options.simulation ?? {};
    const way = latency + this.jitter + handshakeTime;
    return way === 0 && rate === undefined ? 0 : Math.ceil(2 * way) + 1;
  }

  private noteFaults(faults: LinkFaults | undefined): void {
    this.jitter = Math.max(this.jitter, faults?.jitter ?? 0);
  }
}
