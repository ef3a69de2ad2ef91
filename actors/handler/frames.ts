/** Between a CSA and a handler that has a codec: messages in place of bytes. */

import type { AnyEventObject } from 'xstate';
import type { AnyCodec, Codec, Decoded } from '../../machines/framing';
import { isBytes } from '../../machines/kit/bytes';
import { isXstateNetError, type XstateNetError } from '../../machines/kit/errors';
import { codecFailed, encodedNoBytes } from './failures';
import { Outbasket } from './outbasket';
import type { Rate } from './rate';

/** What the messages of a connection need of who looks after its handler. */
export interface FramesHome {
  /** Whether the handler's chart lists `inbox.invalid`. */
  readonly hearsInvalid: boolean;
  tellHandler(event: AnyEventObject): void;
  tellCsa(event: AnyEventObject): void;
  /** The codec has thrown, or the handler has said what it cannot encode. */
  failed(error: unknown): void;
  /** More messages have come than may, and it is news. */
  throttled(): void;
  /** Calls back in another turn of the event loop. */
  afterTurn(callback: () => void): void;
  /** Calls back when so many milliseconds have passed; returns what prevents it. */
  later(callback: () => void, milliseconds: number): () => void;
}

/** What is said to the handler behind the messages that came before it. */
class Word {
  constructor(readonly event: AnyEventObject) {}
}

/** The place in the stream is lost behind the messages that came before it. */
class Lost {
  constructor(readonly error: XstateNetError) {}
}

const NOTHING: readonly unknown[] = [];

/** Bytes that are said at one go: then the socket has its turn, to say whether the peer takes them. */
const SAID_AT_ONCE = 4 * 65_536;

/**
 * The messages of one connection. A chunk's messages are delivered one by one, each when the one before
 * has been dealt with; when the handler rests its inbox, or its peer takes nothing, the others are held, and
 * the socket is not read. So no more is held than what one read brought.
 */
export class Frames {
  private stage: 'idle' | 'delivering' | 'holding' | 'over' = 'idle';
  /** Where in the stream decoding is, if that is known. */
  private place: 'kept' | 'lost' = 'kept';
  /** As the handler wishes. */
  private inbox: 'open' | 'paused' = 'open';
  private sending: 'ready' | 'blocked' = 'ready';
  /** As the CSA was told. */
  private reading: 'flowing' | 'paused' = 'flowing';
  private drain: 'patient' | 'insisted' = 'patient';
  private turn: 'none' | 'asked' = 'none';
  private stopWaiting: (() => void) | undefined;
  private state: unknown;
  private items = NOTHING;
  /** The next of them. */
  private at = 0;
  private readonly outbasket: Outbasket;
  private readonly codec: Codec<unknown>;
  private readonly deliversEvents: boolean;

  constructor(
    codec: AnyCodec,
    private readonly home: FramesHome,
    private readonly rate: Rate | undefined,
  ) {
    this.codec = codec as Codec<unknown>;
    this.state = codec.initial;
    this.deliversEvents = (codec as { readonly delivers?: unknown }).delivers === 'events';
    this.outbasket = new Outbasket((data) => home.tellCsa({ type: 'inbox', data }));
  }

  /** Bytes from the peer. */
  received(bytes: Uint8Array): void {
    if (this.place === 'kept') this.decode(() => this.codec.decode(this.state, bytes));
  }

  /** The CSA says something else, in the handler's words. */
  heard(event: AnyEventObject): void {
    switch (event.type) {
      case 'control.producerFinished':
        if (this.place === 'kept') this.decode(() => this.codec.end(this.state));
        this.behindMessages(event);
        break;
      case 'control.serverShutdown':
        if (this.drain === 'insisted') this.home.tellHandler(event);
        else this.behindMessages(event);
        break;
      case 'control.socketShutdown':
        this.end();
        this.home.tellHandler(event);
        break;
      default:
        if (event.type === 'flow.blocked') this.sending = 'blocked';
        if (event.type === 'flow.ready') this.sending = 'ready';
        this.home.tellHandler(event);
        this.goOn();
    }
  }

  /** The handler says a message. */
  say(message: unknown): void {
    let bytes: Uint8Array;
    try {
      bytes = this.codec.encode(message);
    } catch (error) {
      this.home.failed(codecFailed(this.codec.name, error));
      return;
    }
    if (!isBytes(bytes)) this.home.failed(encodedNoBytes(this.codec.name, bytes));
    else if (this.stage === 'delivering') this.outbasket.add(bytes);
    else this.home.tellCsa({ type: 'inbox', data: bytes });
  }

