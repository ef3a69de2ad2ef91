/** What the inspector shows of a program: servers, totals, connections, actors, warnings. */

import type { StateValue } from 'xstate';
import type { HowDied } from '../../../../machines/connection/howDied';
import type { RefusalReason } from '../../../../machines/listener/tcpServerMessages';
import type { Chart } from '../../charts/chart';

/** Anything that a page can be sent. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Bytes are never sent whole. */
export interface ShownBytes {
  readonly length: number;
  /** The first 32 of them, in hexadecimal. */
  readonly hex: string;
}

/** A server among the actors of the inspected program. */
export interface ServerSummary {
  /** By what it goes in requests: its session id. */
  readonly server: string;
  /** Its actor's id, such as `server`. */
  readonly name: string;
  readonly kind: 'serverCore' | 'simpleServer' | 'singleServer' | 'tcpServer';
  readonly state: StateValue;
  /** Where it listens, such as `127.0.0.1:1601`; undefined before that. */
  readonly address?: string;
  /** Which of the charts is its own, and its listener's. */
  readonly chart?: string;
  readonly listenerChart?: string;
  /** What it was given, and the defaults of the rest. */
  readonly options: Json;
  /** Set once it has ended, with the error that it ended with. */
  readonly ended?: { readonly at: number; readonly error?: string };
}

export interface Rates {
  readonly received: number;
  readonly sent: number;
}

export interface ServerTotals {
  readonly server: string;
  readonly live: number;
  /** The most that may live at a time; undefined where nothing limits it. */
  readonly most?: number;
  /** All that have come since the server listens, whether they were taken or turned away. */
  readonly came: number;
  /** Counted since somebody looks: {@link Totals.since}. */
  readonly accepted: number;
  readonly refused: { readonly [reason in RefusalReason | 'singleClient']?: number };
  readonly died: { readonly [how in HowDied]?: number };
  readonly handlerErrors: number;
  /** Bytes that live connections have not got rid of, and how many of them are blocked or paused. */
  readonly unsent: number;
  readonly blocked: number;
  readonly paused: number;
  readonly bytesPerSecond: Rates;
  readonly messagesPerSecond: Rates;
  /** Live connections by the words of {@link ConnectionRow.state}. */
  readonly states: { readonly [state: string]: number };
}

/** Once a second. */
export interface Totals {
  readonly type: 'totals';
  readonly at: number;
  /** When somebody began to look. */
  readonly since: number;
  readonly servers: readonly ServerTotals[];
  /** Of the event loop, in the last second. */
  readonly loopDelay: { readonly mean: number; readonly worst: number };
  readonly memory: { readonly heapUsed: number; readonly rss: number };
}

/** By what a connection goes. */
export interface ConnectionKey {
  readonly server: string;
  readonly id: number;
}

/** A line of the table of connections. */
export interface ConnectionRow extends ConnectionKey {
  /** `127.0.0.1:50412`. */
  readonly peer: string;
  /** The CSA's state in words, such as `connected: flowing, ready`. */
  readonly state: string;
  /** The handler's; empty if it has none, or is no chart. */
  readonly handlerState: string;
  readonly age: number;
  /** Since bytes last moved, as far as that is known; it may be for longer, if it was so at the first look. */
  readonly idle: number;
  readonly isIdleAtLeast: boolean;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  readonly unsent: number;
}

export type ConnectionColumn =
  | 'id'
  | 'peer'
  | 'state'
  | 'handlerState'
  | 'age'
  | 'idle'
  | 'bytesReceived'
  | 'bytesSent'
  | 'unsent';

export interface ConnectionsQuery {
  /** Default: the first server. */
  readonly server?: string;
  /** Default `id`. */
  readonly sort?: ConnectionColumn;
  /** Default `asc`. */
  readonly order?: 'asc' | 'desc';
  /** Words that all have to be in peer, id or states. */
  readonly search?: string;
  /** A key of {@link ServerTotals.states}, of which alone the connections are asked. */
  readonly state?: string;
  /** Default 0. */
  readonly offset?: number;
  /** Default 50, at most 200. */
  readonly limit?: number;
}

export interface ConnectionsPage {
  readonly at: number;
  /** Of all live connections, those that were found. */
  readonly found: number;
  readonly live: number;
  readonly rows: readonly ConnectionRow[];
}

/** A connection that has ended while somebody looked; the last 200 are kept. */
export interface DeadConnection extends ConnectionKey {
  readonly peer: string;
  readonly at: number;
  readonly howDied: HowDied;
  readonly bytesReceived: number;
  readonly bytesSaid: number;
  readonly bytesSent: number;
  readonly duration: number;
  readonly error?: string;
  /** With its stack, of a handler that failed. */
  readonly handlerError?: string;
  /** Whether `/api/life` knows its life, because it was watched. */
  readonly hasLife: boolean;
}

/** An actor, with its boxes. */
export interface TreeNode {
  readonly actor: string;
  readonly name: string;
  readonly kind: 'machine' | 'supervisor' | 'callback' | 'other';
  /** A machine's chart. */
  readonly chart?: string;
  readonly state?: StateValue;
  readonly status: string;
  readonly inboxes: readonly Box[];
  readonly outboxes: readonly Box[];
  /** What it holds that is not listed one by one, such as `10000 connections`. */
  readonly holds?: string;
  readonly children: readonly TreeNode[];
}

export interface Box {
  readonly name: string;
  /** `producerFinished`, ... of `control.producerFinished`; empty for a box without words. */
  readonly words: readonly string[];
}

export interface ComponentTree {
  readonly root: TreeNode;
  /** Actors that are not shown, because there are too many. */
  readonly notShown: number;
}

export interface ChartAnswer {
  readonly id: string;
  /** The machine's own name. */
  readonly name: string;
  readonly chart: Chart;
}

/** Something that somebody should know. */
export interface Warning {
  /** The same as long as it lasts. */
  readonly key: string;
  readonly kind:
    | 'blocked'
    | 'paused'
    | 'unsentNearLimit'
    | 'idleNearTimeout'
    | 'connectionsNearLimit'
    | 'handlerError'
    | 'loopDelay'
    | 'inspector';
  readonly since: number;
  readonly server?: string;
  readonly connection?: ConnectionKey;
  readonly text: string;
  readonly stack?: string;
}
