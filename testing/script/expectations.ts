import type { HowDied } from '../../machines/connection/howDied';
import type { TlsVersion } from '../../machines/options/tlsOptions';
import type { ActorName, StepNote } from './actions';
import type { Payload } from './payload';

/**
 * A client has received bytes that no step has expected yet. `exact`: these and no more; `prefix`:
 * at least these, and what follows is left for the next step.
 */
export type ExpectPayload = StepNote & {
  readonly expect: 'bytes';
  readonly client: string;
  /** Default `exact`. */
  readonly match?: 'exact' | 'prefix';
  /** How often the payload comes, one after the other. Default 1. */
  readonly times?: number;
  readonly pattern?: never;
  readonly length?: never;
} & Payload;

/**
 * A client has received something that a regular expression finds, in text as UTF-8, or as Latin-1
 * where the bytes are no UTF-8. What follows the match is left for the next step.
 */
export interface ExpectPattern extends StepNote {
  readonly expect: 'bytes';
  readonly client: string;
  /** A regular expression of JavaScript. */
  readonly pattern: string;
  /** Its flags, out of `imsu`. Default none. */
  readonly flags?: string;
}

/** A client has received so many bytes, whatever they are; what follows is left for the next step. */
export interface ExpectLength extends StepNote {
  readonly expect: 'bytes';
  readonly client: string;
  readonly length: number;
}

/** The three ways to expect bytes. */
export type ExpectBytes = ExpectPayload | ExpectPattern | ExpectLength;

export const isPattern = (step: ExpectBytes): step is ExpectPattern =>
  'pattern' in step && step.pattern !== undefined;

export const isLength = (step: ExpectBytes): step is ExpectLength =>
  'length' in step && step.length !== undefined;

/** Nothing was received that no step has expected: by one client, or by any. */
export interface ExpectNothing extends StepNote {
  readonly expect: 'nothing';
  /** Default: all of them. */
  readonly client?: string;
}

/** How a connection can look to its client. */
export const CLIENT_STATES = ['open', 'ended', 'closed', 'reset', 'refused'] as const;

/**
 * - `open`: nothing has ended it. `ended`: the server's FIN was read; it may be closed by now.
 * - `closed`: over without an error. `reset`: broken off. `refused`: it never was connected.
 */
export type ClientState = (typeof CLIENT_STATES)[number];

/** How the connection looks to its client. */
export interface ExpectClient extends StepNote {
  readonly expect: 'client';
  readonly client: string;
  readonly is: ClientState;
}

/** A client is secured, and what it has agreed upon. */
export interface ExpectTls extends StepNote {
  readonly expect: 'tls';
  readonly client: string;
  readonly protocol?: TlsVersion;
  /** The application protocol. */
  readonly alpn?: string;
  /** For whom the server's certificate is. */
  readonly cert?: string;
}

/** A state's name, a dotted path, or an object as in XState; it matches as `snapshot.matches` does. */
export type StatePattern = string | { readonly [state: string]: StatePattern };

/** What an actor's life can be at. */
export const ACTOR_STATUSES = ['active', 'done', 'error', 'stopped'] as const;

export type ActorStatus = (typeof ACTOR_STATUSES)[number];

/** An actor is in a state; at least one of `is`, `status` and `context`. */
export interface ExpectState extends StepNote {
  readonly expect: 'state';
  readonly actor: ActorName;
  /** Whose, where there is one for each connection: `csa` and `handler`. */
  readonly client?: string;
  readonly is?: StatePattern;
  readonly status?: ActorStatus;
  /** Part of the actor's context. */
  readonly context?: { readonly [property: string]: unknown };
}

/**
 * The server has emitted an event that no step has expected yet. Order is not asked for; each event
 * answers one expectation only.
 */
export interface ExpectEmitted extends StepNote {
  readonly expect: 'emitted';
  readonly type: string;
  /** Whose connection it is about. */
  readonly client?: string;
  /** Part of the event. */
  readonly with?: { readonly [property: string]: unknown };
  /** Exactly so many of them; 0: none. Default: at least one, of which the first is taken. */
  readonly count?: number;
}

/** A connection has ended, and how. */
export interface ExpectHowDied extends StepNote {
  readonly expect: 'howDied';
  readonly client: string;
  readonly howDied: HowDied;
  /** Bytes that the server received over it. */
  readonly bytesReceived?: number;
  /** Bytes that the server sent over it. */
  readonly bytesSent?: number;
}

/** How many of something there are now; at least one of them. */
export interface ExpectCounts extends StepNote {
  readonly expect: 'counts';
  /** Connections that the server has accepted and that live. */
  readonly connections?: number;
  /** The server's sockets that are open, those of listeners not counted. */
  readonly sockets?: number;
  /** Listening sockets. */
  readonly listening?: number;
  /** Timers that wait. */
  readonly timers?: number;
  /** Actors that are alive, the server itself included. */
  readonly actors?: number;
  /** Sockets from which the selector wants bytes. */
  readonly readers?: number;
  /** Sockets whose unsent bytes the selector waits on. */
  readonly writers?: number;
}

/** Something that is expected. */
export type Expectation =
  | ExpectBytes
  | ExpectNothing
  | ExpectClient
  | ExpectTls
  | ExpectState
  | ExpectEmitted
  | ExpectHowDied
  | ExpectCounts;
