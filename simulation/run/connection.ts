import type { AnyActorRef, AnyEventObject } from 'xstate';
import { socketOf } from '../../actors/connection/descriptors';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import type { ConnectionEnd, CsaEvent, SocketClosed } from '../../machines/connection/csaMessages';
import { askDue, lateness } from '../oracles/punctuality';
import type { ByteSource } from '../protocols/simulatedProtocol';
import type { Circumstances } from './circumstances';
import type { Client } from './client';
import { CsaModel, isOfTheSocket } from './csaModel';
import { HandlerModel } from './handlerModel';
import { Ledger } from './ledger';
import type { ServerLife } from './serverLife';

/** What the server knows as one connection, seen from all sides, and all that has to be true of it. */
export class Connection {
  readonly model = new CsaModel();
  readonly handler: HandlerModel;
  readonly ledger: Ledger;
  /** `connected`, `disconnected` and `refused`, as the server told its owner. */
  saidConnected = 0;
  saidDisconnected = 0;
  saidRefused = 0;
  /** Its `feedbackFromCSA.socketShutdown`. */
  ends = 0;
  /** When bytes were last read, or a full buffer emptied, or bytes given to be sent. */
  lastActivity: number;
  /** What left, as its socket counted when it was closed. */
  bytesSent: number | undefined;
  /** Its CSA, once there is one. */
  csa: AnyActorRef | undefined;
  private lastGiven = Number.NEGATIVE_INFINITY;
  /** The largest block that was given to be sent. */
  private largest = 0;
  /** Since when nothing hinders reading. */
  readingSince: number;
  finishedAt = 0;
  private readAt: number | undefined;

  constructor(
    private readonly circumstances: Circumstances,
    private readonly server: ServerLife,
    readonly info: ConnectionInfo,
    readonly descriptor: number,
    readonly client: Client,
    says: ByteSource,
  ) {
    this.ledger = new Ledger(circumstances, `${this}`, client, says);
    this.handler = new HandlerModel(circumstances, server, client, this.ledger, this.model);
    this.lastActivity = circumstances.now;
    this.readingSince = circumstances.now;
  }

  /** `3 of client 1`, for people. */
  toString(): string {
    return `connection ${this.info.id} of client ${this.client.number}`;
  }

  /** The CSA is about to be sent an event. */
  csaReceives(event: CsaEvent): void {
    const { circumstances, model } = this;
    if (model.phase === 'shutdown' && isOfTheSocket(event.type)) {
      circumstances.fail('oneEnd', `${this}: its CSA is told ${event.type} after socket.closed`);
    }
    switch (event.type) {
      case 'readReady':
        this.readReady(event.data);
        break;
      case 'inbox':
        this.inbox(event.data);
        break;
      // A drain; `sendReady` alone is no sign of bytes.
      case 'readReleased':
        this.lastActivity = circumstances.now;
        break;
      case 'control.producerFinished':
        if (model.phase === 'connected') this.finishes();
        break;
      case 'control.shutdownMicroprocess':
        if (event.howDied === 'shutdownTimeout') this.handler.checkWasAsked();
        break;
      case 'socket.idleTimeout':
        this.idleTimeout();
        break;
      case 'socket.lingerTimeout':
        this.lingerTimeout();
        break;
      case 'socket.outboxOverflow':
        this.overflow();
        break;
      case 'socket.error':
        this.error(event.error.code ?? '');
        break;
      case 'socket.closed':
        this.closed(event);
        break;
    }
    const wasResting = model.isResting;
    model.receive(event);
    if (wasResting && !model.isResting) this.readingSince = circumstances.now;
  }

  /** The handler is about to be sent an event. */
  handlerReceives(event: AnyEventObject): void {
    if (event.type === 'control.serverShutdown') this.isAskedInTime();
    this.handler.receive(event);
  }

