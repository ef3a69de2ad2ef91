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

/** How a connection reads: it may rest for two reasons, of which either may end first. */
export type Receiving = 'flowing' | 'held' | 'paused' | 'heldAndPaused' | 'ended';

const RESTING: ReadonlySet<Receiving> = new Set<Receiving>(['held', 'paused', 'heldAndPaused']);

/** What of that comes of a word; whose peer has ended never rests. */
const RECEIVING_AFTER = {
  readHeld: { flowing: 'held', paused: 'heldAndPaused' },
  readReleased: { held: 'flowing', heldAndPaused: 'paused' },
  'flow.pause': { flowing: 'paused', held: 'heldAndPaused' },
  'flow.resume': { paused: 'flowing', heldAndPaused: 'held' },
} as const;

const receivingAfter = (word: keyof typeof RECEIVING_AFTER, before: Receiving): Receiving =>
  (RECEIVING_AFTER[word] as Partial<Record<Receiving, Receiving>>)[before] ?? before;

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
  /** `ended`: the peer's FIN was told. Else whether reading rests, for sending that is blocked or for the handler. */
  receiving: Receiving = 'flowing';
  /** `blocked`: unsent bytes have reached the mark, and not all of them have left. */
  sending: 'ready' | 'blocked' | 'ended' = 'ready';

  /** What the selector has to know of it. */
  interest: Interest = FIRST_INTEREST;

  /** A reset, if it was aborted before either side had to finish. */
  owed: 'nothing' | 'reset' = 'nothing';

  /** Whether reading has to rest. */
  get isResting(): boolean {
    return this.phase === 'connected' && RESTING.has(this.receiving);
  }

  /** Whether what the handler says is still sent. */
  get isSending(): boolean {
    return this.phase === 'connected' && this.sending !== 'ended';
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
        this.receiving = 'ended';
        break;
      case 'flow.end':
        this.sending = 'ended';
        // Who ended first decides, however the rest comes about.
        if (this.receiving !== 'ended') this.howDied ??= 'finished';
        break;
      case 'sendBlocked':
        if (this.sending === 'ready') this.sending = 'blocked';
        break;
      case 'sendReady':
        if (this.sending === 'blocked') this.sending = 'ready';
        break;
      case 'readHeld':
      case 'readReleased':
      case 'flow.pause':
      case 'flow.resume':
        this.receiving = receivingAfter(event.type, this.receiving);
        break;
      case 'control.producerFinished':
        this.phase = 'finishing';
        this.howDied ??= this.receiving === 'ended' ? 'peerClosed' : 'finished';
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
      case 'socket.readTimeout':
        this.abort('readTimeout');
        break;
      case 'socket.outboxOverflow':
        this.abort('outboxOverflow');
        break;
      case 'socket.error':
        this.abort(howDiedOf(event.error?.code));
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
        this.abort(howDiedOf(event.error?.code));
        break;
    }
  }

  private abort(howDied: HowDied): void {
    if (this.isSending && RESETS.has(howDied)) this.owed = 'reset';
    this.phase = 'aborting';
    // Of what was no message it died, however it went on.
    if (this.howDied !== 'protocolError') this.howDied = howDied;
  }
}
