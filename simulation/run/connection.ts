import type { AnyEventObject } from 'xstate';
import { socketOf } from '../../actors/connection/descriptors';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import type { ConnectionEnd, CsaEvent } from '../../machines/connection/csaMessages';
import { clientBytes } from '../bytes';
import type { ByteSource } from '../protocols/simulatedProtocol';
import type { Client } from './client';
import { CsaModel } from './csaModel';
import { HandlerModel } from './handlerModel';
import type { World } from './world';

const same = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && Buffer.compare(one, other) === 0;

/** What the server knows as one connection, seen from all sides, and all that has to be true of it. */
export class Connection {
  readonly model = new CsaModel();
  readonly handler: HandlerModel;
  /** What the handler may say, by position. */
  readonly says: ByteSource;
  /** The supervisor accepted it, so that it has a CSA. */
  isAccepted = false;
  /** `connected`, `disconnected` and `refused`, as the server told its owner. */
  saidConnected = 0;
  saidDisconnected = 0;
  saidRefused = 0;
  /** Its `feedbackFromCSA.socketShutdown`. */
  ends = 0;
  /** Bytes handed to the CSA by its socket. */
  delivered = 0;
  /** Bytes given to the CSA to send, and those of them that it took. */
  given = 0;
  taken = 0;
  /** When bytes were last read, or a full buffer emptied, or bytes given to be sent. */
  lastActivity: number;
  private lastGiven = Number.NEGATIVE_INFINITY;
  finishedAt = 0;

  constructor(
    readonly world: World,
    readonly info: ConnectionInfo,
    readonly descriptor: number,
    readonly client: Client,
  ) {
    this.says = world.saysTo(info, client.number);
    this.handler = new HandlerModel(this);
    this.lastActivity = world.now;
  }

  /** `3 of client 1`, for people. */
  toString(): string {
    return `connection ${this.info.id} of client ${this.client.number}`;
  }

  /** The CSA is about to be sent an event. */
  csaReceives(event: CsaEvent): void {
    const { world, model } = this;
    if (model.phase === 'shutdown' && isOfTheSocket(event.type)) {
      world.fail('oneEnd', `${this}: its CSA is told ${event.type} after socket.closed`);
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
        this.lastActivity = world.now;
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
        this.closed(event.bytesReceived, event.bytesSent);
        break;
    }
    model.receive(event);
  }

  /** The handler is about to be sent an event. */
  handlerReceives(event: AnyEventObject): void {
    this.handler.receive(event);
  }

  /** The CSA says that it is gone. */
  hasEnded(end: ConnectionEnd): void {
    const { world, model } = this;
    this.ends += 1;
    if (this.ends > 1) world.fail('oneEnd', `${this} ends ${this.ends} times`);
    if (end.howDied !== model.howDied) {
      world.fail('howDied', `${this} died of ${end.howDied}; it was ${model.howDied}`);
    }
    if (end.bytesReceived !== this.delivered) {
      const { bytesReceived } = end;
      world.fail('complete', `${this} counts ${bytesReceived} bytes received of ${this.delivered}`);
    }
    world.endIsPlausible(this);
    if (end.duration < 0) world.fail('howDied', `${this} lived ${end.duration} ms`);
  }

  /** The client reads bytes; `from` is how many it had read before. */
  clientRead(from: number, data: Uint8Array): void {
    if (from + data.length > this.taken) {
      this.world.fail('said', `${this}: the client reads ${from + data.length} of ${this.taken}`);
    }
    this.isSaid(from, data, 'reads');
  }

  /** Bytes that were said, wherever they are seen, are those of the protocol at that position. */
  isSaid(from: number, data: Uint8Array, where: string): void {
    const { says, world } = this;
    if (from + data.length > says.length || !same(data, says.slice(from, data.length))) {
      world.fail('said', `${this} ${where} wrong bytes at ${from} to ${from + data.length}`);
    }
  }

  /** Bytes of the client, wherever they are seen, are those that it sent at that position. */
  isSent(from: number, data: Uint8Array, where: string): void {
    const { client, world } = this;
    const to = from + data.length;
    if (to > client.sent || !same(data, clientBytes(client.number, from, data.length))) {
      world.fail('received', `${this}: ${where} wrong bytes at ${from} to ${to}`);
    }
  }

