import type { AnyActorRef } from 'xstate';
import type { ConnectionInfo } from '../../../../machines/connection/connectionInfo';
import { describePeer } from '../../../../machines/connection/connectionInfo';
import type { CsaRef, CsaReport } from '../../../../machines/connection/csaMessages';
import { socketOf } from '../../../connection/descriptors';
import type { ConnectionRow } from '../messages';
import { type StateWords, stateOf, stateWords } from './words';

/** What has moved since a row was last looked at. */
export interface Moved {
  received: number;
  sent: number;
  messagesReceived: number;
  messagesSaid: number;
}

const GONE: StateWords = { text: 'shutdown', isBlocked: false, isPaused: false };

/** The client's side; empty for one that broke off before it was accepted, which has no address any more. */
export const peerOf = (connection: ConnectionInfo): string =>
  connection.family !== 'unix' && connection.peer === '' ? '' : describePeer(connection);

/** What the inspector knows of a live connection: a line of its table. */
export class Row {
  readonly id: number;
  readonly peer: string;
  words: StateWords = GONE;
  handlerText = '';
  bytesReceived = 0;
  bytesSent = 0;
  unsent = 0;
  private messagesReceived = 0;
  private messagesSaid = 0;
  /** When bytes last moved, as far as was seen. */
  movedAt: number;
  /** Since when it has been seen blocked, and paused. */
  blockedSince: number | undefined;
  pausedSince: number | undefined;
  /** When it was found, if it was there before: what was so then, may have been so for long. */
  private foundAt: number | undefined;

  readonly csa: CsaRef;
  readonly connection: ConnectionInfo;
  readonly descriptor: number;

  constructor({ csa, connection, descriptor }: CsaReport, now: number) {
    this.csa = csa;
    this.connection = connection;
    this.descriptor = descriptor;
    this.id = connection.id;
    this.peer = peerOf(connection);
    this.movedAt = now;
  }

  /** Looks at the connection, and adds what has moved to `moved`. */
  refresh(handler: AnyActorRef | undefined, now: number, moved: Moved): void {
    const socket = socketOf(this.descriptor);
    if (socket !== undefined) {
      const { bytesReceived, bytesSaid, unsent, messagesReceived, messagesSaid } = socket;
      this.count(bytesReceived, bytesSaid - unsent, now, moved);
      this.unsent = unsent;
      moved.messagesReceived += messagesReceived - this.messagesReceived;
      moved.messagesSaid += messagesSaid - this.messagesSaid;
      this.messagesReceived = messagesReceived;
      this.messagesSaid = messagesSaid;
    }
    const state = stateOf(this.csa);
    this.words = state === undefined ? GONE : stateWords(state);
    this.blockedSince = this.words.isBlocked ? (this.blockedSince ?? now) : undefined;
    this.pausedSince = this.words.isPaused ? (this.pausedSince ?? now) : undefined;
    const handlerState = stateOf(handler);
    this.handlerText = handlerState === undefined ? '' : stateWords(handlerState).text;
  }

  /** Counts bytes, of which there are so many now. */
  count(received: number, sent: number, now: number, moved: Moved): void {
    if (received !== this.bytesReceived || sent !== this.bytesSent) this.movedAt = now;
    moved.received += received - this.bytesReceived;
    moved.sent += sent - this.bytesSent;
    this.bytesReceived = received;
    this.bytesSent = sent;
  }

  /** The first look at an old connection is no movement. */
  begin(handler: AnyActorRef | undefined, now: number): void {
    const nothing = { received: 0, sent: 0, messagesReceived: 0, messagesSaid: 0 };
    this.refresh(handler, now, nothing);
    this.foundAt = now;
    this.movedAt = this.lastMoved() ?? now;
  }

  /** Whether what is so since then may have been so for longer: it was found like that. */
  isAtLeast(since: number | undefined): boolean {
    return since !== undefined && since === this.foundAt;
  }

  /** When bytes moved before anybody looked, where that is known. */
  private lastMoved(): number | undefined {
    const { bytesReceived, bytesSent, unsent, connection, descriptor } = this;
    if (bytesReceived === 0 && bytesSent === 0) return connection.connectedAt;
    const wait = socketOf(descriptor)?.patience?.wait;
    // While bytes are unsent the timeout learns of those that leave no sooner than it is due.
    if (wait?.name !== 'idleTimeout' || unsent > 0) return undefined;
    return wait.dueAt - wait.milliseconds;
  }

  /** Whether all of these words, in lower case, are somewhere in it. */
  has(words: readonly string[]): boolean {
    const text = `#${this.id} ${this.peer} ${this.words.text} ${this.handlerText}`.toLowerCase();
    // `#4` is that one, and not the forty-second, too.
    const number = `#${this.id}`;
    return words.every((word) => (word[0] === '#' ? word === number : text.includes(word)));
  }

  show(server: string, now: number): ConnectionRow {
    const { id, peer, words, handlerText, connection, bytesReceived, bytesSent, unsent } = this;
    return {
      server,
      id,
      peer,
      state: words.text,
      handlerState: handlerText,
      age: Math.max(0, now - connection.connectedAt),
      idle: Math.max(0, now - this.movedAt),
      isIdleAtLeast: this.isAtLeast(this.movedAt),
      bytesReceived,
      bytesSent,
      unsent,
    };
  }
}
