import type { EventObject } from 'xstate';

/** What is told of a question, besides what was asked: its number, for the answer. */
export interface Question {
  readonly question: number;
}

/** An answer to a question that was put by `ask`. */
export interface AnswerMessage {
  readonly type: 'ask.answer';
  readonly question: number;
  readonly value: unknown;
}

/** Something that the handler wants its server's owner to hear. */
export interface TellMessage {
  readonly type: 'owner.tell';
  readonly event: EventObject;
}

/** A handler wants to be found by a key of the app's own. */
export interface RegisterMessage {
  readonly type: 'registry.register';
  readonly key: string;
  readonly taken: 'refuse' | 'replace';
}