  private readReady(data: Uint8Array): void {
    const { world, model } = this;
    if (model.isResting) {
      world.fail('flow', `${this} reads ${data.length} bytes while reading has to rest`);
    }
    if (model.receivingEnded) world.fail('received', `${this} reads after the end`);
    this.isSent(this.delivered, data, 'the socket delivers');
    this.delivered += data.length;
    this.lastActivity = world.now;
  }

  private inbox(data: Uint8Array): void {
    const { world, model } = this;
    if (!(data instanceof Uint8Array)) return;
    world.saysToClient(this, data);
    if (model.isSending) this.buffersAreBounded();
    this.isSaid(this.given, data, 'is given');
    this.given += data.length;
    if (!model.isSending) return;
    this.taken += data.length;
    this.lastGiven = world.now;
  }

  private buffersAreBounded(): void {
    const { world } = this;
    const unsent = socketOf(this.descriptor)?.unsent ?? 0;
    const { highWaterMark, outboxLimit } = world.options;
    if (unsent > outboxLimit) {
      world.fail('limits', `${this} has ${unsent} bytes unsent, limit ${outboxLimit}`);
    }
    if (world.isModest && unsent >= highWaterMark) {
      world.fail('flow', `${this} is given more with ${unsent} unsent, mark ${highWaterMark}`);
    }
  }

  private finishes(): void {
    this.finishedAt = this.world.now;
    this.handler.checkTotal();
  }

  private idleTimeout(): void {
    const { world, lastActivity, lastGiven } = this;
    const { idleTimeout } = world.options;
    // What was given has moved if nothing is left of it; else the peer takes nothing.
    const hasMoved = (socketOf(this.descriptor)?.unsent ?? 0) === 0;
    const idle = world.now - (hasMoved ? Math.max(lastActivity, lastGiven) : lastActivity);
    if (idleTimeout === 0 || idle < idleTimeout) {
      world.fail('limits', `${this} is ended for ${idle} idle ms, timeout ${idleTimeout}`);
    }
  }

  private lingerTimeout(): void {
    const { world, model } = this;
    const { lingerTimeout } = world.options;
    const lingered = world.now - this.finishedAt;
    if (model.phase === 'connected' || lingered < lingerTimeout) {
      world.fail('limits', `${this} may linger ${lingerTimeout} ms and had ${lingered}`);
    }
    // What has left lately has made room for what waits.
    const leftAt = (world.plan.network.startsAt ?? 0) + this.client.link.leftAt;
    const unsent = socketOf(this.descriptor)?.unsent ?? 0;
    // A clock that jumps has the whole world sleep, so that nothing can have moved meanwhile.
    if (world.plan.network.faults?.clockJump !== undefined) return;
    // Clocks show whole milliseconds.
    if (unsent > 0 && leftAt > world.now - lingerTimeout + 1) {
      world.fail('limits', `${this} is cut off while its last words make progress`);
    }
  }

  private overflow(): void {
    const { world } = this;
    const unsent = socketOf(this.descriptor)?.unsent ?? 0;
    const { outboxLimit } = world.options;
    if (unsent <= outboxLimit) {
      world.fail('limits', `${this} overflows with ${unsent} bytes unsent, limit ${outboxLimit}`);
    }
  }

  private error(code: string): void {
    const { world, client } = this;
    const { severed, resetAtServer, vanished } = client.link;
    const isReset = code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED';
    if (isReset ? severed || resetAtServer : vanished && code === 'ETIMEDOUT') return;
    world.fail('howDied', `${this} has the error ${code}, and nothing happened to its link`);
  }

  private closed(bytesReceived: number, bytesSent: number): void {
    const { world } = this;
    if (bytesReceived !== this.delivered || bytesSent !== this.taken) {
      const counted = `${bytesReceived} bytes received and ${bytesSent} sent`;
      world.fail('complete', `${this} counts ${counted} of ${this.delivered} and ${this.taken}`);
    }
  }
}

const isOfTheSocket = (type: string): boolean =>
  type.startsWith('socket.') || type.startsWith('read') || type.startsWith('send');
