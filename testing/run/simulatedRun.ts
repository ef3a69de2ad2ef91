import type { NetworkFaults, SimulatedClient, SimulatedNetwork } from '../../actors/simulated/api';
import { XstateNetError } from '../../machines/errors';
import type { ScriptSimulation } from '../script/script';
import { ObservedTransport } from './observedTransport';
import type { ClientEnd, ScriptClient } from './scriptClient';
import type { CountingClock, Rest, ScriptNetwork } from './scriptNetwork';

/** Rounds in which something new may happen before a script's step counts as never quiet. */
const MOST_ROUNDS = 10_000;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** The client's end of a simulated connection, told of as real ones are. */
class SimulatedEnd implements ClientEnd {
  private readonly far: SimulatedClient;

  constructor(
    private readonly client: ScriptClient,
    network: SimulatedNetwork,
    to: { readonly port: number },
  ) {
    this.far = network.connect(to, client.name);
    client.attach(this);
    this.far.onChange(() => this.changed());
  }

  get port(): number {
    return this.far.port;
  }

  send(data: Uint8Array): void {
    this.far.send(data);
  }

  end(): void {
    this.far.end();
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
  readonly clock: CountingClock;
  private readonly ends: SimulatedEnd[] = [];
  private readonly network: SimulatedNetwork;
  private faults: NetworkFaults | undefined;

  constructor(private readonly options: SimulatedRunOptions) {
    this.network = options.network;
    this.clock = options.network.clock;
    this.transport = new ObservedTransport(options.network);
    this.faults = options.simulation?.faults;
  }

  get sockets(): number {
    return this.transport.sockets.size;
  }

  get listening(): number {
    return this.transport.listening;
  }

  connect(client: ScriptClient): void {
    const { address } = this.transport;
    const port = address === undefined || address.family === 'unix' ? 0 : address.port;
    this.ends.push(new SimulatedEnd(client, this.network, { port }));
  }

  async rest(): Promise<Rest> {
    try {
      for (let round = 0; round < MOST_ROUNDS; round++) {
        const before = this.options.activity();
        const carried = this.carry();
        // Promises that a protocol waits for are kept on the way.
        await turn();
        for (const end of this.ends) end.changed();
        if (carried === 0 && this.options.activity() === before) return 'atRest';
      }
    } catch (error) {
      if (!isNeverQuiet(error)) throw error;
    }
    return 'busy';
  }

  async advance(milliseconds: number): Promise<Rest> {
    if ((await this.rest()) === 'busy') return 'busy';
    try {
      this.network.advance(milliseconds);
    } catch (error) {
      if (!isNeverQuiet(error)) throw error;
      return 'busy';
    }
    return this.rest();
  }

  /** At rest is at rest: in a simulation nothing happens by itself. */
  async wait(): Promise<boolean> {
    return false;
  }

  setFaults(faults: NetworkFaults | undefined): void {
    this.faults = faults;
    this.network.setFaults(faults);
  }

  async close(): Promise<void> {
    await this.rest();
  }

  /** Carries what is under way, and returns how much that was. */
  private carry(): number {
    const carried = this.network.settle();
    const travel = this.travelTime();
    if (travel === 0) return carried;
    // Bytes that take time: it passes until nothing has arrived for longer than anything travels.
    let quietFor = 0;
    let total = carried;
    while (quietFor <= travel && total < MOST_ROUNDS) {
      const arrived = this.network.advance(1);
      total += arrived;
      quietFor = arrived === 0 ? quietFor + 1 : 0;
    }
    return 0;
  }

  /** Milliseconds that something may be under way. */
  private travelTime(): number {
    const { simulation } = this.options;
    const latency = simulation?.latency ?? 0;
    const jitter = this.faults?.jitter ?? 0;
    const isSlow = simulation?.rate !== undefined;
    return latency === 0 && jitter === 0 && !isSlow ? 0 : Math.ceil(2 * (latency + jitter)) + 1;
  }
}

const isNeverQuiet = (error: unknown): boolean =>
  error instanceof XstateNetError && error.code === 'XN_NEVER_QUIET';
