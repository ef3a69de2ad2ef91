import type { AnyActorRef, AnyEventObject } from 'xstate';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import type { CsaRef } from '../../machines/connection/csaMessages';
import type { Protocol, SimpleProtocol } from '../../machines/handler/protocol';
import { isBytes } from '../../machines/kit/bytes';
import type { HandlersInput } from '../../machines/server/serverCore';
import type { HandlersCommand, HandlersReport } from '../../machines/server/serverCoreMessages';
import { createChild } from '../compiled/actor/createChild';
import { relay } from '../compiled/xstate/relay';
import { stopOrphans } from '../compiled/xstate/stopOrphans';
import { NumberedMap } from '../kit/numberedMap';
import { endOf, Nursery } from '../kit/nursery';
import type { Resource, ResourceScope } from '../kit/resource';
import { toHandler, wordToCsa } from './boxes';
import { toldByClient } from './directoryOf';
import { handlerFailed, notAMessage, notBytes } from './failures';
import { framesOf, type Supervisor } from './framesOf';
import { handlerIds } from './handlerIds';
import type { HandlerLife } from './handlerLife';
import { Others } from './others';
import { handlerLogic, type PreparedLogic } from './protocolLogic';
import { tellServerCore } from './telemetry';

/**
 * The supervisor of the protocol handlers of one `serverCore`: makes a handler for each new CSA, links
 * the two, and takes them apart when either is done. Whatever goes wrong in a handler ends its own
 * connection and nothing else: a handler is anybody's code, so that all that it says is looked at, and
 * nothing that it throws gets past here.
 */
export class Handlers implements Resource<HandlersCommand>, Supervisor {
  private readonly lives = new NumberedMap<HandlerLife>();
  private readonly nursery: Nursery;
  /** What they have to do with those who are not their peers. */
  readonly others: Others;
  private prepared: PreparedLogic | undefined;
  /** Why no handler could be made, for those connections that have not been told yet. */
  private readonly unmade = new Map<number, unknown>();

  constructor(
    private readonly scope: ResourceScope,
    public input: HandlersInput<Protocol | SimpleProtocol>,
    /** Whether protocols are given the connection's information. */
    private readonly informs: boolean,
  ) {
    this.nursery = new Nursery(scope.self, scope.stopChild);
    this.others = new Others(this);
  }

  /** Handlers that have not finished. */
  get size(): number {
    return this.running().length;
  }

  /** What is known of a connection and its handler by the connection's id. */
  lifeOf(id: number): HandlerLife | undefined {
    return this.lives.get(id);
  }

  /** The connection's handler, also when it has finished. */
  handlerOf(connection: ConnectionInfo): AnyActorRef | undefined {
    return this.lives.get(connection.id)?.handler;
  }

  /** The connection's handler, unless it has finished. */
  runningFor(connection: ConnectionInfo): AnyActorRef | undefined {
    const life = this.lives.get(connection.id);
    return life?.phase === 'running' ? life.handler : undefined;
  }

  /**
   * Makes the handler of a new connection, so that whoever is told of the connection is told of its
   * handler; `handlers.start` starts it.
   */
  make(csa: CsaRef, connection: ConnectionInfo): AnyActorRef | undefined {
    try {
      const prepared = this.logicFor(connection);
      const handler = createChild(prepared.logic, {
        id: handlerIds.idOf(connection.id),
        parent: this.nursery.parent,
        input: this.informs ? connection : undefined,
      });
      const life: HandlerLife = {
        csa,
        connection,
        handler,
        prepared,
        frames: undefined,
        sending: 'ready',
        subscription: undefined,
        phase: 'made',
      };
      life.frames = framesOf(life, this);
      this.lives.add(connection.id, life);
      return handler;
    } catch (error) {
      this.unmade.set(connection.id, error);
      return undefined;
    }
  }

  receive(event: HandlersCommand): void {
    switch (event.type) {
      case 'handlers.start':
        this.startHandler(event.csa, event.connection);
        break;
      case 'handlers.stop':
        this.stopHandler(event.connection);
        break;
      case 'handlers.askToFinish':
        // By way of the CSA, so that it comes behind every byte that had arrived.
        for (const { csa } of this.running()) {
          relay(this.scope.self, csa, { type: 'control.serverShutdown' });
        }
        break;
      case 'handlers.insist':
        for (const { csa, frames } of this.running()) {
          if (frames?.insist() === true) continue;
          relay(this.scope.self, csa, { type: 'control.insist' });
        }
        break;
      case 'handlers.setLimits':
        this.input = { ...this.input, options: event.options };
        break;
      default:
        toldByClient(this, this.scope.self, event);
    }
  }

  childEnded(actorId: string): void {
    const life = this.lives.get(handlerIds.serialOf(actorId));
    if (life?.phase !== 'running') return;
    const end = endOf(life.handler);
    if (end?.how === 'done') this.finished(life);
    else if (end?.how === 'error') this.crashed(life, end.error);
  }

  stop(): void {
    for (const life of this.lives.values()) this.end(life);
    this.lives.clear();
    this.others.stop();
  }

  toJSON(): object {
    return { handlers: this.size, topics: this.others.topics };
  }

  running(): HandlerLife[] {
    return this.lives.values().filter(({ phase }) => phase === 'running');
  }

