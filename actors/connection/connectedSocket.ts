import type { AnyActorRef } from 'xstate';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import type { CsaEvent } from '../../machines/connection/csaMessages';
import { XstateNetError } from '../../machines/kit/errors';
import type { ResolvedServerOptions } from '../../machines/options/resolveOptions';
import { relay } from '../compiled/xstate/relay';
import { type Deadline, type Deadlines, deadline } from '../kit/deadlines';
import type { Transport, TransportSocket } from '../transport/transport';
import { open, release } from './descriptors';

/** What all sockets of one listener share. */
export interface SocketHome {
  readonly transport: Transport;
  readonly options: ResolvedServerOptions;
  /** In whose name CSAs are told of their sockets: the listener, where there is one. */
  readonly source: AnyActorRef | undefined;
  /** Undefined while idle connections may live for ever. */
  readonly idle: Deadlines | undefined;
  readonly linger: Deadlines;
}

const notBytes = (data: unknown) =>
  new XstateNetError(
    'XN_BAD_OUTBOX',
    `inbox was sent data of type ${typeof data}; send it a Uint8Array (a Buffer is one)`,
  );

/**
 * A connection's socket: does what its CSA decides, and tells the CSA what happens. Everything here
 * is I/O, counting and timing; what it means is in the CSA's chart.
 */
export class ConnectedSocket {
  readonly descriptor: number;
  bytesReceived = 0;
  bytesSent = 0;
  private csa: AnyActorRef | undefined;
  private idle: Deadline | undefined;
  private linger: Deadline | undefined;
  /** What was unsent when the peer was last seen to take something; less of it is progress. */
  private unsentSeen = 0;
  private reading = false;
  /** The peer's FIN was read: nothing more can arrive. */
  private atEnd = false;
  /** `sendBlocked` was told and `sendReady` was not yet. */
  private blocked = false;
  /** Few connections ever have to wait, so few listen to 'drain'. */
  private hearsDrain = false;
  private paced = false;
  private sendReadyIsDue = false;
  private quietIsAwaited = false;

  constructor(
    private readonly stream: TransportSocket,
    private readonly home: SocketHome,
    readonly connection: ConnectionInfo,
  ) {
    // Functions of its own rather than shared ones that find it by a property: a property would give
    // sockets more shapes than Node's own code is quick with.
    const received = (data: Uint8Array) => this.received(data);
    if (home.transport.onData === undefined) stream.on('data', received);
    else home.transport.onData(stream, received);
    stream.on('end', () => this.ended());
    stream.on('error', (error) => this.tell({ type: 'socket.error', error }));
    stream.on('close', () => this.closed());
    this.descriptor = open(this);
    // A 'data' listener starts the flow on the next turn unless the stream was paused by hand.
    stream.pause();
  }

  /** Bytes that the peer's kernel has not been handed yet. */
  get unsent(): number {
    return this.stream.writableLength;
  }

  /** Hands the socket to its CSA, and starts to read: what arrives comes in a later turn. */
  attach(csa: AnyActorRef): void {
    if (this.csa !== undefined) return;
    this.csa = csa;
    if (this.home.idle !== undefined) {
      this.idle = deadline(() => this.idled());
      this.home.idle.restart(this.idle);
    }
    this.startReading();
  }

  write(data: Uint8Array): void {
    const { stream } = this;
    if (!(data instanceof Uint8Array)) {
      this.tell({ type: 'socket.error', error: notBytes(data) });
      return;
    }
    this.bytesSent += data.length;
    if (this.idle !== undefined) this.noteProgress();
    const roomLeft = stream.write(data);
    if (this.idle !== undefined) this.noteWritten(this.idle);
    if (!roomLeft) this.afterFullWrite();
    if (this.paced) this.paceAfterWrite();
  }

  startReading(): void {
    this.reading = true;
    this.stream.resume();
    if (this.quietIsAwaited) this.awaitQuiet();
  }

  stopReading(): void {
    this.reading = false;
    this.stream.pause();
  }

  /** FIN behind what is unsent; the other half lives on. */
  endWriting(): void {
    // Node says no more 'drain' after end(), so 'finish' has to say that sending blocks no longer.
    if (this.blocked) this.stream.on('finish', () => this.drained());
    this.stream.end();
  }

  /** FIN behind what is unsent, and no longer than the linger timeout without progress until the end. */
  finish(): void {
    this.stopIdling();
    // Nothing is left to be read or written, so that close(2) says FIN by itself: shutdown(2) is saved.
    if (this.atEnd && this.progressMark() === 0) {
      this.stream.destroy();
      return;
    }
    this.stream.end();
    this.unsentSeen = this.progressMark();
    this.linger = deadline(() => this.lingered());
    this.home.linger.restart(this.linger);
    this.startReading();
  }

  /** RST where there is one, so that the peer knows that it was not heard to the end. */
  abort(): void {
    const { stream } = this;
    // While a FIN is on its way libuv refuses to reset, and Node then never closes (uv_tcp_close_reset).
    const ending = stream.writableEnded === true && stream.writableFinished !== true;
    if (ending || stream.resetAndDestroy === undefined || this.connection.family === 'unix') {
      stream.destroy();
    } else stream.resetAndDestroy();
  }

  destroy(): void {
    this.stream.destroy();
  }

  /** Asks for `sendReady` after each block that has left, not only after having been blocked. */
  pace(): void {
    this.paced = true;
    this.paceAfterWrite();
  }

