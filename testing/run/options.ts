import type { AnyActorLogic, AnyActorRef } from 'xstate';
import type { TransportClock } from '../../actors/transport/environment';
import type { SimulatedNetworkOptions } from '../../actors/transport/simulated/api';
import type { Transport } from '../../actors/transport/transport';
import type { Protocol, SimpleProtocol } from '../../machines/handler/protocol';
import type { ServerOptions } from '../../machines/options/serverOptions';
import type { NetworkName } from './scriptNetwork';

/** How a script is run. */
export interface RunOptions {
  /** Default `simulated`: in virtual time, thousands a second. `tcp`: real sockets on this machine. */
  readonly network?: NetworkName;
  /** What is served. Default: the protocol that the script names. */
  readonly protocol?: Protocol | SimpleProtocol;
  /** Decides everything random. Default: the script's own seed, or 1. */
  readonly seed?: number;
  /** Options of the server that go before those of the script. */
  readonly serverOptions?: ServerOptions;
  /**
   * What is started instead of a server of the script's `kind`: your own machine that invokes one. Its
   * input is the server's, `transport` included, which it hands on.
   */
  readonly server?: AnyActorLogic;
  /** On `tcp`: another transport over real sockets, whose timers run on the given clock. */
  readonly transport?: (clock: TransportClock) => Transport;
  /**
   * On `simulated`: what the network is like, where the script does not say. `maxSteps`: most events
   * that a step may take to come to rest, before it counts as never quiet. Default 250,000.
   */
  readonly simulation?: Pick<
    SimulatedNetworkOptions,
    'receiveBuffer' | 'sendBuffer' | 'maxSteps' | 'imitates'
  >;
  /** `false` keeps no trace, which is faster. A number: so many records. Default 100,000. */
  readonly trace?: boolean | number;
  /** On `tcp`: real milliseconds that an expectation is waited for. Default 5000. */
  readonly patience?: number;
  /** The script's own file, for messages. */
  readonly file?: string;
  /** The folder from which the script's files are seen. Default: the current one. */
  readonly folder?: string;
  /** Called with the actor before it starts, and the clock that it runs on: to attach a recorder. */
  readonly onActor?: (actor: AnyActorRef, clock: TransportClock) => void;
}

/** Real milliseconds that an expectation is waited for, when nothing else is asked for. */
export const DEFAULT_PATIENCE = 5_000;
