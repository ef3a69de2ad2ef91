import type { AnyActorRef } from 'xstate';
import type { ServerAddress } from '../connection/connectionInfo';
import type { Backplane } from '../handler/backplane';
import type { Protocol } from '../handler/protocol';
import type { XstateNetError } from '../kit/errors';
import type { Linkage } from '../kit/nowhere';
import type { TransportChoice } from '../kit/transportChoice';
import type { ServerOptions } from '../options/serverOptions';
import type { ServerCoreEvent, ServerCoreMessage } from './serverCoreMessages';

/** What a server is made from, whatever its protocols are like. */
export interface ServerInput<TProtocol> extends ServerOptions {
  /** A statechart for each connection, or a function that returns one. */
  readonly protocol: TProtocol;
  /** The network to listen on. Default: the real one. */
  readonly transport?: TransportChoice;
  /** What carries messages between handlers, by topic. Default: none, and who says `publish` ends. */
  readonly backplane?: Backplane;
  /**
   * Who is sent everything that the server emits, besides those who listen with `actor.on`: a machine
   * that invokes the server gives its `self` here, because a parent does not hear what a child emits.
   */
  readonly owner?: Linkage<ServerCoreMessage>;
}

/** What a `serverCore` is made from. Without `port` and `path` it listens on port 1601, as the seeds do. */
export type ServerCoreInput = ServerInput<Protocol>;

export interface ServerCoreContext<TProtocol = Protocol> {
  readonly options: ServerOptions;
  readonly protocol: TProtocol;
  readonly transport: TransportChoice | undefined;
  readonly backplane: Backplane | undefined;
  readonly owner: Linkage<ServerCoreMessage> | undefined;
  /** Where it listens, or last listened. */
  readonly address: ServerAddress | undefined;
  readonly error: XstateNetError | undefined;
}

/** What the supervisor of the protocol handlers is made from. */
export interface HandlersInput<TProtocol = Protocol> {
  readonly protocol: TProtocol;
  readonly serverCore: Linkage<ServerCoreEvent>;
  readonly options?: ServerOptions;
  /** They are a client's, one at a time, which holds what is said to them: what is asked goes by way of it. */
  readonly ofClient?: true;
  /** Who hears what handlers tell. */
  readonly owner?: AnyActorRef | undefined;
  readonly backplane?: Backplane | undefined;
  /** Whose clock and turns the handlers live by. Default: the real network's. */
  readonly transport?: TransportChoice | undefined;
}
