import type {
  AnyActorRef,
  AnyEventObject,
  AnyMachineSnapshot,
  InspectionEvent,
  StateValue,
} from 'xstate';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import type { ConnectionEnd, SocketShutdown } from '../../machines/connection/csaMessages';
import type { SelectorSnapshot } from '../../machines/listener/selector';
import type { ConnectionsNewCsa, NewConnection } from '../../machines/listener/tcpServerMessages';
import type { ActorName } from '../script/actions';
import type { Roles } from '../trace/roles';
import type { Trace } from '../trace/trace';

/** A connection that the server has accepted. */
export interface WatchedConnection {
  readonly connection: ConnectionInfo;
  readonly csa: AnyActorRef;
  /** Undefined while it lives, and of one that was stopped with its server. */
  end: ConnectionEnd | undefined;
}

/** Something that the server emitted, and whether a step has expected it. */
export interface EmittedEvent {
  readonly event: AnyEventObject;
  taken: boolean;
}

/**
 * Watches a server through XState's inspection: who lives, who is connected, what is emitted; and keeps
 * the trace. It takes no part in anything.
 */
export class ServerWatch {
  /** Grows with everything that happens in the actor system. */
  activity = 0;
  readonly connections = new Map<number, WatchedConnection>();
  /** Connections that came, accepted or not, in their order. */
  readonly newcomers: ConnectionInfo[] = [];
  readonly emitted: EmittedEvent[] = [];
  /** Why the root actor failed, if it did. */
  crash: { readonly error: unknown } | undefined;
  private readonly alive = new Set<AnyActorRef>();
  private readonly stopped = new WeakSet<AnyActorRef>();
  private readonly named = new Map<string, AnyActorRef>();
  private readonly states = new WeakMap<AnyActorRef, StateValue>();

  constructor(
    private readonly roles: Roles,
    private readonly trace: Trace,
    private readonly now: () => number,
  ) {}

  /** Actors that are alive. */
  get actors(): number {
    return this.alive.size;
  }

  /** Connections that live. */
  get live(): number {
    let count = 0;
    for (const { end, csa } of this.connections.values()) {
      if (end === undefined && !this.stopped.has(csa)) count += 1;
    }
    return count;
  }

  /** The actor of that name, `connection` being its connection's number where there is one for each. */
  actor(name: ActorName, connection?: number): AnyActorRef | undefined {
    return this.named.get(connection === undefined ? name : `${name}-${connection}`);
  }

  /** What the selector waits for. */
  interest(): { readonly readers: number; readonly writers: number } {
    const selector = this.named.get('selector');
    if (selector === undefined) return { readers: 0, writers: 0 };
    const { context } = selector.getSnapshot() as SelectorSnapshot;
    return { readers: context.readers.size, writers: context.writers.size };
  }

  /** Where the actor's life is at. */
  statusOf(actor: AnyActorRef): string {
    if (this.stopped.has(actor)) return 'stopped';
    return (actor.getSnapshot() as { status: string }).status;
  }

  /** For `createActor`. */
  readonly inspect = (record: InspectionEvent): void => {
    const actor = record.actorRef as AnyActorRef;
    switch (record.type) {
      case '@xstate.actor':
        this.activity += 1;
        this.created(actor);
        break;
      case '@xstate.event':
        this.activity += 1;
        this.trace.event(
          this.now(),
          record.sourceRef as AnyActorRef | undefined,
          actor,
          record.event,
        );
        this.received(record.sourceRef as AnyActorRef | undefined, record.event);
        break;
      case '@xstate.snapshot':
        this.changed(actor, record.snapshot as AnyMachineSnapshot, record.event);
        break;
    }
  };

  private created(actor: AnyActorRef): void {
    this.alive.add(actor);
    this.roles.meet(actor);
    const { id, _parent: parent } = actor;
    if (id === 'tcpServer') {
      if (parent !== undefined) this.roles.isServer(parent);
      this.serverFound(parent ?? actor);
    }
    // A protocol's own actors may be called anything.
    if (parent === undefined || !parent.id.startsWith('handler-')) this.named.set(id, actor);
  }

  /** The server is known by its `tcpServer`, before either can have said a word. */
  private serverFound(server: AnyActorRef): void {
    if (server.id !== 'tcpServer') this.named.set('server', server);
    server.on('*', (event: AnyEventObject) => {
      this.activity += 1;
      this.emitted.push({ event, taken: false });
      this.trace.emitted(this.now(), server, event);
    });
  }

  private received(source: AnyActorRef | undefined, event: AnyEventObject): void {
    switch (event.type) {
      case 'newconnection':
        this.newcomers.push((event as unknown as NewConnection).connection);
        break;
      case 'connections.newCSA':
      case 'feedbackFromCSA.secured': {
        const { connection, csa } = event as unknown as ConnectionsNewCsa;
        this.connections.set(connection.id, { connection, csa, end: undefined });
        break;
      }
      case 'feedbackFromCSA.handshakeFailed': {
        const { type: _, csa, descriptor: __, ...end } = event as unknown as SocketShutdown;
        this.connections.set(end.connection.id, { connection: end.connection, csa, end });
        break;
      }
      case 'feedbackFromCSA.socketShutdown': {
        const { type: _, csa: __, descriptor: ___, ...end } = event as unknown as SocketShutdown;
        const watched = this.connections.get(end.connection.id);
        if (watched !== undefined) watched.end = end;
        break;
      }
      default:
        // An actor whose logic threw says so to its parent alone.
        if (source !== undefined && event.type.startsWith('xstate.error.actor.')) {
          this.alive.delete(source);
        }
    }
  }

  private changed(actor: AnyActorRef, snapshot: AnyMachineSnapshot, event: AnyEventObject): void {
    const { value, status } = snapshot;
    const isStopped = event?.type === 'xstate.stop';
    const isOver = isStopped || status !== 'active';
    if (isOver) this.alive.delete(actor);
    if (isStopped) this.stopped.add(actor);
    if (value === undefined && !isOver) return;
    const before = this.states.get(actor);
    if (!isOver && (before === value || isSame(before, value))) return;
    this.activity += 1;
    if (value !== undefined) this.states.set(actor, value);
    this.trace.state(this.now(), actor, before, value, isStopped ? 'stopped' : status);
  }
}

const isSame = (one: StateValue | undefined, other: StateValue): boolean =>
  one !== undefined && JSON.stringify(one) === JSON.stringify(other);