  /** The handler says something that is not for the peer: `word` is what the CSA makes of it. */
  saidWord(word: AnyEventObject): void {
    this.outbasket.flush();
    switch (word.type) {
      case 'flow.pause':
        this.inbox = 'paused';
        this.adjustReading();
        break;
      case 'flow.resume':
        this.inbox = 'open';
        // Not at once: it may be in the middle of what it does.
        if (this.stage === 'holding') this.goOnInAnotherTurn();
        else this.adjustReading();
        break;
      case 'control.makessl':
        this.home.tellCsa(this.hasMore ? { type: 'control.injection' } : word);
        break;
      case 'control.producerFinished':
      case 'control.shutdownMicroprocess':
        this.end();
        this.home.tellCsa(word);
        break;
      default:
        this.home.tellCsa(word);
    }
  }

  /**
   * The server has waited long enough. Returns whether the handler is told thereby: it had been asked, behind
   * messages that it does not want.
   */
  insist(): boolean {
    this.drain = 'insisted';
    const asked = this.items.find(
      (item, i) =>
        i >= this.at && item instanceof Word && item.event.type === 'control.serverShutdown',
    );
    if (asked === undefined) return false;
    this.items = this.items.slice(this.at).filter((item) => item !== asked);
    this.at = 0;
    this.home.tellHandler((asked as Word).event);
    return true;
  }

  /** Nothing more is heard of the peer. What was said leaves. */
  end(): void {
    this.outbasket.flush();
    this.stage = 'over';
    this.items = NOTHING;
    this.at = 0;
    this.place = 'lost';
    this.stopWaiting?.();
    this.stopWaiting = undefined;
  }

  private get isHolding(): boolean {
    return this.at < this.items.length;
  }

  /** Whether anything has come behind the message that was delivered last, be it a part of a message. */
  private get hasMore(): boolean {
    if (this.isHolding) return true;
    try {
      const { messages, error } = this.codec.end(this.state);
      return messages.length > 0 || error !== undefined;
    } catch {
      return true;
    }
  }

  private decode(take: () => Decoded<unknown, unknown>): void {
    let messages: readonly unknown[];
    let error: XstateNetError | undefined;
    try {
      const decoded = take();
      ({ messages, error } = decoded);
      this.state = decoded.state;
      this.items = this.isHolding ? [...this.items.slice(this.at), ...messages] : messages;
    } catch (thrown) {
      this.home.failed(codecFailed(this.codec.name, thrown));
      return;
    }
    this.at = 0;
    if (error !== undefined) {
      this.place = 'lost';
      this.items = [...this.items, new Lost(error)];
    }
    if (this.stage === 'idle') this.run();
  }

  private behindMessages(event: AnyEventObject): void {
    if (!this.isHolding) {
      this.home.tellHandler(event);
      return;
    }
    this.items = [...this.items.slice(this.at), new Word(event)];
    this.at = 0;
  }

  private goOn(): void {
    if (this.stage === 'holding') this.run();
  }

  private goOnInAnotherTurn(): void {
    if (this.turn === 'asked') return;
    this.turn = 'asked';
    this.home.afterTurn(() => {
      this.turn = 'none';
      this.goOn();
    });
  }

  private run(): void {
    this.stopWaiting?.();
    this.stopWaiting = undefined;
    this.stage = 'delivering';
    this.outbasket.begin();
    while (this.isHolding && this.mayDeliver()) this.deliver(this.items[this.at++]);
    this.outbasket.flush();
    // It may be over, by what it was told.
    if (this.stage !== 'delivering') return;
    this.stage = this.isHolding ? 'holding' : 'idle';
    if (this.stage === 'idle') this.items = NOTHING;
    this.adjustReading();
  }

  /** Whether the next may be delivered now; if not, it is seen to that it will be. */
  private mayDeliver(): boolean {
    if (this.inbox === 'paused' || this.sending === 'blocked') return false;
    if (this.outbasket.said >= SAID_AT_ONCE) {
      this.goOnInAnotherTurn();
      return false;
    }
    const { rate } = this;
    if (rate === undefined || rate.take()) return true;
    this.stopWaiting = this.home.later(() => this.goOn(), rate.wait);
    if (rate.isNews()) this.home.throttled();
    return false;
  }

  private deliver(item: unknown): void {
    if (typeof item === 'object' && item !== null) {
      if (item instanceof Word) {
        this.home.tellHandler(item.event);
        return;
      }
      if (item instanceof Lost) {
        this.wrong(item.error);
        return;
      }
      if (isXstateNetError(item)) {
        this.wrong(item);
        return;
      }
    }
    this.home.tellHandler(
      this.deliversEvents ? (item as AnyEventObject) : { type: 'inbox', data: item },
    );
  }

  private wrong(error: XstateNetError): void {
    if (this.home.hearsInvalid) {
      this.home.tellHandler({ type: 'inbox.invalid', error, reason: error.message });
      return;
    }
    this.end();
    this.home.tellCsa({ type: 'control.protocolError', error });
  }

  private adjustReading(): void {
    const wanted = this.inbox === 'open' && this.stage !== 'holding' ? 'flowing' : 'paused';
    if (wanted === this.reading) return;
    this.reading = wanted;
    this.home.tellCsa({ type: wanted === 'flowing' ? 'flow.resume' : 'flow.pause' });
  }
}
