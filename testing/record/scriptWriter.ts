import { type HowDied, mayLose } from '../../machines/connection/howDied';
import type { Send } from '../script/actions';
import { bytesOf, payloadOf } from '../script/payload';
import type { Step } from '../script/script';

/** What is known of a client while its steps are written. */
interface Writing {
  readonly client: string;
  /** What the server has said to it since the last step that expected something of it. */
  said: Uint8Array[];
  /** It is sent more whenever it has read: how much that is by now is chance. */
  isProduced: boolean;
  /** The server has said that it is done: what is said after that is not sent. */
  isOver: boolean;
  /** What made the server ask it to finish, while what had been sent by then is read. */
  askedBy: Step | undefined;
  /** It did not read when the server last wrote. */
  isBlocked: boolean;
}

/** Bytes that are expected of one who sends for as long as it is read. */
const MOST_PRODUCED = 1_024;

/**
 * Writes down the steps of what happens: what came from outside as something to do, what the server
 * did about it as something to expect, and the time between.
 */
export class ScriptWriter {
  private readonly steps: Step[] = [];
  private readonly clients = new Map<number, Writing>();
  private startedAt: number | undefined;
  private passed = 0;

  constructor(private readonly now: () => number) {}

  has(connection: number): boolean {
    return this.clients.has(connection);
  }

  clientName(connection: number): string | undefined {
    return this.clients.get(connection)?.client;
  }

  connect(connection: number): void {
    const client = `client-${connection}`;
    this.does({ do: 'connect', client });
    this.clients.set(connection, {
      client,
      said: [],
      isProduced: false,
      isOver: false,
      askedBy: undefined,
      isBlocked: false,
    });
  }

  /** Something came from outside; what it answers has been expected before. */
  does(step: Step): void {
    this.passTime();
    this.expectAll();
    this.steps.push(step);
  }

  /** A client sent something; neighbouring bytes are one piece, because how a stream is cut is chance. */
  sends(connection: number, data: Uint8Array): void {
    const writing = this.clients.get(connection);
    if (writing === undefined || data.length === 0) return;
    const { client } = writing;
    this.passTime();
    this.expectAll();
    const at = this.placeFor(writing);
    const before = this.steps[at - 1];
    const isEarly = at < this.steps.length;
    const joins =
      before !== undefined && isSendOf(before, client) && (before.rest === false) === isEarly;
    const joined = joins ? Buffer.concat([bytesOf(before, () => new Uint8Array(0)), data]) : data;
    const step: Step = { do: 'send', client, ...payloadOf(joined), ...(isEarly ? HURRY : {}) };
    this.steps.splice(joins ? at - 1 : at, joins ? 1 : 0, step);
  }

  /** A client ended its half, or broke off. */
  leaves(connection: number, word: 'end' | 'reset'): void {
    const writing = this.clients.get(connection);
    if (writing === undefined) return;
    this.passTime();
    this.expectAll();
    const at = this.placeFor(writing);
    const hurry = at < this.steps.length ? HURRY : {};
    this.steps.splice(at, 0, { do: word, client: writing.client, ...hurry });
  }

  /**
   * A client's connection is asked to finish behind all that has arrived by now: what is read from here
   * on, until that is done, had been sent before.
   */
  asked(connection: number): void {
    const writing = this.clients.get(connection);
    if (writing !== undefined) writing.askedBy = this.steps.findLast((step) => 'do' in step);
  }

  /** That is done. */
  answered(connection: number): void {
    const writing = this.clients.get(connection);
    if (writing !== undefined) writing.askedBy = undefined;
  }

  /** The server said something to a client. */
  said(connection: number, data: Uint8Array): void {
    this.passTime();
    const writing = this.clients.get(connection);
    if (writing !== undefined && !writing.isOver && data.length > 0) writing.said.push(data);
  }

  /** The server sends nothing more to a client. */
  over(connection: number): void {
    const writing = this.clients.get(connection);
    if (writing === undefined) return;
    writing.isOver = true;
    writing.askedBy = undefined;
  }

  produces(connection: number): void {
    const writing = this.clients.get(connection);
    if (writing !== undefined) writing.isProduced = true;
  }

  /** The client did not read, so that the server was held back; or it reads again. */
  blocked(connection: number, isBlocked: boolean): void {
    const writing = this.clients.get(connection);
    if (writing === undefined || writing.isProduced || writing.isBlocked === isBlocked) return;
    writing.isBlocked = isBlocked;
    const { client } = writing;
    if (!isBlocked) {
      this.does({ do: 'resumeReading', client });
      return;
    }
    // It had stopped before the step by which it shows.
    const last = this.steps.findLastIndex((step) => 'do' in step && step.do !== 'advance');
    const at = last >= 0 && isConnectOf(this.steps[last], client) ? last + 1 : Math.max(last, 0);
    this.steps.splice(at, 0, { do: 'pauseReading', client });
  }

  died(
    connection: number,
    end: { readonly howDied: HowDied; readonly bytesReceived: number; readonly bytesSent: number },
  ): void {
    const writing = this.clients.get(connection);
    if (writing === undefined) return;
    this.passTime();
    if (mayLose(end.howDied) || writing.isBlocked) writing.said = [];
    this.expectAll();
    const { howDied, bytesReceived, bytesSent } = end;
    // Somebody who is sent all that he can read has been sent more or less of it.
    const counted = writing.isProduced ? { bytesReceived } : { bytesReceived, bytesSent };
    this.steps.push({ expect: 'howDied', client: writing.client, howDied, ...counted });
  }

  /** Something that the server emitted is expected. */
  expects(step: Step): void {
    this.passTime();
    this.steps.push(step);
  }

  /** All steps until now. */
  all(): readonly Step[] {
    this.expectAll();
    return [...this.steps];
  }

  /** Where what a client does belongs: last, or before what made the server ask it to finish. */
  private placeFor({ askedBy }: Writing): number {
    const at = askedBy === undefined ? -1 : this.steps.lastIndexOf(askedBy);
    return at < 0 ? this.steps.length : at;
  }

  /** In whole milliseconds since the start, so that rounding does not add up. */
  private passTime(): void {
    const now = Math.floor(this.now());
    this.startedAt ??= now;
    const milliseconds = now - this.startedAt - this.passed;
    if (milliseconds <= 0) return;
    this.expectAll();
    this.passed += milliseconds;
    this.steps.push({ do: 'advance', milliseconds });
  }

  private expectAll(): void {
    for (const writing of this.clients.values()) {
      const { client, said, isProduced, isBlocked } = writing;
      if (said.length === 0 || isBlocked) continue;
      writing.said = [];
      const all = said.length === 1 && said[0] ? said[0] : Buffer.concat(said);
      if (isProduced) {
        // How it begins is enough, and all that a replay has in common.
        writing.isOver = true;
        const payload = payloadOf(all.subarray(0, MOST_PRODUCED));
        this.steps.push({ expect: 'bytes', client, ...payload, match: 'prefix' });
      } else this.steps.push({ expect: 'bytes', client, ...payloadOf(all) });
    }
  }
}

const HURRY = { rest: false } as const;

const isSendOf = (step: Step, client: string): step is Send =>
  'do' in step && step.do === 'send' && step.client === client && step.times === undefined;

const isConnectOf = (step: Step | undefined, client: string): boolean =>
  step !== undefined && 'do' in step && step.do === 'connect' && step.client === client;
