import type { TransportClock } from '../../actors/transport/environment';
import type { NetworkFaults } from '../../actors/transport/simulated/api';
import type { Transport } from '../../actors/transport/transport';
import type { ClientTls } from './certificates';
import type { ScriptClient } from './scriptClient';

/** The networks that a script runs on. */
export const NETWORK_NAMES = ['simulated', 'tcp'] as const;

export type NetworkName = (typeof NETWORK_NAMES)[number];

/** A clock that knows what waits for it. */
export interface CountingClock extends TransportClock {
  /** Timers that wait. */
  pending(): number;
}

/** Whether everything has come to rest; if not, it was still busy when patience ran out. */
export type Rest = 'atRest' | 'busy';

/** A network as a script needs it: clients, and time that passes on command only. */
export interface ScriptNetwork {
  readonly name: NetworkName;
  /** What the server is given. */
  readonly transport: Transport;
  readonly clock: CountingClock;
  /** The server's sockets that are open, those of listeners not counted. */
  readonly sockets: number;
  /** Listening sockets. */
  readonly listening: number;
  /** Starts to connect a client to where the server listens, or last listened; with `tls` it then begins a handshake. */
  connect(client: ScriptClient, tls?: ClientTls): void;
  /** Lets everything happen that takes no time: what was sent arrives and is answered. */
  rest(): Promise<Rest>;
  /** Lets time pass; what is due in it happens at its own moment, and is brought to rest. */
  advance(milliseconds: number): Promise<Rest>;
  /**
   * Waits for something that rest alone has not brought about, where that can happen at all; true if
   * it is worth to look again, false when patience has run out.
   */
  wait(deadline: number): Promise<boolean>;
  /** Ends with or without faults; simulated-only. */
  setFaults(faults: NetworkFaults | undefined): void;
  /** Lets go of all that is left, after the server was stopped. */
  close(): Promise<void>;
}
