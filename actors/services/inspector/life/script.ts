/**
 * A recorded life as a script for `xstate-net/testing`: what the peer did, and when, and what is expected
 * to come of it. That entry point records a whole server; this is one connection, of which the inspector
 * has seen everything that its CSA heard.
 */

import { endsSending } from '../../../../machines/connection/csaMessages';
import type { HowDied } from '../../../../machines/connection/howDied';
import { howDiedOfError, mayLose } from '../../../../machines/connection/howDied';
import type { Json } from '../messages/overview';
import { payloadOf } from './payload';
import type { Happening } from './tape';

type Step = { readonly [key: string]: Json };

/** How the connection ended. */
export interface Death {
  readonly howDied: HowDied;
  readonly bytesReceived: number;
  readonly bytesSent: number;
}

/** Of who sends for as long as it is read, so many bytes are expected. */
const MOST_PRODUCED = 1_024;

const PAUSED = 'connected.receiving.paused';
const BLOCKED = 'connected.sending.blocked';

const HURRY = { rest: false } as const;

/** Writes the steps of one connection, one happening after the other. */
export class StepWriter {
  private readonly steps: Step[];
  private said: Uint8Array[] = [];
  private passed = 0;
  private isOver = false;
  private isProduced = false;
  private isBlocked = false;
  /** Of what it said not all is known. */
  private isCut = false;
  /** Where the CSA has come to stay, of which nothing is expected yet: a replay has to show it as well. */
  private readonly rests = new Set<string>();
  /** A pause is told in other states of the CSA while it is secured, and in none when nothing more comes. */
  private mayPause = true;
  /** What made the server ask it to finish, while what had been sent by then is still read. */
  private askedBy: Step | undefined;

  constructor(
    private readonly client: string,
    private readonly beganAt: number,
    /** Whether all of its life is known: only then its counts can be expected. */
    private readonly isWhole: boolean,
  ) {
    this.steps = [{ do: 'connect', client }];
  }

  take(happening: Happening): void {
    const { type, at, data, isCut } = happening;
    this.passTime(at);
    if (endsSending(type)) this.over();
    if (isCut === true && !this.isOver) this.isCut = true;
    if (type === 'readReady' && data !== undefined) this.sends(data);
    else if (type === 'inbox' && data !== undefined && !this.isOver) this.said.push(data);
    else this.word(happening);
  }

  /** All of it, with how it ended. */
  finish(death: Death | undefined, at: number): readonly Step[] {
    this.passTime(at);
    if (death === undefined) {
      this.expectSaid();
      this.expectRest();
      return this.steps;
    }
    const { howDied, bytesReceived, bytesSent } = death;
    if (mayLose(howDied) || this.isBlocked) this.said = [];
    this.expectSaid();
    const counts = !this.isWhole
      ? {}
      : this.isProduced
        ? { bytesReceived }
        : { bytesReceived, bytesSent };
    this.steps.push({ expect: 'howDied', client: this.client, howDied, ...counts });
    return this.steps;
  }

  private word({ type, error, howDied }: Happening): void {
    switch (type) {
      case 'socket.ended':
        this.mayPause = false;
        this.rests.delete(PAUSED);
        this.leaves('end');
        break;
      case 'socket.error':
        if (error !== undefined && howDiedOfError(error) === 'reset') this.leaves('reset');
        break;
      case 'control.serverShutdown':
        this.does({ do: 'shutdown' });
        this.askedBy = this.steps.at(-1);
        break;
      case 'control.shutdownMicroprocess':
        if (howDied === 'aborted') this.does({ do: 'abort' });
        break;
      case 'readQuiet':
        this.askedBy = undefined;
        break;
      case 'flow.pause':
        if (this.mayPause) this.rests.add(PAUSED);
        break;
      case 'flow.resume':
        this.rests.delete(PAUSED);
        break;
      case 'control.makessl':
      case 'socket.secured':
        this.rests.delete(PAUSED);
        this.mayPause = type === 'socket.secured';
        break;
      case 'flow.paced':
        this.isProduced = true;
        break;
      case 'sendBlocked':
        this.blocks();
        break;
      case 'sendReady':
        if (this.isBlocked) this.does({ do: 'resumeReading', client: this.client });
        this.isBlocked = false;
        this.rests.delete(BLOCKED);
        break;
    }
  }

  /** Neighbouring bytes are one piece, because how a stream is cut is chance. */
  private sends(data: Uint8Array): void {
    if (data.length === 0) return;
    this.expectSaid();
    const at = this.place();
    const hurry = at < this.steps.length ? HURRY : {};
    const sent = this.pieces.get(this.steps[at - 1] as Step);
    const all = sent === undefined ? data : Buffer.concat([sent, data]);
    const step = { do: 'send', client: this.client, ...payloadOf(all), ...hurry };
    this.pieces.set(step, all);
    if (sent === undefined) this.steps.splice(at, 0, step);
    else this.steps.splice(at - 1, 1, step);
  }

  /** The bytes of those steps that send some. */
  private readonly pieces = new Map<Step, Uint8Array>();

  private leaves(word: 'end' | 'reset'): void {
    this.expectSaid();
    const at = this.place();
    const hurry = at < this.steps.length ? HURRY : {};
    this.steps.splice(at, 0, { do: word, client: this.client, ...hurry });
  }

  private does(step: Step): void {
    this.expectSaid();
    this.steps.push(step);
  }

  /** It had stopped to read before the step by which it shows. */
  private blocks(): void {
    if (this.isProduced || this.isBlocked) return;
    this.isBlocked = true;
    this.rests.add(BLOCKED);
    const last = this.steps.findLastIndex((step) => 'do' in step && step.do !== 'advance');
    this.steps.splice(Math.max(last, 1), 0, { do: 'pauseReading', client: this.client });
  }

  private over(): void {
    this.isOver = true;
    this.askedBy = undefined;
  }

  /** Where what the peer does belongs: last, or before what made the server ask it to finish. */
  private place(): number {
    const at = this.askedBy === undefined ? -1 : this.steps.lastIndexOf(this.askedBy);
    return at < 0 ? this.steps.length : at;
  }

  /** In whole milliseconds since the beginning, so that rounding does not add up. */
  private passTime(at: number): void {
    const milliseconds = Math.floor(at - this.beganAt) - this.passed;
    if (milliseconds <= 0) return;
    this.expectSaid();
    this.passed += milliseconds;
    this.expectRest();
    const last = this.steps.at(-1);
    if (last?.do === 'advance') this.steps.pop();
    const before = last?.do === 'advance' ? Number(last.milliseconds) : 0;
    this.steps.push({ do: 'advance', milliseconds: before + milliseconds });
  }

  /** When time passes, or all is told: what was over before is not seen by whoever looks at rest. */
  private expectRest(): void {
    const { rests, client, isOver } = this;
    for (const is of isOver ? [] : rests)
      this.steps.push({ expect: 'state', actor: 'csa', client, is });
    rests.clear();
  }

  private expectSaid(): void {
    const { said, client } = this;
    if (said.length === 0 || this.isBlocked) return;
    this.said = [];
    const all = Buffer.concat(said);
    if (this.isProduced || this.isCut) {
      // How it begins is enough, and all that a replay has in common, or that is known.
      this.isOver = true;
      const payload = payloadOf(all.subarray(0, MOST_PRODUCED));
      this.steps.push({ expect: 'bytes', client, ...payload, match: 'prefix' });
    } else this.steps.push({ expect: 'bytes', client, ...payloadOf(all) });
  }
}
