/** What the inspector shows of one connection that is watched. */

import type { StateValue } from 'xstate';
import type { Path } from '../../charts/chart';
import type { ConnectionKey, DeadConnection, Json, ShownBytes } from './overview';

/** Who is watched: the parties of the sequence diagram. */
export type Party = 'socket' | 'csa' | 'handler' | 'server' | 'app';

/** A transition of a chart: the `index`th of `transitions` of the chart's state at `source`. */
export interface Mark {
  readonly source: Path;
  readonly index: number;
}

/** An actor as it was at a moment. */
export interface ActorNow {
  /** Undefined for an actor without a chart. */
  readonly chart?: string;
  readonly status: string;
  readonly state?: StateValue;
  readonly context: Json;
}

export interface Figures {
  readonly bytesReceived: number;
  readonly bytesSaid: number;
  readonly bytesSent: number;
  readonly unsent: number;
  readonly messagesReceived: number;
  readonly messagesSaid: number;
}

/** What came of a message in the actor that took it. */
export interface Taken {
  /** Only if it is another one than before. */
  readonly state?: StateValue;
  /** The transitions that were taken, as far as the chart tells. */
  readonly marks: readonly Mark[];
  /** Only if it has changed. */
  readonly context?: Json;
  /** Only if it is not `active` any more. */
  readonly status?: string;
}

interface Recorded {
  /** Counts up from 0 in each life; what was dropped has numbers, too. */
  readonly n: number;
  readonly at: number;
}

/** Begins a life: how things were. */
export interface BeginRecord extends Recorded {
  readonly type: 'begin';
  readonly csa: ActorNow;
  readonly handler?: ActorNow;
  readonly figures: Figures;
  /** Whether it is watched from its first byte on. */
  readonly fromTheStart: boolean;
}

/** One of them said something to another. */
export interface MessageRecord extends Recorded {
  readonly type: 'message';
  readonly from: Party;
  readonly to: Party;
  /** The event as its receiver knows it, such as `inbox`; between CSA and socket what is done, such as `write`. */
  readonly event: string;
  readonly bytes?: ShownBytes;
  /** What else it carries. */
  readonly detail?: Json;
  /** For messages to the CSA and the handler. */
  readonly taken?: Taken;
}

/** The connection's handler is there: it was not yet when the life began. */
export interface HandlerRecord extends Recorded {
  readonly type: 'handler';
  readonly handler: ActorNow;
}

/** So many records are missing here: too many came at a time. */
export interface GapRecord extends Recorded {
  readonly type: 'gap';
  readonly dropped: number;
  /** Where things stood behind the gap. */
  readonly csa: ActorNow;
  readonly handler?: ActorNow;
}

/** Ends a life. */
export interface EndRecord extends Recorded {
  readonly type: 'end';
  readonly dead: DeadConnection;
}

export type LifeRecord = BeginRecord | HandlerRecord | MessageRecord | GapRecord | EndRecord;

/** The recorded life of a connection, the oldest records of which may be forgotten. */
export interface LifeAnswer {
  readonly connection: ConnectionKey;
  readonly forgotten: number;
  readonly records: readonly LifeRecord[];
}

export interface Timer {
  /** `idleTimeout`, `after 5000`, ... */
  readonly name: string;
  readonly actor: 'socket' | 'csa' | 'handler' | 'server';
  /** Until it is due, and how long it is in all. */
  readonly left: number;
  readonly of: number;
}
