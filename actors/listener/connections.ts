/** The supervisor of the CSAs of one listener. */

import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import type { ConnectionEnd, CsaRef, CsaReport } from '../../machines/connection/csaMessages';
import { XstateNetError } from '../../machines/kit/errors';
import { Gate, needsGate } from '../../machines/listener/gate';
import { type Coming, senders } from '../../machines/listener/senders';
import type { TcpServerChildInput } from '../../machines/listener/tcpServerContext';
import type {
  ConnectionsCommand,
  ConnectionsEvent,
  RefusalReason,
} from '../../machines/listener/tcpServerMessages';
import type { ResolvedServerOptions } from '../../machines/options/resolveOptions';
import { createChild } from '../compiled/actor/createChild';
import { relay } from '../compiled/xstate/relay';
import {
  announcedSocketAdapter,
  connectedSocketAdapter,
  securedSocketAdapter,
} from '../connection/connectedSocketAdapter';
import { socketOf } from '../connection/descriptors';
import { numberedIds } from '../kit/numberedIds';
import { NumberedMap } from '../kit/numberedMap';
import { endOf, Nursery } from '../kit/nursery';
import { fromResource, type Resource, type ResourceScope } from '../kit/resource';
import { transportOf } from '../transport/transportOf';
import { endFor } from './endFor';
import { getSelectorService, type SelectorRef } from './selectorService';
import { ListenerTelemetry } from './telemetry';

/** By the id of a CSA the number of its connection. */
const csaIds = numberedIds('csa');

/** The part of `maxConnections` below which a port that was closed is opened again. */
const SOME_WAY_DOWN = 0.9;

/**
 * The supervisor of the connected socket adapters of one `tcpServer`. It starts them, counts them and
 * owns the end of their sockets, whatever becomes of their charts.
 *
 * Why not `spawnChild`: under one machine, starting and stopping a child copies the list of all
 * children, 13 ms each at 16,000 of them. Here they are in a map, so that the ten-thousandth
 * connection costs as much as the first.
 */
export class Connections implements Resource<ConnectionsCommand> {
  private readonly live = new NumberedMap<CsaReport>();
  private selector: SelectorRef | undefined;
  private life: 'serving' | 'draining' | 'stopped' = 'serving';
  private most = Number.POSITIVE_INFINITY;
  /** Below how many there is room again. */
  private again = Number.POSITIVE_INFINITY;
  private gate: Gate | undefined;
  /** Whose proxy has not said yet whose they are, or who may not come: nobody has counted them. */
  private readonly announcing = new Set<number>();
  private readonly comingOf: ((connection: ConnectionInfo) => Coming) | undefined;
  private readonly nursery: Nursery;
  private readonly telemetry: ListenerTelemetry;
  private readonly now: () => number;
  private readonly adapter: typeof connectedSocketAdapter;

  constructor(
    private readonly scope: ResourceScope,
    private readonly input: TcpServerChildInput,
  ) {
    this.nursery = new Nursery(scope.self, scope.stopChild);
    const { tls, proxyProtocol } = input.options;
    this.comingOf = proxyProtocol && senders(proxyProtocol);
    const isSecuredFirst = tls !== undefined && tls.starttls !== true;
    this.adapter = isSecuredFirst ? securedSocketAdapter : connectedSocketAdapter;
    const transport = transportOf(input.transport);
    const clock = transport instanceof XstateNetError ? Date : transport.clock;
    this.now = () => clock.now();
    this.telemetry = new ListenerTelemetry(input.tcpServer, this.now, () => this.live.size);
    this.limit(input.options);
  }

  get size(): number {
    return this.live.size;
  }

  values(): CsaReport[] {
    return this.live.values();
  }

  start(): void {
    this.selector = getSelectorService(this.input.tcpServer);
    this.telemetry.start();
    this.tell({ type: 'connections.started', selector: this.selector });
  }