  /** Its handler is asked to finish as soon as all that had arrived was read. */
  isAskedInTime(): void {
    const { circumstances, server, model, handler } = this;
    const jumps = circumstances.plan.network.faults?.clockJump !== undefined;
    if (jumps || handler.heardShutdown || model.phase !== 'connected' || model.isResting) return;
    const due = askDue([server.askedAt, this.readAt, this.readingSince]);
    const late = lateness(circumstances.now, due);
    if (late !== undefined)
      circumstances.fail('handler', `${this} is asked to finish ${late} ms late`);
  }

  /** The CSA says that it is gone. */
  hasEnded(end: ConnectionEnd): void {
    const { circumstances, model } = this;
    this.ends += 1;
    if (this.ends > 1) circumstances.fail('oneEnd', `${this} ends ${this.ends} times`);
    if (end.howDied !== model.howDied) {
      circumstances.fail('howDied', `${this} died of ${end.howDied}; it was ${model.howDied}`);
    }
    const { delivered } = this.ledger;
    if (end.bytesReceived !== delivered) {
      const { bytesReceived } = end;
      circumstances.fail(
        'complete',
        `${this} counts ${bytesReceived} bytes received of ${delivered}`,
      );
    }
    this.endIsPlausible();
    if (end.duration < 0) circumstances.fail('howDied', `${this} lived ${end.duration} ms`);
  }

  /** The client reads bytes; `from` is how many it had read before. */
  clientRead(from: number, data: Uint8Array): void {
    if (from + data.length > this.ledger.taken) {
      this.circumstances.fail(
        'said',
        `${this}: the client reads ${from + data.length} of ${this.ledger.taken}`,
      );
    }
    this.ledger.isSaid(from, data, 'reads');
  }

  /** The client has read the server's FIN, and nothing broke the connection off. */
  clientHeardTheEnd(received: number): void {
    const { ledger, circumstances } = this;
    if (received === ledger.taken) return;
    circumstances.fail(
      'cleanEnd',
      `${this}: a clean end after ${received} of ${ledger.taken} bytes`,
    );
  }

  /** It was ended by an event that says why: that has to be true. */
  private endIsPlausible(): void {
    const { model, server, handler, circumstances } = this;
    const { howDied } = model;
    const isTrue =
      howDied === 'handlerError'
        ? handler.crashed
        : howDied === 'shutdownTimeout'
          ? server.isOverdue
          : howDied !== 'aborted' || handler.saidAbort || server.isAborted;
    if (!isTrue) circumstances.fail('howDied', `${this} is ended as ${howDied} without a reason`);
  }

  private readReady(data: Uint8Array): void {
    const { circumstances, model, ledger } = this;
    if (model.isResting) {
      circumstances.fail('flow', `${this} reads ${data.length} bytes while reading has to rest`);
    }
    if (model.receivingEnded) circumstances.fail('received', `${this} reads after the end`);
    ledger.isSent(ledger.delivered, data, 'the socket delivers');
    ledger.delivered += data.length;
    this.lastActivity = circumstances.now;
    this.readAt = circumstances.now;
  }

  private inbox(data: Uint8Array): void {
    const { circumstances, model, ledger } = this;
    if (!(data instanceof Uint8Array)) return;
    if (model.isSending) this.buffersAreBounded();
    ledger.isSaid(ledger.given, data, 'is given');
    ledger.given += data.length;
    if (!model.isSending) return;
    ledger.taken += data.length;
    this.largest = Math.max(this.largest, data.length);
    this.lastGiven = circumstances.now;
  }

  private buffersAreBounded(): void {
    const { circumstances } = this;
    const unsent = socketOf(this.descriptor)?.unsent ?? 0;
    const { highWaterMark, outboxLimit } = circumstances.options;
    // One large answer is let through, whoever reads.
    const largeAnswer = this.largest > outboxLimit ? this.largest : 0;
    if (unsent - largeAnswer > outboxLimit) {
      circumstances.fail('limits', `${this} has ${unsent} bytes unsent, limit ${outboxLimit}`);
    }
    if (circumstances.isModest && unsent >= highWaterMark) {
      circumstances.fail(
        'flow',
        `${this} is given more with ${unsent} unsent, mark ${highWaterMark}`,
      );
    }
  }

