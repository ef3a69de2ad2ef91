import type { AnyActorRef, AnyEventObject } from 'xstate';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import { describePeer } from '../../machines/connection/connectionInfo';
import type { CsaRef } from '../../machines/connection/csaMessages';
import type { Protocol, SimpleProtocol } from '../../machines/handler/protocol';
import { XstateNetError } from '../../machines/kit/errors';
import { reasonOf } from '../../machines/kit/shown';
import type { HandlersInput } from '../../machines/server/serverCore';
import type { HandlersCommand, ServerCoreEvent } from '../../machines/server/serverCoreMessages';
import { Wiring } from '../boxes/link';
import { createChild } from '../compiled/actor/createChild';
import { relay } from '../compiled/xstate/relay';
import { stopOrphans } from '../compiled/xstate/stopOrphans';
import { NumberedMap } from '../kit/numberedMap';
import { type ChildEvent, fromResource, type Resource, type ResourceScope } from '../kit/resource';
import { handlerLogic, type PreparedLogic } from './protocolLogic';

/** A protocol handler and the CSA that it is linked to. */
export interface SupervisedHandler {
  readonly handler: AnyActorRef;
  readonly csa: CsaRef;
  readonly connection: ConnectionInfo;
}

// The outbox, which is most of what is said, leads to the inbox on both sides, without being looked up.

/** From the CSA's other boxes to the handler's. */
const toHandler = new Wiring({
  signal: 'control',
  'signal.shutdownCSA': 'control.socketShutdown',
  flow: 'flow',
});

/** From the handler's other boxes to the CSA's. */
const toCsa = new Wiring({ signal: 'control', flow: 'flow' });

/** What the ids of handlers begin with; the connection's number follows. */
const PREFIX = 'handler-';

const serialOf = (actorId: string) => Number(actorId.slice(PREFIX.length));

/**
 * The supervisor of the protocol handlers of one `serverCore`: makes a handler for each new CSA, links
 * the two, and takes them apart when either is done. Whatever goes wrong in a handler ends its own
 * connection and nothing else.
 */
export class Handlers implements Resource<HandlersCommand | ChildEvent> {
  private readonly live = new NumberedMap<SupervisedHandler>();
  private prepared: PreparedLogic | undefined;

  constructor(
    private readonly scope: ResourceScope,
    private readonly input: HandlersInput<Protocol | SimpleProtocol>,
    /** Whether protocols are given the connection's information. */
    private readonly informs: boolean,
  ) {}

  get size(): number {
    return this.live.size;
  }

  get(connection: ConnectionInfo): SupervisedHandler | undefined {
    return this.live.get(connection.id);
  }

  receive(event: HandlersCommand | ChildEvent): void {
    switch (event.type) {
      case 'handlers.start':
        this.startHandler(event.csa, event.connection);
        break;
      case 'handlers.stop':
        this.stopHandler(event.connection);
        break;
      case 'handlers.askToFinish':
        // By way of the CSA, so that it comes behind every byte that had arrived.
        for (const { csa } of this.live.values()) {
          relay(this.scope.self, csa, { type: 'control.serverShutdown' });
        }
        break;
      case 'handlers.insist':
        for (const { handler } of this.live.values()) {
          relay(this.scope.self, handler, { type: 'control.serverShutdown' });
        }
        break;
      default:
        if ('error' in event) this.crashed(serialOf(event.actorId), event.error);
        else if ('actorId' in event) this.finished(serialOf(event.actorId));
    }
  }

  stop(): void {
    for (const { handler } of this.live.values()) this.scope.stopChild(handler);
    this.live.clear();
  }

  toJSON(): object {
    return { handlers: this.live.size };
  }

