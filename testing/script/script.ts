import type { NetworkFaults, SimulatedNetworkOptions } from '../../actors/transport/simulated/api';
import type { OptionOf } from '../../machines/options/optionTable';
import type { HeldOptions, ServerOptions } from '../../machines/options/serverOptions';
import type { Action } from './actions';
import type { Expectation } from './expectations';
import type { ScriptTls } from './tls';

/** What a script serves its clients with. */
export const SERVER_KINDS = ['serverCore', 'simpleServer', 'singleServer', 'tcpServer'] as const;

export type ServerKind = (typeof SERVER_KINDS)[number];

/** The server's options that a script may set: where to listen is chosen by whoever runs it. */
export type ScriptServerOptions = Pick<ServerOptions & HeldOptions, OptionOf<'script'>>;

/** What the simulated network is like. A script that says so is simulated-only. */
export type ScriptSimulation = Pick<
  SimulatedNetworkOptions,
  'latency' | 'rate' | 'receiveBuffer' | 'sendBuffer' | 'handshakeTime'
> & {
  /** Faults from the start on; the steps `faults` and `clearFaults` change them. */
  readonly faults?: NetworkFaults;
};

export type { NetworkFaults };

/** One line of a script: something that is done, or something that is expected. */
export type Step = Action | Expectation;

/**
 * A story for a server, as data: what clients, the app and the clock do, step by step, and what is
 * expected to come of it. The same script runs on the simulated network and on real sockets.
 *
 * Between two steps everything comes to rest: what was sent has arrived and been answered, while no
 * time passes. Time passes in `advance` alone, and timers run on that virtual time on both networks.
 */
export interface Script {
  /** Where the JSON Schema is, for editors. */
  readonly $schema?: string;
  /** For messages. */
  readonly name?: string;
  /** What it is about, for people. */
  readonly description?: string;
  /** A shipped protocol by name, or a file that exports one, seen from the script's own place. */
  readonly protocol?: string;
  /** Default `serverCore`. */
  readonly kind?: ServerKind;
  /** The server's options. Default: none, so that the server's own defaults apply. */
  readonly server?: ScriptServerOptions;
  /**
   * By what the server secures its connections: true, or how. Default: not at all. Its certificates are made
   * for the run, by their names.
   */
  readonly tls?: ScriptTls | true;
  /** Decides everything random on the simulated network. Default 1. */
  readonly seed?: number;
  /** What the simulated network is like. Default: bytes travel in no time, nothing fails. */
  readonly simulation?: ScriptSimulation;
  /** What happens, in order. */
  readonly steps: readonly Step[];
}
