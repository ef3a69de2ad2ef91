import type { Transport } from '../../actors/transport/transport';
import type { ServerAddress } from '../../machines/connection/connectionInfo';
import type { SideTrace } from './sideTrace';

/** The client's side of a connection, on any network. It closes neither half by itself. */
export interface ClientSide {
  /** What it saw: `connect`, `data N`, `end`, `error CODE`, `close`. */
  readonly trace: SideTrace;
  send(data: Uint8Array): void;
  end(): void;
  /** RST, or the nearest thing that a unix socket has. */
  reset(): void;
  destroy(): void;
  pause(): void;
  resume(): void;
}

/**
 * A network to be held against Node's: the transport, and all that a test of it needs besides. Make one
 * with `loopbackUnderTest` or `simulatedUnderTest`, or write your own if yours has clients of its own kind.
 */
export interface NetworkUnderTest {
  readonly transport: Transport;
  /** Its sockets are unix sockets: no addresses, no resets. */
  readonly isUnix: boolean;
  /** Whose sockets these are like, as `process.versions.uv` says it: one or two things depend on it. */
  readonly uv: string;
  /** Nothing but virtual time passes: what would cost a real process its descriptors can be played too. */
  readonly isSimulated: boolean;
  /** A fresh path for a unix socket, or undefined. */
  path(): string | undefined;
  /** A folder that does not exist. */
  readonly missingFolder: string;
  connect(address: ServerAddress): ClientSide;
  /** Lets everything that is under way happen. */
  quiet(): Promise<void>;
  /** Lets things happen until then; rejects if that never comes. */
  until(what: string, condition: () => boolean): Promise<void>;
  /** Lets go of clients and folders. */
  close(): void;
}
