import type {
  SimulatedClient,
  SimulatedNetworkOptions,
} from '../../actors/transport/simulated/api';
import { simulatedNetwork } from '../../actors/transport/simulated/simulatedNetwork';
import type { ClientSide, NetworkUnderTest } from './networkUnderTest';
import { SideTrace } from './sideTrace';

/** Milliseconds of virtual time in which what is under way arrives, and few timers expire. */
const QUIET_TIME = 20;

/** Milliseconds of virtual time after which waiting is in vain. */
const PATIENCE = 60_000;

// Loopback's kernel buffers are larger than the high-water mark, and hold no round number of what libuv
// reads at once; some scenarios need both.
const BUFFERS = { receiveBuffer: 500_000, sendBuffer: 500_000 };

/** Tells the changes of a simulated client as the events that they come from. */
class SimulatedClientSide implements ClientSide {
  readonly trace = new SideTrace();
  private state = 'connecting';
  private ended = false;
  private error: string | undefined;

  constructor(private readonly client: SimulatedClient) {
    client.onChange(() => this.changed());
  }

  send(data: Uint8Array): void {
    this.client.send(data);
  }

  end(): void {
    this.client.end();
  }

  reset(): void {
    this.client.reset();
  }

  destroy(): void {
    this.client.destroy();
  }

  pause(): void {
    this.client.pause();
  }

  resume(): void {
    this.client.resume();
  }

  private changed(): void {
    const { client, trace } = this;
    const data = client.take();
    if (data.length > 0) trace.data(data);
    if (client.state !== this.state && client.state === 'open') trace.add('connect');
    if (client.ended && !this.ended) trace.add('end');
    if (client.error !== this.error) trace.add(`error ${client.error}`);
    if (client.state !== this.state && client.state === 'closed') trace.add('close');
    this.state = client.state;
    this.ended = client.ended;
    this.error = client.error;
  }
}

/** A simulated network, with clients of its own: in virtual time, so that nothing is waited for. */
export function simulatedUnderTest(
  options: SimulatedNetworkOptions = {},
  isUnix = false,
): NetworkUnderTest {
  const network = simulatedNetwork({ ...BUFFERS, folders: ['/tmp'], ...options });
  let paths = 0;
  return {
    isUnix,
    transport: network,
    uv: (options.imitates ?? process.versions).uv,
    isSimulated: true,
    path: () => {
      if (!isUnix) return undefined;
      paths += 1;
      return `/tmp/${paths}.sock`;
    },
    missingFolder: '/no-such-folder',
    connect: (address) => new SimulatedClientSide(network.connect(address)),
    quiet: async () => {
      network.advance(QUIET_TIME);
    },
    until: async (what, condition) => {
      const giveUpAt = network.clock.now() + PATIENCE;
      for (network.settle(); !condition(); network.advance(1)) {
        if (network.clock.now() > giveUpAt) throw new Error(`waited in vain for ${what}`);
      }
    },
    // Nothing outlives the network itself.
    close: () => {},
  };
}