  private logicFor(connection: ConnectionInfo): PreparedLogic {
    const { protocol } = this.input;
    const given = this.informs ? connection : undefined;
    // A function may return another chart for the next connection.
    if (typeof protocol === 'function') return handlerLogic(protocol, given);
    this.prepared ??= handlerLogic(protocol, given);
    return this.prepared;
  }

  private startHandler(csa: CsaRef, connection: ConnectionInfo): void {
    const { id } = connection;
    if (this.lives.get(id) === undefined && !this.unmade.has(id)) this.make(csa, connection);
    const life = this.lives.get(id);
    if (life === undefined) {
      const error = this.unmade.get(id);
      this.unmade.delete(id);
      this.failed(csa, connection, undefined, error);
      return;
    }
    this.run(life);
  }

  private run(life: HandlerLife): void {
    const { handler, csa } = life;
    life.phase = 'running';
    handler.on('*', (message: AnyEventObject) => this.said(life, message));
    csa.on('*', (message: AnyEventObject) => this.heard(life, message));
    try {
      handler.start();
      if (life.prepared.paced) relay(handler, csa, { type: 'flow.paced' });
    } catch (error) {
      this.overthrown(life, error);
    }
  }

  /** What a CSA says goes to its handler. */
  private heard(life: HandlerLife, message: AnyEventObject): void {
    // Of that those have to know who wait for an answer, also of a handler that has finished.
    if (message.type === 'signal.shutdownCSA') this.others.gone(life, message.howDied);
    if (life.phase !== 'running') return;
    const { frames } = life;
    if (message.type === 'outbox') {
      if (frames !== undefined) frames.received(message.data);
      else this.tellHandler(life, { type: 'inbox', data: message.data });
      return;
    }
    const type = toHandler.typeAtTarget(message.type);
    if (type === undefined) return;
    if (type === 'flow.blocked') life.sending = 'blocked';
    else if (type === 'flow.ready') life.sending = 'ready';
    if (frames !== undefined) frames.heard({ ...message, type });
    else this.tellHandler(life, { ...message, type });
    if (type === 'flow.ready') this.others.ready(life);
  }

  /** A logic of somebody's own may throw where XState does not expect it to. */
  tellHandler(life: HandlerLife, event: AnyEventObject, source: AnyActorRef = life.csa): void {
    try {
      relay(source, life.handler, event);
    } catch (error) {
      this.overthrown(life, error);
    }
  }

  /** What a handler says goes to its CSA, but for the word that stops the whole server. */
  private said(life: HandlerLife, message: AnyEventObject): void {
    try {
      const { type } = message;
      const { frames } = life;
      if (type === 'outbox') {
        if (frames !== undefined) frames.say(message.data);
        else this.saidBytes(life, message.data);
      } else if (type === 'serverSignal.serverShutdown') {
        relay(life.handler, this.input.serverCore, { type: 'control.serverShutdown' });
      } else if (typeof type !== 'string') this.overthrown(life, notAMessage(message));
      else {
        const word = wordToCsa(type);
        if (word === undefined) this.others.said(life, message);
        else if (frames !== undefined) frames.saidWord(word);
        else relay(life.handler, life.csa, word);
      }
    } catch (error) {
      // It objects to being looked at.
      this.overthrown(life, error);
    }
  }

  private saidBytes(life: HandlerLife, data: unknown): void {
    if (isBytes(data)) relay(life.handler, life.csa, { type: 'inbox', data });
    else this.overthrown(life, notBytes(data));
  }

  private finished(life: HandlerLife): void {
    this.silence(life);
    relay(life.handler, life.csa, { type: 'control.producerFinished' });
  }

  private crashed(life: HandlerLife, error: unknown): void {
    if (life.phase === 'over') return;
    this.silence(life);
    stopOrphans(life.handler);
    this.failed(life.csa, life.connection, life.handler, error);
  }

  /** Something about a handler that its server wants to know. */
  report(event: HandlersReport): void {
    tellServerCore(this.scope.self, this.input, event);
  }

  /** Nothing is said or heard any more, whatever becomes of its connection. */
  private silence(life: HandlerLife): void {
    life.phase = 'over';
    life.frames?.end();
    this.others.ended(life);
  }

  /** It has failed, though XState did not notice. */
  overthrown(life: HandlerLife, error: unknown): void {
    const { phase } = life;
    this.silence(life);
    if (phase === 'running') this.failed(life.csa, life.connection, life.handler, error);
    this.nursery.stop(life.handler);
  }

  private failed(
    csa: CsaRef,
    connection: ConnectionInfo,
    handler: AnyActorRef | undefined,
    cause: unknown,
  ): void {
    const error = handlerFailed(connection, cause);
    this.report({ type: 'handlers.failed', connection, handler, error });
    relay(this.scope.self, csa, { type: 'control.shutdownMicroprocess', howDied: 'handlerError' });
  }

  private stopHandler(connection: ConnectionInfo): void {
    const life = this.lives.get(connection.id);
    if (life === undefined) return;
    this.others.gone(life, undefined);
    this.lives.delete(connection.id);
    this.end(life);
  }

  private end(life: HandlerLife): void {
    const { phase } = life;
    this.others.gone(life, 'aborted');
    this.silence(life);
    if (phase !== 'over') this.nursery.stop(life.handler);
  }
}