  private startHandler(csa: CsaRef, connection: ConnectionInfo): void {
    let prepared = this.prepared;
    try {
      prepared ??= handlerLogic(this.input.protocol, this.informs ? connection : undefined);
    } catch (error) {
      this.failed(csa, connection, error);
      return;
    }
    // A function may return another chart for the next connection.
    if (typeof this.input.protocol !== 'function') this.prepared = prepared;
    const handler = createChild(prepared.logic, {
      id: PREFIX + connection.id,
      parent: this.scope.self,
      input: this.informs ? connection : undefined,
    });
    this.live.add(connection.id, { handler, csa, connection });
    handler.on('*', (message: AnyEventObject) => this.said(handler, csa, message));
    csa.on('*', (message: AnyEventObject) => this.heard(csa, handler, message));
    handler.start();
    if (prepared.paced) relay(handler, csa, { type: 'flow.paced' });
  }

  /** What a CSA says goes to its handler. */
  private heard(csa: CsaRef, handler: AnyActorRef, message: AnyEventObject): void {
    if (message.type === 'outbox') {
      relay(csa, handler, { type: 'inbox', data: message.data });
      return;
    }
    const type = toHandler.typeAtTarget(message.type);
    if (type !== undefined) relay(csa, handler, { ...message, type });
  }

  /** What a handler says goes to its CSA, but for the word that stops the whole server. */
  private said(handler: AnyActorRef, csa: CsaRef, message: AnyEventObject): void {
    if (message.type === 'outbox') {
      if (message.data instanceof Uint8Array) {
        relay(handler, csa, { type: 'inbox', data: message.data });
        return;
      }
      this.crashed(serialOf(handler.id), notBytes(message.data));
      this.scope.stopChild(handler);
      return;
    }
    if (message.type === 'serverSignal.serverShutdown') {
      relay(handler, this.input.serverCore, { type: 'control.serverShutdown' });
      return;
    }
    const type = toCsa.typeAtTarget(message.type);
    if (type !== undefined) relay(handler, csa, { ...message, type });
  }

  private finished(id: number): void {
    const entry = this.live.get(id);
    if (entry === undefined) return;
    this.live.delete(id);
    relay(entry.handler, entry.csa, { type: 'control.producerFinished' });
  }

  private crashed(id: number, error: unknown): void {
    const entry = this.live.get(id);
    if (entry === undefined) return;
    this.live.delete(id);
    stopOrphans(entry.handler);
    this.failed(entry.csa, entry.connection, error);
  }

  private failed(csa: CsaRef, connection: ConnectionInfo, cause: unknown): void {
    this.tell({ type: 'handlers.failed', connection, error: handlerFailed(connection, cause) });
    relay(this.scope.self, csa, {
      type: 'control.shutdownMicroprocess',
      howDied: 'handlerError',
    });
  }

  private stopHandler(connection: ConnectionInfo): void {
    const entry = this.live.get(connection.id);
    if (entry === undefined) return;
    this.live.delete(connection.id);
    this.scope.stopChild(entry.handler);
  }

  private tell(event: ServerCoreEvent): void {
    relay(this.scope.self, this.input.serverCore, event);
  }
}

const notBytes = (data: unknown) =>
  new XstateNetError(
    'XN_BAD_OUTBOX',
    `a protocol handler emitted an outbox with data of type ${typeof data}; emit a Uint8Array (a Buffer is one), or say text with outbox()`,
  );

function handlerFailed(connection: ConnectionInfo, cause: unknown): XstateNetError {
  if (cause instanceof XstateNetError) return cause;
  return new XstateNetError(
    'XN_HANDLER_FAILED',
    `the protocol handler of ${describePeer(connection)} failed (${reasonOf(cause)}); its connection is ended, the others go on`,
    cause,
  );
}

/** The actor that a `serverCore` invokes as `handlers`. */
export const handlers = fromResource<HandlersCommand, HandlersInput>(
  (scope, input) => new Handlers(scope, input, true),
);

/** The actor that a `simpleServer` invokes as `handlers`: its protocols are told nothing. */
export const uninformedHandlers = fromResource<HandlersCommand, HandlersInput<SimpleProtocol>>(
  (scope, input) => new Handlers(scope, input, false),
);
