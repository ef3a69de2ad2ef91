import type {
  LinkFaults,
  NetworkFaults,
  SimulatedNetworkOptions,
} from '../../actors/transport/simulated/api';
import type { ServerOptions } from '../../machines/options/serverOptions';
import type { SettableLimits } from '../../machines/options/setLimits';
import type { HubDeed } from './hubPlan';

/** The servers that are simulated. */
export const SERVER_KINDS = [
  'serverCore',
  'simpleServer',
  'singleServer',
  'tcpServer',
  'adopter',
] as const;

export type ServerKind = (typeof SERVER_KINDS)[number];

/** Which server runs, and how. */
export interface ServerPlan {
  readonly kind: ServerKind;
  /** A name of `simulation/protocols`; a `singleServer` and a bare `tcpServer` have an app that echoes. */
  readonly protocol: string;
  readonly options: ServerOptions & { readonly heldLimit?: number };
  /** After how many milliseconds an `adopter` adopts what has come, by turns; -1: it closes it first. */
  readonly adoptsAfter?: readonly number[];
}

/** What a client does to its own connection. */
export const CLIENT_DEEDS = [
  'connect',
  'end',
  'reset',
  'destroy',
  'vanish',
  'pause',
  'resume',
  'clog',
  'unclog',
] as const;

export type ClientDeed = (typeof CLIENT_DEEDS)[number];

/** What the owner of a server asks of it; `stop` stops its actor, without a word. */
export const COMMANDS = ['suspend', 'refuse', 'resume', 'shutdown', 'abort', 'stop'] as const;

export type Command = (typeof COMMANDS)[number];

/** Words of a server from within which its owner commands it; `made`: its protocol's function is asked. */
export const MOMENTS = [
  'made',
  'listening',
  'suspended',
  'connected',
  'disconnected',
  'refused',
  'handlerError',
] as const;

export type Moment = (typeof MOMENTS)[number];

/** Something that happens so many milliseconds after the start. */
export type Step = { readonly at: number } & (
  | {
      readonly do: ClientDeed;
      readonly client: number;
      /** By which address it connects; undefined: that of IPv4, where the server hears it. */
      readonly host?: string;
    }
  | { readonly do: 'send'; readonly client: number; readonly bytes: number }
  | { readonly do: 'linkFaults'; readonly client: number; readonly faults: LinkFaults }
  | { readonly do: 'faults'; readonly faults: NetworkFaults }
  /** At once, or from within what the server says next of that. */
  | { readonly do: 'server'; readonly command: Command; readonly when?: Moment }
  /** The app of a `singleServer` says so many bytes of its own, or sends its client away. */
  | { readonly do: 'push'; readonly bytes: number }
  /** Whoever adopts sends an adapter what is no event, and what is none of its own. */
  | { readonly do: 'mislead' }
  /** It says what is no bytes. */
  | { readonly do: 'babble' }
  | { readonly do: 'dismiss' }
  /** Its owner gives the server other limits. */
  | { readonly do: 'limits'; readonly limits: SettableLimits }
  /** What handlers have to do with others than their peers. */
  | ({ readonly do: 'hub' } & HubDeed)
);

/** All that decides a run: the same plan gives the same run, byte for byte. */
export interface Plan {
  /** From which it was generated; also the seed of the network's faults. */
  readonly seed: number;
  readonly server: ServerPlan;
  readonly network: Omit<SimulatedNetworkOptions, 'seed'>;
  /** In the order of their times. */
  readonly steps: readonly Step[];
}
