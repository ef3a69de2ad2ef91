import type { AnyActorRef, AnyMachineSnapshot, Subscription } from 'xstate';
import {
  type ConnectionInfo,
  describeAddress,
  type ServerAddress,
} from '../../../../machines/connection/connectionInfo';
import type { ConnectionEnd, CsaReport } from '../../../../machines/connection/csaMessages';
import { XstateNetError } from '../../../../machines/kit/errors';
import { reasonOf, stackInLines } from '../../../../machines/kit/shown';
import {
  type ResolvedServerOptions,
  resolveServerOptions,
} from '../../../../machines/options/resolveOptions';
import type { ServerOptions } from '../../../../machines/options/serverOptions';
import type { Handlers } from '../../../handler/handlers';
import { resourceOf } from '../../../kit/resource';
import type { Connections } from '../../../listener/connections';
import type { Came } from '../../../listener/listeningSocket';
import type { Transport } from '../../../transport/transport';
import { transportOf } from '../../../transport/transportOf';
import { type Charts, nameOf } from '../charts/register';
import type { DeadConnection, ServerSummary, ServerTotals, Warning } from '../messages';
import { toJson } from '../shown/toJson';
import { Counts, nothingMoved, Sums } from './counts';
import { peerOf, Row } from './row';
import { childOf, kindOf } from './servers';
import { inSlices } from './slices';
import { Warnings } from './warnings';

/** Who is told what happens at a server. */
export interface ServerEvents {
  /** A connection has come; before its handler is made, and before a byte is read. */
  coming(server: ServerWatch, row: Row): void;
  /** Its handler is there, and has begun. */
  arrived(server: ServerWatch, row: Row): void;
  died(server: ServerWatch, dead: DeadConnection): void;
  handlerFailed(server: ServerWatch, connection: ConnectionInfo, stack: string): void;
  changed(): void;
}

/** A server while somebody looks: its connections and what is counted of them. */
export class ServerWatch {
  readonly key: string;
  readonly rows = new Map<number, Row>();
  readonly counts = new Counts();
  /** Resolves once every connection has been looked at. */
  readonly ready: Promise<void>;
  totals: ServerTotals;
  warnings: readonly Warning[] = [];
  private moved = nothingMoved();
  private scannedAt: number;
  private readonly listening: AnyActorRef;
  private handlers: Handlers | undefined;
  private readonly subscriptions: Subscription[] = [];
  private readonly handlerErrors = new Map<number, string>();
  private ended: ServerSummary['ended'];

  constructor(
    readonly actor: AnyActorRef,
    private readonly charts: Charts,
    private readonly events: ServerEvents,
  ) {
    this.key = actor.sessionId;
    this.listening = childOf(actor, 'tcpServer') ?? actor;
    this.scannedAt = this.now();
    this.attach();
    this.totals = this.sum(new Sums(), this.scannedAt);
    this.ready = this.begin();
  }

  /** By the clock of the server's network, which may be a virtual one. */
  now(): number {
    return this.transport?.clock.now() ?? Date.now();
  }

  get options(): ResolvedServerOptions {
    return resolveServerOptions(this.context.options ?? {});
  }

  get isSingle(): boolean {
    return kindOf(this.actor) === 'singleServer';
  }

  /** The options that it was given, without the defaults of the rest. */
  get given(): object {
    return (this.actor.getSnapshot() as AnyMachineSnapshot).context?.options ?? {};
  }

  handlerOf({ connection }: Row): AnyActorRef | undefined {
    this.handlers ??= resourceOf<Handlers>(childOf(this.actor, 'handlers'));
    return this.handlers?.runningFor(connection);
  }

  summary(): ServerSummary {
    const { actor, listening, context, ended } = this;
    const chart = this.charts.idFor(actor);
    const listenerChart = listening === actor ? undefined : this.charts.idFor(listening);
    const { addresses = [] } = context;
    const all = addresses.length > 1 ? addresses : [context.address];
    const address =
      all.flatMap((each) => (each ? [describeAddress(each)] : [])).join(', ') || undefined;
    return {
      server: this.key,
      name: nameOf(actor),
      kind: kindOf(actor) ?? 'serverCore',
      state: (actor.getSnapshot() as AnyMachineSnapshot).value,
      ...(address === undefined ? {} : { address }),
      ...(chart === undefined ? {} : { chart }),
      ...(listenerChart === undefined ? {} : { listenerChart }),
      options: toJson(this.options),
      ...(ended === undefined ? {} : { ended }),
    };
  }

  /** Looks at one connection now. */
  look(row: Row): void {
    row.refresh(this.handlerOf(row), this.now(), this.moved);
  }

  /** Looks at every connection, a few at a time. */
  scan(): Promise<void> {
    const now = this.now();
    return this.lookAt([...this.rows.values()], now, (row) => {
      // It may have gone meanwhile.
      if (!this.rows.has(row.id)) return undefined;
      row.refresh(this.handlerOf(row), now, this.moved);
      return row;
    });
  }

  detach(): void {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    this.subscriptions.length = 0;
    this.rows.clear();
  }

