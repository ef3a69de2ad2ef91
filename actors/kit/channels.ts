/**
 * What is published of servers on `node:diagnostics_channel`, by name. A channel that nobody has
 * subscribed to costs the question whether somebody has.
 */

import {
  type Channel,
  channel,
  type TracingChannel,
  tracingChannel,
} from 'node:diagnostics_channel';
import type { ConnectionInfo, ServerAddress } from '../../machines/connection/connectionInfo';
import type { HowDied } from '../../machines/connection/howDied';
import type { RefusalReason } from '../../machines/listener/tcpServerMessages';

/** Something that has happened: what can be added up, and what tells one from another. */
export interface Published<TMeasurements, TMetadata> {
  readonly measurements: TMeasurements;
  readonly metadata: TMetadata;
}

/** Which server it was. */
export interface OfServer {
  /** Where it listens, or last listened; undefined of one that never has. */
  readonly address: ServerAddress | undefined;
}

/** Which connection it was. */
export interface OfConnection extends OfServer {
  readonly connection: ConnectionInfo;
}

/** How many connections there are, this one not counted if it has just ended. */
interface Live {
  readonly connections: number;
}

/** How a connection ended, in figures. */
export interface EndMeasurements extends Live {
  /** Milliseconds from accept to close. */
  readonly duration: number;
  readonly bytesReceived: number;
  /** Bytes that were given to be sent. */
  readonly bytesSaid: number;
  /** Bytes of those that the system took. */
  readonly bytesSent: number;
}

/** What a connection died of. */
export interface EndMetadata extends OfConnection {
  readonly howDied: HowDied;
  readonly error?: Error;
}

type Nothing = Readonly<Record<never, never>>;

/** Every channel, and what is published on it. */
export interface TelemetryEvents {
  /** It listens; also after a suspension. */
  'xstate-net:server:listening': Published<Nothing, OfServer>;
  'xstate-net:server:suspended': Published<Nothing, OfServer>;
  /** The listener failed; it goes on unless `xstate-net:server:shutdown` follows. */
  'xstate-net:server:error': Published<Nothing, OfServer & { readonly error: Error }>;
  /** It drains. */
  'xstate-net:server:closing': Published<Live, OfServer>;
  /** It is over; `drain` is how many milliseconds it took to close, 0 if it was stopped. */
  'xstate-net:server:shutdown': Published<
    { readonly drain: number },
    OfServer & { readonly error?: Error }
  >;
  'xstate-net:connection:start': Published<
    Live,
    /** `descriptor`: the socket's number, which no other socket of the process ever has. */
    OfConnection & { readonly descriptor: number }
  >;
  /** `delay`: milliseconds from accept until the peer said something. */
  'xstate-net:connection:firstByte': Published<{ readonly delay: number }, OfConnection>;
  /** Exactly once for each `xstate-net:connection:start`. */
  'xstate-net:connection:end': Published<EndMeasurements, EndMetadata>;
  'xstate-net:connection:refused': Published<
    Nothing,
    OfConnection & { readonly reason: RefusalReason }
  >;
  /** A handler, or what makes one, threw. */
  'xstate-net:handler:error': Published<Nothing, OfConnection & { readonly error: Error }>;
  /** A connection brings more messages than it may. */
  'xstate-net:handler:throttled': Published<Nothing, OfConnection>;
}

export type TelemetryEventName = keyof TelemetryEvents;

/** The context of a connection's span: one object from its beginning to its end. */
export interface ConnectionSpan extends OfConnection {
  /** How it ended; there from `asyncStart` on. */
  end?: EndMeasurements & { readonly howDied: HowDied };
  /** What it died of, if that was an error. */
  error?: Error;
}

/** The context of a drain's span. */
export interface DrainSpan extends OfServer {
  readonly connections: number;
  error?: Error;
}

/** A channel that takes what is said to be published on it. */
export interface Told<TName extends TelemetryEventName> {
  readonly hasSubscribers: boolean;
  publish(message: TelemetryEvents[TName]): void;
}

const told = <TName extends TelemetryEventName>(name: TName): Told<TName> =>
  channel(name) as Channel;

/** The channels, each made once for the process, as Node does. */
export const channels = {
  listening: told('xstate-net:server:listening'),
  suspended: told('xstate-net:server:suspended'),
  error: told('xstate-net:server:error'),
  closing: told('xstate-net:server:closing'),
  shutdown: told('xstate-net:server:shutdown'),
  start: told('xstate-net:connection:start'),
  firstByte: told('xstate-net:connection:firstByte'),
  end: told('xstate-net:connection:end'),
  refused: told('xstate-net:connection:refused'),
  handlerError: told('xstate-net:handler:error'),
  throttled: told('xstate-net:handler:throttled'),
} as const;

/** Spans, as `tracing:xstate-net:connection:start` and so on. */
export const connectionTrace = tracingChannel('xstate-net:connection') as unknown as TracingChannel<
  string,
  ConnectionSpan
>;
export const drainTrace = tracingChannel('xstate-net:drain') as unknown as TracingChannel<
  string,
  DrainSpan
>;
