import type { AnyActorRef, AnyEventObject } from 'xstate';
import { handlersOf } from '../../../actors/handler/askClient';
import { ask } from '../../../actors/server/talk';
import { lateness } from '../../oracles/punctuality';
import type { HubDeed } from '../../plan/hubPlan';
import type { Connection } from '../connection';
import type { HubHome } from './home';
import { type Settled, withWatchedPromises } from './watchedPromise';

interface Question {
  readonly tag: number;
  readonly timeout: number;
  readonly askedAt: number;
  readonly connection: Connection;
  /** The number by which it can be answered, once it was heard. */
  number: number | undefined;
  /** What it is owed by what has happened. */
  due: 'nothing' | 'answer' | 'refusal';
  answer: unknown;
  settled: Settled | undefined;
}

const ignore = () => undefined;

/** What the app has asked handlers, and what came of it: one answer, or one failure that says why. */
export class Questions {
  private readonly all: Question[] = [];

  constructor(private readonly world: HubHome) {}

  ask(
    { how, timeout }: Extract<HubDeed, { deed: 'ask' }>,
    connection: Connection,
    handler: AnyActorRef,
  ): void {
    const { world, all } = this;
    const question: Question = {
      tag: all.length + 1,
      timeout,
      askedAt: world.now,
      connection,
      number: undefined,
      due: this.isThere(connection) ? 'nothing' : 'refusal',
      answer: undefined,
      settled: undefined,
    };
    all.push(question);
    const event = { type: 'asked', how, tag: question.tag };
    withWatchedPromises(
      () => ask(handler, event, { timeout }),
      (settled) => this.settled(question, settled),
    ).catch(ignore);
  }

  /** A handler is about to hear a question. */
  hears(connection: Connection, { tag, question: number }: AnyEventObject): void {
    const question = this.all[tag - 1];
    if (question?.connection !== connection || question.number !== undefined) {
      this.fail(`question ${tag} is heard by ${connection}, or twice`);
      return;
    }
    if (question.settled !== undefined) this.fail(`question ${tag} is heard, and it is over`);
    question.number = number;
  }

  /** A handler says an answer. */
  says(connection: Connection, { question: number, value }: AnyEventObject): void {
    const question = this.all.find(
      (one) => one.connection === connection && one.number === number && one.settled === undefined,
    );
    if (question === undefined || question.due !== 'nothing') return;
    question.due = 'answer';
    question.answer = value;
  }

  /** An event is done, and all that came of it. */
  check(): void {
    for (const { due, settled, tag } of this.all) {
      if (due === 'answer' && settled === undefined) this.fail(`the answer to ${tag} is lost`);
    }
  }

  /** Nothing is due: nobody waits for what will not come. */
  checkAtRest(root: AnyActorRef): void {
    const { world } = this;
    const open = this.all.filter(({ settled }) => settled === undefined);
    for (const { tag, connection, askedAt, timeout } of open) {
      if (!this.isThere(connection))
        this.fail(`question ${tag} waits for ${connection}, which is gone`);
      else if (!world.jumps && lateness(world.now, askedAt + Math.max(1, timeout)) !== undefined) {
        this.fail(`question ${tag} waits for longer than ${timeout} ms`);
      }
    }
    const directory = handlersOf(root)?.others.directory as unknown as
      | { readonly open: ReadonlyMap<number, unknown> }
      | undefined;
    if (directory !== undefined && directory.open.size !== open.length) {
      this.fail(`${directory.open.size} questions are remembered, of ${open.length}`);
    }
  }

  checkAtEnd(): void {
    for (const { tag, settled } of this.all)
      if (settled === undefined) this.fail(`question ${tag} waits for ever`);
  }

  /** Those of a connection that wait. */
  openOf(connection: Connection): number {
    return this.all.filter((one) => one.connection === connection && one.settled === undefined)
      .length;
  }

  private isThere({ model, csa }: Connection): boolean {
    return csa !== undefined && model.phase !== 'shutdown';
  }

  private settled(question: Question, settled: Settled): void {
    const { tag, due, askedAt, timeout, connection } = question;
    const { world } = this;
    if (question.settled !== undefined) {
      this.fail(`question ${tag} is settled twice`);
      return;
    }
    question.settled = settled;
    if (settled.is === 'fulfilled') {
      if (due !== 'answer' || question.answer !== settled.value) {
        this.fail(
          `question ${tag} is answered by ${settled.value}, and ${connection} said ${question.answer}`,
        );
      }
      return;
    }
    const { code, howDied } = settled.reason as {
      readonly code?: string;
      readonly howDied?: string;
    };
    if (code !== 'XN_UNANSWERED') this.fail(`question ${tag} fails with ${code}`);
    if (due === 'answer') this.fail(`question ${tag} fails, and was answered`);
    if (due === 'refusal') return;
    if (this.isThere(connection) && world.life.state !== 'stopped') {
      const early = !world.jumps && world.now < askedAt + timeout;
      if (early || howDied !== undefined)
        this.fail(`question ${tag} fails before its time, of ${howDied}`);
    } else if (howDied !== connection.model.howDied && world.life.state !== 'stopped') {
      this.fail(
        `question ${tag} fails of ${howDied}, and ${connection} died of ${connection.model.howDied}`,
      );
    }
  }

  private fail(what: string): void {
    this.world.fail('directory', what);
  }
}
