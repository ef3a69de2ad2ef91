/** What the inspector's stream says, and what is told to it. */

import type { ConnectionInfo } from '../../../../machines/connection/connectionInfo';
import type { Figures, LifeRecord, Timer } from './life';
import type { ConnectionKey, DeadConnection, ServerSummary, Totals, Warning } from './overview';
import type { StatelyMessage } from './stately';

/** The first message of a stream. */
export interface Welcome {
  readonly type: 'welcome';
  /** By what the stream goes in {@link WatchRequest}. */
  readonly viewer: string;
  /** Of the package. */
  readonly version: string;
  /** Whether actions are allowed. */
  readonly control: boolean;
  readonly since: number;
  /** What was shown before, the oldest first: a minute of it. */
  readonly history: readonly Totals[];
  readonly dead: readonly DeadConnection[];
}

/** What the stream of `/api/stream` says. */
export type StreamMessage =
  | Welcome
  /** Whenever something of them has changed. */
  | { readonly type: 'servers'; readonly servers: readonly ServerSummary[] }
  | Totals
  /** Those that have ended since the last message; `notShown` more have, too. */
  | {
      readonly type: 'dead';
      readonly connections: readonly DeadConnection[];
      readonly notShown: number;
    }
  /** All of them, whenever one comes or goes. */
  | { readonly type: 'warnings'; readonly warnings: readonly Warning[] }
  /** A connection is watched from now on, or has been; its records so far come from `/api/life`. */
  | {
      readonly type: 'watching';
      readonly connection: ConnectionKey;
      readonly info: ConnectionInfo;
      readonly csaChart?: string;
      readonly handlerChart?: string;
      readonly handlerName?: string;
    }
  /** Of watched connections, at most 50 in 50 milliseconds; a gap says how many are missing. */
  | {
      readonly type: 'records';
      readonly connection: ConnectionKey;
      readonly records: readonly LifeRecord[];
    }
  /** Of watched connections, several times a second. */
  | {
      readonly type: 'vitals';
      readonly connection: ConnectionKey;
      readonly figures: Figures;
      readonly timers: readonly Timer[];
      /** How long sending has been blocked, and reading has rested; undefined if they are not. */
      readonly blockedFor?: number;
      readonly pausedFor?: number;
      readonly idle: number;
      /** Which of these are since the first look, and may have been so for longer. */
      readonly atLeast: readonly ('blocked' | 'paused' | 'idle')[];
      readonly limits: {
        readonly idleTimeout?: number;
        readonly outboxLimit?: number;
        readonly highWaterMark?: number;
      };
    }
  /** For Stately's inspector, while {@link WatchRequest.stately} is asked for. */
  | { readonly type: 'stately'; readonly messages: readonly StatelyMessage[] }
  /** This viewer read too slowly: so many messages were not sent. */
  | { readonly type: 'notShown'; readonly messages: number }
  /** The inspected program lets go of the page. Nothing more comes. */
  | { readonly type: 'closed' };

/** What a viewer wants to see: the whole of it, each time. */
export interface WatchRequest {
  readonly viewer: string;
  /** The connection that is watched; at most one for a viewer. */
  readonly connection?: ConnectionKey;
  /** In its place: the next that comes to this server, from its first byte on. */
  readonly next?: string;
  /** Whether messages for Stately's inspector are wanted. Each `true` replays all registrations. */
  readonly stately?: boolean;
}

export interface WatchAnswer {
  readonly watching: boolean;
  /** Why not. */
  readonly reason?: string;
}

export type ActionRequest =
  | { readonly action: 'suspend'; readonly server: string; readonly mode?: 'close' | 'refuse' }
  | { readonly action: 'resume' | 'drain' | 'abort'; readonly server: string }
  | { readonly action: 'abortConnection'; readonly connection: ConnectionKey };

export interface ActionAnswer {
  readonly done: boolean;
  readonly reason?: string;
}

/** Why a request was refused. */
export interface Refusal {
  readonly error: string;
}
