import type { CsaEvent } from '../../machines/connection/csaMessages';
import type { HowDied } from '../../machines/connection/howDied';
import { FIRST_INTEREST, type Interest, interestAfter } from '../oracles/interest';

/** Ends that the peer is told of by a RST: it was not heard to the end. */
const RESETS: ReadonlySet<HowDied> = new Set([
  'aborted',
  'handlerError',
  'replaced',
  'outboxOverflow',
  'shutdownTimeout',
]);

/** Errors by which a kernel says that the peer broke off: written down here a second time. */
const BROKEN_OFF: ReadonlySet<string | undefined> = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
]);

const howDiedOf = (code: string | undefined): HowDied =>
  BROKEN_OFF.has(code) ? 'reset' : 'socketError';

/** Where a connection is, as far as its end is concerned. */
export type Phase = 'connected' | 'finishing' | 'aborting' | 'shutdown';

/** Whether a CSA hears that of its socket. */
export const isOfTheSocket = (type: string): boolean =>
  type.startsWith('socket.') || type.startsWith('read') || type.startsWith('send');

/**
 * A connection's life written down a second time, without statecharts: by what its CSA is told, in
 * order, it knows how the connection has to end.
 */
export class CsaModel {
  phase: Phase = 'connected';
  howDied: HowDied | undefined;
  /** The peer's FIN was told. */
  receivingEnded = false;
  /** Our half was closed by the handler. */
  sendingEnded = false;
  /** Unsent bytes have reached the mark, and not all of them have left. */
  isBlocked = false;
  /** For that reason nothing may be read. */
  isHeld = false;
  /** The handler wants nothing to be read. */
  isPaused = false;

  /** What the selector has to know of it. */
  interest: Interest = FIRST_INTEREST;

  /** It was aborted before either side had to finish: the peer is owed a reset. */
  isCutShort = false;

  /** Whether reading has to rest. */
  get isResting(): boolean {
    return this.phase === 'connected' && !this.receivingEnded && (this.isHeld || this.isPaused);
  }

  /** Whether what the handler says is still sent. */
  get isSending(): boolean {
    return this.phase === 'connected' && !this.sendingEnded;
  }

  receive(event: CsaEvent): void {
    if (this.phase === 'connected') this.whileConnected(event);
    else if (this.phase === 'finishing') this.whileFinishing(event);
    if (event.type === 'socket.closed') this.phase = 'shutdown';
    this.interest = interestAfter(this.interest, this);
  }

  private whileConnected(event: CsaEvent): void {
    switch (event.type) {
      case 'socket.ended':
        this.receivingEnded = true;
        break;
      case 'flow.end':
        this.sendingEnded = true;
        // Who ended first decides, however the rest comes about.
        if (!this.receivingEnded) this.howDied ??= 'finished';
        break;
      case 'sendBlocked':
        this.isBlocked = true;
        break;
      case 'sendReady':
        this.isBlocked = false;
        break;
      case 'readHeld':
        this.isHeld = true;
        break;
      case 'readReleased':
        this.isHeld = false;
        break;
      case 'flow.pause':
        this.isPaused = true;
        break;
      case 'flow.resume':
        this.isPaused = false;
        break;
      case 'control.producerFinished':
        this.phase = 'finishing';
        this.howDied ??= this.receivingEnded ? 'peerClosed' : 'finished';
        break;
      case 'control.protocolError':
        this.phase = 'finishing';
        this.howDied = 'protocolError';
        break;
      case 'control.shutdownMicroprocess':
        this.abort(event.howDied ?? 'aborted');
        break;
      case 'socket.idleTimeout':
        this.abort('idleTimeout');
        break;
      case 'socket.outboxOverflow':
        this.abort('outboxOverflow');
        break;
      case 'socket.error':
        this.abort(howDiedOf(event.error.code));
        break;
      case 'socket.closed':
        this.howDied ??= 'peerClosed';
        break;
    }
  }

  private whileFinishing(event: CsaEvent): void {
    switch (event.type) {
      case 'control.shutdownMicroprocess':
        this.abort(event.howDied ?? 'aborted');
        break;
      case 'socket.lingerTimeout':
        this.abort('lingerTimeout');
        break;
      // Of what was gathered while the last block was handled.
      case 'socket.outboxOverflow':
        this.abort('outboxOverflow');
        break;
      case 'socket.error':
        this.abort(howDiedOf(event.error.code));
        break;
    }
  }

  private abort(howDied: HowDied): void {
    this.isCutShort = this.isSending && RESETS.has(howDied);
    this.phase = 'aborting';
    // Of what was no message it died, however it went on.
    if (this.howDied !== 'protocolError') this.howDied = howDied;
  }
}