  private finishes(): void {
    this.finishedAt = this.circumstances.now;
    this.handler.checkTotal();
  }

  private idleTimeout(): void {
    const { circumstances, lastActivity, lastGiven } = this;
    const { idleTimeout } = circumstances.options;
    this.isOnTime(lastActivity + idleTimeout);
    // What was given has moved if nothing is left of it; else the peer takes nothing.
    const hasMoved = (socketOf(this.descriptor)?.unsent ?? 0) === 0;
    const idle = circumstances.now - (hasMoved ? Math.max(lastActivity, lastGiven) : lastActivity);
    if (idleTimeout === 0 || idle < idleTimeout) {
      circumstances.fail('limits', `${this} is ended for ${idle} idle ms, timeout ${idleTimeout}`);
    }
    this.takesNothing(idleTimeout);
  }

  /** A deadline is not late, where it is known when it began: that of a connection that never said anything. */
  private isOnTime(due: number): void {
    const { circumstances, ledger } = this;
    if (ledger.given > 0 || circumstances.plan.network.faults?.clockJump !== undefined) return;
    const late = lateness(circumstances.now, due);
    if (late !== undefined) circumstances.fail('limits', `${this} is ended ${late} ms late`);
  }

  private lingerTimeout(): void {
    const { circumstances, model } = this;
    const { lingerTimeout } = circumstances.options;
    const lingered = circumstances.now - this.finishedAt;
    this.isOnTime(this.finishedAt + lingerTimeout);
    if (model.phase === 'connected' || lingered < lingerTimeout) {
      circumstances.fail('limits', `${this} may linger ${lingerTimeout} ms and had ${lingered}`);
    }
    this.takesNothing(lingerTimeout);
  }

  /** Whoever takes even one byte within the time is alive. */
  private takesNothing(within: number): void {
    const { circumstances } = this;
    // A clock that jumps has the whole world sleep, so that nothing can have moved meanwhile.
    if (circumstances.plan.network.faults?.clockJump !== undefined) return;
    // What has left lately has made room for what waits.
    const leftAt = (circumstances.plan.network.startsAt ?? 0) + this.client.link.leftAt;
    // When all has arrived, it cannot be seen when.
    if (this.client.link.reached === this.ledger.taken) return;
    // Clocks show whole milliseconds.
    if (leftAt > circumstances.now - within + 1) {
      circumstances.fail('limits', `${this} is cut off while its peer takes what is said`);
    }
  }

  private overflow(): void {
    const { circumstances } = this;
    const unsent = socketOf(this.descriptor)?.unsent ?? 0;
    const { outboxLimit } = circumstances.options;
    if (unsent <= outboxLimit) {
      circumstances.fail(
        'limits',
        `${this} overflows with ${unsent} bytes unsent, limit ${outboxLimit}`,
      );
    }
  }

  private error(code: string): void {
    const { circumstances, client } = this;
    const { severed, resetAtServer, vanished } = client.link;
    const isReset = code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED';
    if (isReset ? severed || resetAtServer : vanished && code === 'ETIMEDOUT') return;
    circumstances.fail(
      'howDied',
      `${this} has the error ${code}, and nothing happened to its link`,
    );
  }

  private closed({ bytesReceived, bytesSaid, bytesSent }: SocketClosed): void {
    const { circumstances, ledger } = this;
    this.bytesSent = bytesSent;
    if (bytesReceived !== ledger.delivered || bytesSaid !== ledger.taken || bytesSent > bytesSaid) {
      const counted = `${bytesReceived} bytes received, ${bytesSaid} said and ${bytesSent} sent`;
      circumstances.fail(
        'complete',
        `${this} counts ${counted} of ${ledger.delivered} and ${ledger.taken}`,
      );
    }
  }
}