  private get context(): {
    readonly options?: ServerOptions;
    readonly address?: ServerAddress;
    readonly addresses?: readonly ServerAddress[];
    readonly transport?: Parameters<typeof transportOf>[0];
  } {
    return (this.listening.getSnapshot() as AnyMachineSnapshot).context ?? {};
  }

  private get transport(): Transport | undefined {
    const found = transportOf(this.context.transport);
    return found instanceof XstateNetError ? undefined : found;
  }

  private sum(sums: Sums, now: number): ServerTotals {
    const { moved } = this;
    const since = now - this.scannedAt;
    this.moved = nothingMoved();
    this.scannedAt = now;
    const most = this.options.maxConnections ?? this.transport?.connectionLimit();
    const listener = resourceOf<Came>(childOf(this.listening, 'listener'));
    return {
      server: this.key,
      live: this.rows.size,
      ...(most === undefined ? {} : { most }),
      came: listener?.came ?? this.totals?.came ?? 0,
      ...this.counts.show(),
      ...sums.show(moved, since),
    };
  }

  /** Those that are there already. */
  private begin(): Promise<void> {
    const there = resourceOf<Connections>(childOf(this.listening, 'connections'))?.values() ?? [];
    const now = this.now();
    return this.lookAt(there, now, (report) => {
      // It may have gone meanwhile.
      const { csa, connection } = report;
      if (csa.getSnapshot().status !== 'active' || this.rows.has(connection.id)) return undefined;
      const row = new Row(report, now);
      row.begin(this.handlerOf(row), now);
      this.rows.set(row.id, row);
      return row;
    });
  }

  private async lookAt<T>(
    things: readonly T[],
    now: number,
    rowOf: (thing: T) => Row | undefined,
  ): Promise<void> {
    const sums = new Sums();
    const warnings = new Warnings(this.key, this.options, now);
    await inSlices(things, (thing) => {
      const row = rowOf(thing);
      if (row === undefined) return;
      sums.add(row);
      warnings.look(row);
    });
    this.totals = this.sum(sums, now);
    warnings.of(this.totals);
    this.warnings = warnings.list();
  }

  private attach(): void {
    const { listening, actor, subscriptions, events } = this;
    const hear = (source: AnyActorRef, type: string, heard: (message: never) => void) => {
      subscriptions.push(source.on(type, heard as never));
    };
    // Asked for by its type, which is told before those who listen to everything: the server itself.
    hear(listening, 'protocolHandlerSignal.newCSA', (message: CsaReport) => this.came(message));
    hear(listening, '*', (message: { type: string } & CsaReport) => {
      if (message.type !== 'protocolHandlerSignal.newCSA') return;
      const row = this.rows.get(message.connection.id);
      if (row !== undefined) events.arrived(this, row);
    });
    hear(listening, 'protocolHandlerSignal.shutdownCSA', (end: ConnectionEnd) => this.died(end));
    hear(listening, 'signal.refused', ({ reason }: { reason: string }) =>
      this.counts.refuse(reason),
    );
    hear(actor, 'refused', ({ reason }: { reason: string }) => {
      // Of a singleServer; all others are told of by its tcpServer.
      if (reason !== 'singleClient') return;
      this.counts.refuse(reason);
      this.counts.accepted -= 1;
    });
    hear(actor, 'handlerError', (message: { connection: ConnectionInfo; error: Error }) =>
      this.handlerFailed(message.connection, message.error),
    );
    const isOver = () => this.end();
    subscriptions.push(
      actor.subscribe({ next: () => events.changed(), error: isOver, complete: isOver }),
    );
  }

  private came(report: CsaReport): void {
    const row = new Row(report, this.now());
    this.rows.set(row.id, row);
    this.counts.accepted += 1;
    this.events.coming(this, row);
  }

  private died(end: ConnectionEnd): void {
    const { connection, howDied, bytesReceived, bytesSaid, bytesSent, duration, error } = end;
    const { id } = connection;
    const now = this.now();
    const row = this.rows.get(id);
    row?.count(bytesReceived, bytesSent, now, this.moved);
    this.rows.delete(id);
    this.counts.die(howDied);
    const handlerError = this.handlerErrors.get(id);
    this.handlerErrors.delete(id);
    this.events.died(this, {
      server: this.key,
      id,
      peer: peerOf(connection),
      at: now,
      howDied,
      bytesReceived,
      bytesSaid,
      bytesSent,
      duration,
      ...(error === undefined ? {} : { error: reasonOf(error) }),
      ...(handlerError === undefined ? {} : { handlerError }),
      hasLife: false,
    });
  }

  private handlerFailed(connection: ConnectionInfo, error: Error): void {
    this.counts.handlerErrors += 1;
    const stack = stackInLines(error.cause ?? error);
    this.handlerErrors.set(connection.id, stack);
    this.events.handlerFailed(this, connection, stack);
  }

  private end(): void {
    const { error } = this.actor.getSnapshot() as { readonly error?: unknown };
    const { context } = this.actor.getSnapshot() as AnyMachineSnapshot;
    const why: unknown = error ?? context?.error;
    this.ended = { at: this.now(), ...(why === undefined ? {} : { error: reasonOf(why) }) };
    this.events.changed();
  }
}