  /**
   * Tells `readQuiet` when all that has arrived by now has been delivered: when a whole turn of the
   * event loop brought nothing. While reading rests it waits, because then there may be more.
   */
  awaitQuiet(): void {
    this.quietIsAwaited = !this.mayHearAll();
    if (this.quietIsAwaited) return;
    const { transport } = this.home;
    const before = this.bytesReceived;
    transport.afterTurn(() =>
      transport.afterTurn(() => {
        if (this.stream.destroyed) return;
        if (this.bytesReceived === before && this.mayHearAll()) this.tell({ type: 'readQuiet' });
        else this.awaitQuiet();
      }),
    );
  }

  tell(event: CsaEvent): void {
    const { csa } = this;
    if (csa === undefined) return;
    const { source } = this.home;
    if (source === undefined) csa.send(event);
    else relay(source, csa, event);
  }

  private received(data: Uint8Array): void {
    this.bytesReceived += data.length;
    if (this.idle !== undefined) this.home.idle?.restart(this.idle);
    this.tell({ type: 'readReady', data });
  }

  private ended(): void {
    this.atEnd = true;
    this.tell({ type: 'socket.ended' });
    if (this.quietIsAwaited) this.awaitQuiet();
    if (!this.home.options.halfOpen) this.tell({ type: 'control.producerFinished' });
  }

  /** Also comes after a write that was full but left at once. */
  private drained(): void {
    if (this.idle !== undefined) this.home.idle?.restart(this.idle);
    if (!this.blocked) return;
    this.blocked = false;
    this.tell({ type: 'sendReady' });
    // Whoever was told may have filled the buffer again.
    if (!this.blocked) this.tell({ type: 'readReleased' });
  }

  private closed(): void {
    const { home, linger, bytesReceived, bytesSent } = this;
    this.stopIdling();
    if (linger !== undefined) home.linger.cancel(linger);
    release(this.descriptor);
    const closedAt = home.transport.clock.now();
    this.tell({ type: 'socket.closed', bytesReceived, bytesSent, closedAt });
    // Node holds on to a closed socket for a while, which then holds on to nothing else.
    this.csa = undefined;
  }

  /** Whether all that arrives is delivered, or nothing arrives any more. */
  private mayHearAll(): boolean {
    return this.reading || this.atEnd;
  }

  private afterFullWrite(): void {
    if (!this.hearsDrain) this.stream.on('drain', () => this.drained());
    this.hearsDrain = true;
    const unsent = this.stream.writableLength;
    if (unsent > this.home.options.outboxLimit) this.tell({ type: 'socket.outboxOverflow' });
    else if (!this.blocked && unsent >= this.home.options.highWaterMark) {
      this.blocked = true;
      this.tell({ type: 'sendBlocked' });
      this.tell({ type: 'readHeld' });
    }
  }

  /** A block that left at once: the next may come, but in another turn, or the loop would starve. */
  private paceAfterWrite(): void {
    if (this.blocked || this.sendReadyIsDue) return;
    this.sendReadyIsDue = true;
    this.home.transport.afterTurn(() => {
      this.sendReadyIsDue = false;
      if (!this.blocked && !this.stream.destroyed) this.tell({ type: 'sendReady' });
    });
  }

  /** Only bytes that leave are activity; what is said to a peer that takes nothing is not. */
  private noteWritten(idle: Deadline): void {
    this.unsentSeen = this.progressMark();
    if (this.unsentSeen === 0) this.home.idle?.restart(idle);
  }

  /** Whether the peer took something since it was last looked. */
  private madeProgress(): boolean {
    const unsent = this.progressMark();
    const progress = unsent < this.unsentSeen;
    this.unsentSeen = unsent;
    return progress;
  }

  private noteProgress(): void {
    if (this.idle !== undefined && this.madeProgress()) this.home.idle?.restart(this.idle);
  }

  /** A connection that finishes has the linger timeout; one that is closed has none. */
  private stopIdling(): void {
    if (this.idle !== undefined) this.home.idle?.cancel(this.idle);
    this.idle = undefined;
  }

  private idled(): void {
    this.unlessItMoves(this.idle, this.home.idle, { type: 'socket.idleTimeout' });
  }

  private lingered(): void {
    this.unlessItMoves(this.linger, this.home.linger, { type: 'socket.lingerTimeout' });
  }

  /**
   * Starts a deadline that has passed anew if anything moved meanwhile, and else tells so. It looks once
   * more behind the sockets: after a process was stopped for a while, all timers are due before what
   * arrived and left meanwhile is seen.
   */
  private unlessItMoves(
    item: Deadline | undefined,
    all: Deadlines | undefined,
    event: CsaEvent,
  ): void {
    if (item === undefined || all === undefined) return;
    if (this.madeProgress()) {
      all.restart(item);
      return;
    }
    this.home.transport.afterTurn(() => {
      // It was started anew, or is over.
      if (item.at !== undefined || this.stream.destroyed || this.over(item)) return;
      if (this.madeProgress()) all.restart(item);
      else this.tell(event);
    });
  }

  /** Whether a deadline waits for nothing any more. */
  private over(item: Deadline): boolean {
    return item !== this.idle && item !== this.linger;
  }

  private progressMark(): number {
    const { transport } = this.home;
    return transport.unsent?.(this.stream) ?? this.stream.writableLength;
  }
}
