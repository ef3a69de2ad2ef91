/** What Stately's inspector understands: the wire format of `@statelyai/inspect` 0.7. */

interface Said {
  readonly _version: string;
  /** Milliseconds since the epoch, as a string. */
  readonly createdAt: string;
  readonly id: null;
  readonly rootId: string;
  readonly sessionId: string;
}

/** Registers an actor. */
export interface StatelyActor extends Said {
  readonly type: '@xstate.actor';
  readonly name: string;
  readonly parentId?: string;
  /** A machine's configuration, as a JSON string. */
  readonly definition: string;
  readonly snapshot: object;
}

/** An actor receives an event. */
export interface StatelyEvent extends Said {
  readonly type: '@xstate.event';
  readonly event: { readonly type: string };
  readonly sourceId?: string;
}

/** What has become of the actor. */
export interface StatelySnapshot extends Said {
  readonly type: '@xstate.snapshot';
  readonly event: { readonly type: string };
  readonly snapshot: object;
}

export type StatelyMessage = StatelyActor | StatelyEvent | StatelySnapshot;
