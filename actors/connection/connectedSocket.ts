import type { AnyActorRef } from 'xstate';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import type { CsaEvent } from '../../machines/connection/csaMessages';
import { isBytes } from '../../machines/kit/bytes';
import type { ResolvedServerOptions } from '../../machines/options/resolveOptions';
import { relay } from '../compiled/xstate/relay';
import type { Delivery, TransportSocket } from '../transport/transport';
import { Answers } from './answers';
import { open, release } from './descriptors';
import { hearDrain, hearStream } from './hearStream';
import { Inbound } from './inbound';
import { notBytes } from './notBytes';
import type { OpenSocket, SocketWords } from './openSocket';
import { Outbound, type OutboundHome } from './outbound';
import { Pace, type PaceHome } from './pace';
import { Patience, type PatienceHome } from './patience';
import { Quiet, type QuietHome } from './quiet';
import { breakOff } from './reset';
import type { Silence, SilenceHome } from './silence';
import type { SocketHome } from './socketHome';
import { startTimeouts, stopTimeouts } from './timeouts';

/** A connection's socket: I/O, counting and timing. What is to be done, and what it means, its CSA's chart says. */
export class ConnectedSocket
  implements OpenSocket, OutboundHome, PaceHome, PatienceHome, QuietHome, SilenceHome
{
  readonly descriptor: number;
  bytesReceived = 0;
  bytesSaid = 0;
  messagesReceived = 0;
  messagesSaid = 0;
  private csa: AnyActorRef | undefined;
  private readonly inbound = new Inbound();
  protected readonly answers = new Answers(this);
  // Most connections need none of these.
  private outbound: Outbound | undefined;
  protected pacing: Pace | undefined;
  private quiet: Quiet | undefined;
  patience: Patience | undefined;
  silence: Silence | undefined;
  /** What had been written to the stream when nothing was said yet. */
  private writtenBefore = 0;
  /** What had not left when it was closed. */
  private lost: number | undefined;
  protected detach: () => void;
  /** Few connections ever have to wait, so few listen to 'drain'. */
  private unhearDrain: (() => void) | undefined;

  constructor(
    protected stream: TransportSocket,
    protected readonly home: SocketHome,
    readonly connection: ConnectionInfo,
  ) {
    this.detach = this.listenTo(stream);
    this.descriptor = open(this);
    // A 'data' listener starts the flow on the next turn unless the stream was paused by hand.
    stream.pause();
  }

  get held(): number {
    return this.stream.writableLength;
  }

  get unsent(): number {
    const waiting = this.answers.length;
    const written = this.writtenBefore + this.bytesSaid - waiting;
    return this.lost ?? waiting + this.home.transport.unsent(this.stream, written);
  }

  get bytesSent(): number {
    return this.bytesSaid - this.unsent;
  }

  get limits(): ResolvedServerOptions {
    return this.home.options;
  }

  get isGone(): boolean {
    return this.stream.destroyed;
  }

  get isBlocked(): boolean {
    return this.outbound?.isBlocked === true;
  }

  get sending(): Outbound {
    this.outbound ??= new Outbound(this);
    return this.outbound;
  }

  get mayHearAll(): boolean {
    return this.inbound.mayHearAll;
  }

  get words(): SocketWords {
    return {
      receiving: this.inbound.state,
      sending: this.outbound?.state ?? 'ready',
      draining: this.quiet?.state ?? 'notAsked',
    };
  }

  /** Takes over a stream that has been used before: its counts, and a FIN that it has told already. */
  adopt(): this {
    const { stream } = this;
    this.writtenBefore = stream.bytesWritten ?? stream.writableLength;
    if (stream.readableEnded === true) this.afterTurn(() => this.ended());
    return this;
  }

  attach(csa: AnyActorRef): void {
    if (this.csa !== undefined) return;
    this.csa = csa;
    this.begin();
  }

  /** Its CSA is there. */
  protected begin(): void {
    startTimeouts(this, this.home);
    this.startReading();
  }

  write(data: Uint8Array): void {
    if (!isBytes(data)) {
      this.tell({ type: 'socket.error', error: notBytes(data) });
      return;
    }
    // Saying nothing is no sign of life.
    if (data.length > 0) {
      this.bytesSaid += data.length;
      this.messagesSaid += 1;
      if (!this.answers.keeps(data)) this.pour(data);
    }
    if (this.pacing !== undefined) this.pacing.next();
  }

  startReading(): void {
    this.inbound.start(this.stream);
    this.quiet?.goOn();
  }

  stopReading(): void {
    this.inbound.stop(this.stream);
  }

  endWriting(): void {
    this.answers.flush();
    this.sending.end();
    this.stream.end();
  }

  limitsChanged(): void {
    if (this.csa !== undefined) startTimeouts(this, this.home);
  }

  finish(): void {
    this.answers.flush();
    stopTimeouts(this);
    if (this.mayJustClose()) {
      this.close();
      return;
    }
    this.stream.end();
    this.patience ??= new Patience(this);
    this.patience.linger(this.home.linger);
    this.startReading();
  }

  abort(): void {
    this.answers.flush();
    this.lost ??= this.unsent;
    breakOff(this.stream, this.connection.family === 'unix');
  }

  destroy(): void {
    if (this.unsent > 0) this.abort();
    else this.close();
  }

  pace(): void {
    this.pacing = new Pace(this);
    this.pacing.next();
  }

  awaitQuiet(): void {
    this.quiet = new Quiet(this);
    this.quiet.goOn();
  }

  replaceStream(stream: TransportSocket): TransportSocket {
    this.answers.flush();
    const former = this.stream;
    const awaitsDrain = this.unhearDrain !== undefined;
    this.detach();
    this.unhearDrain = undefined;
    // What is still in the former one leaves by way of the new one's own end of it.
    const said = this.bytesSaid - this.answers.length;
    this.writtenBefore = (stream.bytesWritten ?? stream.writableLength) - said;
    this.stream = stream;
    this.detach = this.listenTo(stream);
    if (awaitsDrain) this.unhearDrain = hearDrain(stream, () => this.drained());
    if (this.inbound.state === 'flowing') stream.resume();
    else stream.pause();
    this.patience?.forget();
    // Nobody else says 'drain' for what is not there.
    if (this.isBlocked && stream.writableLength === 0) this.afterTurn(() => this.drained());
    return former;
  }

  tell(event: CsaEvent): void {
    const { csa } = this;
    if (csa === undefined) return;
    const { source } = this.home;
    if (source === undefined) csa.send(event);
    else relay(source, csa, event);
  }

  afterTurn(callback: () => void): void {
    this.home.transport.afterTurn(callback);
  }

  askDelivered(answer: (delivery: Delivery) => void): void {
    this.home.transport.delivered(this.stream, answer);
  }

  private listenTo(stream: TransportSocket): () => void {
    const unhear = hearStream(stream, this.home.transport, this);
    return () => {
      unhear();
      this.unhearDrain?.();
    };
  }

  private filled(bytes: number): void {
    this.unhearDrain ??= hearDrain(this.stream, () => this.drained());
    this.sending.filled(bytes);
  }

  private drained(): void {
    this.noteSent();
    this.outbound?.drained();
  }

  private noteSent(): void {
    if (this.patience === undefined || this.stream.writableLength > 0) return;
    this.patience.sentAll(this.bytesSaid);
  }

  received(data: Uint8Array): void {
    this.bytesReceived += data.length;
    this.messagesReceived += 1;
    if (this.patience !== undefined) this.patience.moved();
    if (this.silence !== undefined) this.silence.broken();
    this.answers.begin();
    try {
      this.tell({ type: 'readReady', data });
    } finally {
      this.answers.end();
    }
  }

  failed(error: Error): void {
    this.tell({ type: 'socket.error', error });
  }

  pour(data: Uint8Array): void {
    if (!this.stream.write(data)) this.filled(data.length);
    this.noteSent();
  }

  ended(): void {
    this.inbound.end();
    this.tell({ type: 'socket.ended' });
    this.quiet?.goOn();
    if (!this.home.options.halfOpen) this.tell({ type: 'control.producerFinished' });
  }

  closed(): void {
    stopTimeouts(this);
    // It may have been closed by an error: then what had not left never will.
    this.lost ??= this.unsent;
    release(this.descriptor);
    const { bytesReceived, bytesSaid, bytesSent } = this;
    const closedAt = this.home.transport.clock.now();
    this.tell({ type: 'socket.closed', bytesReceived, bytesSaid, bytesSent, closedAt });
    // Node holds on to a closed socket for a while, which then holds on to nothing else.
    this.csa = undefined;
  }

  /** Nothing is left to be read or written, so that close(2) says FIN by itself: shutdown(2) is saved. */
  protected mayJustClose(): boolean {
    return this.inbound.state === 'ended' && this.unsent === 0;
  }

  private close(): void {
    this.lost ??= this.unsent;
    this.stream.destroy();
  }
}
