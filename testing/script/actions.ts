import type { NetworkFaults } from '../../actors/transport/simulated/api';
import type { SettableLimits } from '../../machines/options/setLimits';
import type { Payload } from './payload';
import type { ScriptClientTls, ScriptTls } from './tls';

/** Common to all steps. */
export interface StepNote {
  /** Why, for people; repeated in traces. */
  readonly note?: string;
}

/** Common to what clients and the app do. */
export interface MayHurry extends StepNote {
  /**
   * `false`: the next step follows at once, before anything has arrived, to make events race. What
   * comes first is then for the network to say. Default true.
   */
  readonly rest?: boolean;
}

/** A client connects. The step fails if it does not turn out as said. */
export interface Connect extends MayHurry {
  readonly do: 'connect';
  /** By which name it is known from here on. */
  readonly client: string;
  /** Default `open`. `any`: either will do, where faults decide. */
  readonly outcome?: 'open' | 'refused' | 'any';
  /** `false`: it does not read until `resumeReading`. Default true. */
  readonly reading?: boolean;
  /** Begins a TLS handshake as soon as it is connected: true, or how. Default: it speaks plain text. */
  readonly tls?: ScriptClientTls | true;
}

/**
 * A client begins a TLS handshake on a connection in plain text, as behind a STARTTLS. What it sends from now
 * on leaves when that is over.
 */
export interface Secure extends MayHurry {
  readonly do: 'secure';
  readonly client: string;
  /** How. Default true: by all the defaults. */
  readonly tls?: ScriptClientTls | true;
}

/** A client sends bytes. */
export type Send = MayHurry & {
  readonly do: 'send';
  readonly client: string;
  /** How often, without a pause. Default 1. */
  readonly times?: number;
} & Payload;

/** A client says that it will send no more (FIN), and goes on reading. */
export interface End extends MayHurry {
  readonly do: 'end';
  readonly client: string;
}

/**
 * A client closes its connection, both halves at once, as a program that exits: the server sees a FIN,
 * or a RST if there were bytes that the client had not read.
 */
export interface Close extends MayHurry {
  readonly do: 'close';
  readonly client: string;
}

/** A client breaks its connection off (RST). */
export interface Reset extends MayHurry {
  readonly do: 'reset';
  readonly client: string;
}

/** A client falls silent for ever, with neither FIN nor RST: only a timeout will notice. Simulated-only. */
export interface Vanish extends MayHurry {
  readonly do: 'vanish';
  readonly client: string;
}

/** A client stops reading, so that in the end the server is held back. */
export interface PauseReading extends MayHurry {
  readonly do: 'pauseReading';
  readonly client: string;
}

/** A client reads again. */
export interface ResumeReading extends MayHurry {
  readonly do: 'resumeReading';
  readonly client: string;
}

/** Actors that can be named: those of a server, and two for each connection. */
export const ACTOR_NAMES = [
  'server',
  'tcpServer',
  'listener',
  'connections',
  'handlers',
  'selector',
  'csa',
  'handler',
] as const;

export type ActorName = (typeof ACTOR_NAMES)[number];

/** Of these there is one for each connection. */
export const ACTORS_OF_CONNECTIONS: ReadonlySet<ActorName> = new Set(['csa', 'handler']);

/** An event of whatever kind; a payload under `data` is sent as the bytes that it stands for. */
export interface ScriptEvent {
  readonly type: string;
  readonly [property: string]: unknown;
}

/** An actor is sent an event, as an app would send it. */
export interface Tell extends MayHurry {
  readonly do: 'tell';
  readonly actor: ActorName;
  /** Whose, where there is one for each connection: `csa` and `handler`. */
  readonly client?: string;
  readonly event: ScriptEvent;
}

/** Time passes. What is due in it happens, each at its own moment. */
export interface Advance extends StepNote {
  readonly do: 'advance';
  readonly milliseconds: number;
}

/** From here on the network, or the link of one client, misbehaves. Simulated-only. */
export interface Faults extends StepNote {
  readonly do: 'faults';
  /** Whose link alone; of faults, those of a link. Default: the whole network. */
  readonly client?: string;
  readonly faults: NetworkFaults;
}

/** From here on the network behaves again; what it held back arrives. Simulated-only. */
export interface ClearFaults extends StepNote {
  readonly do: 'clearFaults';
  /** Whose link alone, which then is as the whole network is. Default: the whole network. */
  readonly client?: string;
}

/** The server stops accepting; connections live on. */
export interface Suspend extends MayHurry {
  readonly do: 'suspend';
  /** `close` gives the port up, `refuse` keeps it, accepts and closes. Default `close`. */
  readonly mode?: 'close' | 'refuse';
}

/** The server accepts again. */
export interface Resume extends MayHurry {
  readonly do: 'resume';
}

/** The server has other limits from now on. */
export interface SetLimits extends MayHurry {
  readonly do: 'setLimits';
  readonly limits: SettableLimits;
}

/** The server shows other certificates from now on. */
export interface ReloadTls extends MayHurry {
  readonly do: 'reloadTls';
  readonly tls: ScriptTls | true;
}

/** The server is drained: handlers finish, what is left after `shutdownTimeout` is forced. */
export interface Shutdown extends MayHurry {
  readonly do: 'shutdown';
}

/** The server aborts everything, now. */
export interface Abort extends MayHurry {
  readonly do: 'abort';
}

/** Something that is done. */
export type Action =
  | Connect
  | Secure
  | Send
  | End
  | Close
  | Reset
  | Vanish
  | PauseReading
  | ResumeReading
  | Tell
  | Advance
  | Faults
  | ClearFaults
  | Suspend
  | Resume
  | SetLimits
  | ReloadTls
  | Shutdown
  | Abort;
