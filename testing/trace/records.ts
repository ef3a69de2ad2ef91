import type { StateValue } from 'xstate';

/** Something that a client did, or that happened to it. */
export type ClientDeed =
  | 'connects'
  | 'is connected'
  | 'is refused'
  | 'begins TLS'
  | 'is secured'
  | 'sends'
  | 'ends'
  | 'closes'
  | 'resets'
  | 'vanishes'
  | 'stops reading'
  | 'reads again'
  | 'receives'
  | 'is ended'
  | 'is closed'
  | 'is reset';

/** What comes to a client, as opposed to what it does. */
const BEFALLS: ReadonlySet<ClientDeed> = new Set(['receives', 'is ended', 'is closed', 'is reset']);

/** Whether it happened to the client, as opposed to what it did. */
export const befalls = (deed: ClientDeed): boolean => BEFALLS.has(deed);

/** An event in plain values: actors and connections by name, errors by code. */
export interface PlainEvent {
  readonly type: string;
  readonly [property: string]: unknown;
}

/** An actor was sent an event. */
export interface EventRecord {
  readonly kind: 'event';
  /** Virtual milliseconds since the start. */
  readonly time: number;
  /** Undefined: from outside, or from a timer of the transport. */
  readonly source: string | undefined;
  readonly target: string;
  readonly event: PlainEvent;
}

/** An actor's state changed, or its life came to an end. */
export interface StateRecord {
  readonly kind: 'state';
  readonly time: number;
  readonly actor: string;
  /** Undefined for the first state. */
  readonly from: StateValue | undefined;
  readonly to: StateValue | undefined;
  readonly status: string;
}

/** The server emitted an event. */
export interface EmittedRecord {
  readonly kind: 'emitted';
  readonly time: number;
  readonly actor: string;
  readonly event: PlainEvent;
}

/** A client did something, or something happened to it. */
export interface ClientRecord {
  readonly kind: 'client';
  readonly time: number;
  readonly client: string;
  readonly deed: ClientDeed;
  /** The connection's other end, if the server has accepted it. */
  readonly csa?: string;
  readonly data?: Uint8Array;
}

/** A step of the script began. */
export interface StepRecord {
  readonly kind: 'step';
  readonly time: number;
  /** Index of the step in `steps`, from 0. */
  readonly index: number;
  readonly text: string;
}

/** One line of a trace. */
export type TraceRecord = EventRecord | StateRecord | EmittedRecord | ClientRecord | StepRecord;