  receive(event: ConnectionsCommand): void {
    switch (event.type) {
      case 'connections.accept':
        this.accept(event.descriptor, event.connection);
        break;
      case 'connections.announced':
        this.announced(event);
        break;
      case 'connections.secured':
        this.secured(event);
        break;
      case 'connections.report':
        this.report();
        break;
      case 'connections.setLimits':
        this.limit(event.options);
        for (const { descriptor } of this.live.values()) socketOf(descriptor)?.limitsChanged();
        this.report();
        break;
      case 'connections.drain':
        this.life = 'draining';
        if (this.live.size === 0) this.tell({ type: 'connections.empty' });
        break;
      case 'connections.abort':
        for (const { csa } of this.live.values()) {
          relay(this.scope.self, csa, {
            type: 'control.shutdownMicroprocess',
            howDied: event.howDied,
          });
        }
        break;
    }
  }

  childEnded(actorId: string): void {
    const id = csaIds.serialOf(actorId);
    const entry = this.live.get(id);
    const end = entry === undefined ? undefined : endOf(entry.csa);
    if (end === undefined) return;
    if (end.how === 'error') this.failed(id, end.error);
    this.gone(id);
    if (entry !== undefined && end.how === 'done' && this.telemetry.isHeard) {
      this.telemetry.ended((entry.csa.getSnapshot() as { output: ConnectionEnd }).output);
    }
  }

  stop(): void {
    this.life = 'stopped';
    const { selector } = this;
    for (const entry of this.live.values()) {
      const { csa, connection, descriptor } = entry;
      this.nursery.stop(csa);
      socketOf(descriptor)?.abort();
      this.live.delete(connection.id);
      if (this.telemetry.isHeard) {
        this.telemetry.ended(endFor(entry, 'aborted', this.now() - connection.connectedAt));
      }
      if (selector === undefined) continue;
      relay(this.scope.self, selector, { type: 'notify.removeReader', descriptor });
      relay(this.scope.self, selector, { type: 'notify.removeWriter', descriptor });
    }
    this.telemetry.stopped();
    if (selector === undefined) return;
    const server = this.input.tcpServer.sessionId;
    relay(this.scope.self, selector, { type: 'control.shutdown', server });
  }

  toJSON(): object {
    return { connections: this.live.size };
  }

  private limit(options: ResolvedServerOptions): void {
    const transport = transportOf(this.input.transport);
    const { maxConnections, whenFull, listenBelow } = options;
    this.most =
      maxConnections ??
      (transport instanceof XstateNetError ? undefined : transport.connectionLimit()) ??
      Number.POSITIVE_INFINITY;
    const below = listenBelow ?? Math.max(1, Math.floor(this.most * SOME_WAY_DOWN));
    this.again = whenFull === 'close' ? below : this.most;
    if (this.gate !== undefined) this.gate.setLimits(options);
    else if (needsGate(options)) {
      this.gate = new Gate(options);
      for (const { connection } of this.live.values()) {
        if (!this.announcing.has(connection.id)) this.gate.entered(connection);
      }
    }
  }

  private report(): void {
    const hasRoom = this.live.size < this.most;
    this.tell({ type: hasRoom ? 'connections.available' : 'connections.full' });
  }

  private accept(descriptor: number, connection: ConnectionInfo): void {
    const coming = this.comingOf?.(connection);
    const announces = coming === 'announces';
    const reason = this.reasonAgainst(connection, coming);
    if (reason !== undefined) {
      this.tell({ type: 'connections.refused', descriptor, connection, reason });
      return;
    }
    const csa = createChild(announces ? announcedSocketAdapter : this.adapter, {
      id: csaIds.idOf(connection.id),
      parent: this.nursery.parent,
      input: {
        descriptor,
        connection,
        creatorFeedback: this.input.tcpServer,
        ...(this.selector && { selectorSignal: this.selector }),
      },
    }) as CsaRef;
    // Whoever inspects may stop the server at its first sight of an adapter.
    if (this.life === 'stopped') {
      this.nursery.stop(csa);
      socketOf(descriptor)?.abort();
      return;
    }
    const entry = { csa, connection, descriptor };
    this.live.add(connection.id, entry);
    if (announces) this.announcing.add(connection.id);
    else this.gate?.entered(connection);
    csa.start();
    if (this.telemetry.isHeard) this.telemetry.began(entry, () => this.announce(entry));
    else this.announce(entry);
    if (this.live.size === this.most) this.tell({ type: 'connections.full' });
  }

