/** How handlers are found and asked by those who are not their peers. */

import type { AnyActorRef, AnyEventObject } from 'xstate';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import type { HowDied } from '../../machines/connection/howDied';
import { Unanswered } from '../../machines/handler/unanswered';
import type { XstateNetError } from '../../machines/kit/errors';
import type { HandlerLife } from './handlerLife';

/** What the directory needs of the supervisor whose handlers it knows. */
export interface DirectoryHome {
  lifeOf(id: number): HandlerLife | undefined;
  running(): HandlerLife[];
  tellHandler(life: HandlerLife, event: AnyEventObject): void;
  tellOwner(life: HandlerLife, event: AnyEventObject): void;
  /** Ends a connection whose key somebody else has now. */
  replaced(life: HandlerLife): void;
  later(callback: () => void, milliseconds: number): () => void;
}

/** A question that waits for its answer. */
interface Open {
  /** Whom it was put to; undefined while a client holds it for its next connection. */
  life: HandlerLife | undefined;
  readonly stopWaiting: () => void;
  resolve(value: unknown): void;
  reject(error: Unanswered): void;
}

/** What one connection has to do with the directory. */
interface Entry {
  readonly keys: Set<string>;
  readonly questions: Set<number>;
}

/** The handlers of one server by the keys that they have registered, and the questions that they were asked. */
export class Directory {
  private readonly byKey = new Map<string, HandlerLife>();
  private readonly open = new Map<number, Open>();
  /** Most connections have none, and cost nothing here. */
  private readonly entries = new Map<HandlerLife, Entry>();
  private asked = 0;

  constructor(private readonly home: DirectoryHome) {}

  /** The handler of a connection by its id, or by the key that it has registered, unless it has finished. */
  find(whom: number | string): AnyActorRef | undefined {
    return this.lifeOf(whom)?.handler;
  }

  /** Sends a handler an event; returns whether it can hear it. */
  tell(whom: number | string, event: AnyEventObject): boolean {
    const life = this.lifeOf(whom);
    if (life !== undefined) this.home.tellHandler(life, event);
    return life !== undefined;
  }

  broadcast(event: AnyEventObject, filter: (connection: ConnectionInfo) => boolean): number {
    const chosen = this.home.running().filter(({ connection }) => filter(connection));
    for (const life of chosen) this.home.tellHandler(life, event);
    return chosen.length;
  }

  /** Puts a question to the handler of a connection. */
  ask(id: number, handler: AnyActorRef, event: AnyEventObject, timeout: number): Promise<unknown> {
    const life = this.home.lifeOf(id);
    if (life?.handler !== handler) return Promise.reject(Unanswered.byNobody());
    const { question, answer } = this.prepare(event.type, timeout);
    this.put(question, life, event);
    return answer;
  }

  /** A question that is not put to anybody yet; its time runs. */
  prepare(
    type: string,
    timeout: number,
  ): { readonly question: number; readonly answer: Promise<unknown> } {
    this.asked += 1;
    const question = this.asked;
    const answer = new Promise<unknown>((resolve, reject) => {
      const stopWaiting = this.home.later(() => {
        const life = this.open.get(question)?.life;
        this.close(question)?.reject(Unanswered.inTime(life?.connection, type, timeout));
      }, timeout);
      this.open.set(question, { life: undefined, stopWaiting, resolve, reject });
    });
    return { question, answer };
  }

  /** Puts it to a handler, unless nobody waits for the answer any more. */
  put(question: number, life: HandlerLife, event: AnyEventObject): void {
    const open = this.open.get(question);
    if (open === undefined) return;
    open.life = life;
    this.entryOf(life).questions.add(question);
    this.home.tellHandler(life, { ...event, question });
  }

  /** It will not be put to anybody. */
  withdraw(question: number, cause: XstateNetError): void {
    this.close(question)?.reject(Unanswered.becauseOf(cause));
  }

  /** Nobody is left who could answer what has not been put to anybody yet. */
  stop(): void {
    for (const [question, { life }] of this.open) {
      if (life === undefined) this.close(question)?.reject(Unanswered.byNobody());
    }
  }

  /** A handler says something that is for neither its peer nor its server. */
  said(life: HandlerLife, message: AnyEventObject): void {
    switch (message.type) {
      case 'ask.answer':
        // Only who was asked may answer.
        if (this.open.get(message.question)?.life !== life) break;
        this.close(message.question)?.resolve(message.value);
        break;
      case 'owner.tell':
        this.home.tellOwner(life, message.event);
        break;
      case 'registry.register':
        this.register(life, message.key, message.taken);
        break;
    }
  }

  /** Its connection is gone: it answers nothing any more, and its keys are free. */
  ended(life: HandlerLife, howDied: HowDied | undefined): void {
    const entry = this.entries.get(life);
    if (entry === undefined) return;
    this.entries.delete(life);
    for (const key of entry.keys) if (this.byKey.get(key) === life) this.byKey.delete(key);
    for (const question of entry.questions) {
      this.close(question)?.reject(Unanswered.because(life.connection, howDied));
    }
  }

  private lifeOf(whom: number | string): HandlerLife | undefined {
    const life = typeof whom === 'number' ? this.home.lifeOf(whom) : this.byKey.get(whom);
    return life?.phase === 'running' ? life : undefined;
  }

  private entryOf(life: HandlerLife): Entry {
    const known = this.entries.get(life);
    if (known !== undefined) return known;
    const made: Entry = { keys: new Set(), questions: new Set() };
    this.entries.set(life, made);
    return made;
  }

  private close(question: number): Open | undefined {
    const open = this.open.get(question);
    if (open === undefined) return undefined;
    this.open.delete(question);
    if (open.life !== undefined) this.entries.get(open.life)?.questions.delete(question);
    open.stopWaiting();
    return open;
  }

  private register(life: HandlerLife, key: string, taken: unknown): void {
    const other = this.byKey.get(key);
    if (other === life) return;
    if (other !== undefined && taken !== 'replace') {
      this.home.tellHandler(life, { type: 'registry.refused', key });
      return;
    }
    this.byKey.set(key, life);
    this.entryOf(life).keys.add(key);
    if (other === undefined) return;
    this.entries.get(other)?.keys.delete(key);
    this.home.replaced(other);
  }
}