  private reasonAgainst(connection: ConnectionInfo, coming?: Coming): RefusalReason | undefined {
    if (coming === 'announces') return undefined;
    if (coming === 'notAProxy' || coming === 'noAddress') return coming;
    return this.gate?.judge(connection, this.now());
  }

  /** Its proxy has said whose it is: that one is judged, and not the proxy. */
  private announced(entry: CsaReport): void {
    const { csa, connection, descriptor } = entry;
    const { id } = connection;
    if (this.live.get(id) === undefined) return;
    const reason = this.gate?.judge(connection, this.now());
    if (reason !== undefined) {
      relay(this.scope.self, csa, { type: 'control.refuse' });
      this.tell({ type: 'connections.refused', descriptor, connection, reason });
      return;
    }
    this.secured(entry);
    this.announcing.delete(id);
    this.gate?.entered(connection);
    const isSecuredFirst = this.adapter !== connectedSocketAdapter;
    relay(this.scope.self, csa, { type: isSecuredFirst ? 'control.secure' : 'control.admit' });
    this.announce(entry);
  }

  /** One that has to be announced or secured says so itself when it is. */
  private announce({ csa, connection, descriptor }: CsaReport): void {
    if (this.adapter !== connectedSocketAdapter || this.announcing.has(connection.id)) return;
    this.tell({ type: 'connections.newCSA', csa, connection, descriptor });
  }

  /** Whoever lists the connections sees what is known by now. */
  private secured({ csa, connection, descriptor }: CsaReport): void {
    if (this.live.get(connection.id) === undefined) return;
    this.live.delete(connection.id);
    this.live.add(connection.id, { csa, connection, descriptor });
  }

  /** A chart that threw cannot say its end itself; its `tcpServer` is owed one all the same. */
  private failed(id: number, error: unknown): void {
    const entry = this.live.get(id);
    if (entry === undefined) return;
    const end = { ...endFor(entry, 'socketError', 0), error: error as Error };
    const { csa, descriptor } = entry;
    const type = this.failureOf(entry.connection);
    relay(this.scope.self, this.input.tcpServer, { type, csa, descriptor, ...end });
    if (this.telemetry.isHeard) this.telemetry.ended(end);
  }

  /** What is said of the end of one whose chart threw: by how far it had come. */
  private failureOf({ id, tls }: ConnectionInfo) {
    if (this.announcing.has(id)) return 'feedbackFromCSA.proxyFailed';
    const isUnheardOf = this.adapter !== connectedSocketAdapter && tls === undefined;
    return isUnheardOf ? 'feedbackFromCSA.handshakeFailed' : 'feedbackFromCSA.socketShutdown';
  }

  private gone(id: number): void {
    const entry = this.live.get(id);
    if (entry === undefined) return;
    this.live.delete(id);
    if (!this.announcing.delete(id)) this.gate?.left(entry.connection);
    // A chart that ended without its socket would leave it open for ever.
    socketOf(entry.descriptor)?.abort();
    if (this.live.size === this.again - 1) this.tell({ type: 'connections.available' });
    if (this.life === 'draining' && this.live.size === 0) this.tell({ type: 'connections.empty' });
  }

  private tell(event: ConnectionsEvent): void {
    relay(this.scope.self, this.input.tcpServer, event);
  }
}

/** The actor that a `tcpServer` invokes as `connections`. */
export const connections = fromResource<ConnectionsCommand, TcpServerChildInput>(
  (scope, input) => new Connections(scope, input),
);
