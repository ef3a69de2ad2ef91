/** How an app talks to the handlers of its server: to one, to many, and with an answer. */

import { type AnyActorRef, type AnyEventObject, type EventObject, fromPromise } from 'xstate';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import { askClient, handlersOf } from '../handler/askClient';
import { handlerIds } from '../handler/handlerIds';
import { Handlers } from '../handler/handlers';
import { resourceOf } from '../kit/resource';

/** A connection by its `id`, or a handler by the key that it has registered. */
export type Whom = number | string;

/** The handler of a connection, or under a key; undefined if it is not there, or has finished. */
export const handlerFor = (server: AnyActorRef, whom: Whom): AnyActorRef | undefined =>
  handlersOf(server)?.others.directory.find(whom);

/**
 * Sends an event to the handler of one connection of a `serverCore` or `simpleServer`. Returns whether it is there.
 *
 * @example `sendTo(server, connection.id, { type: 'kick' })`
 */
export function sendTo<TEvent extends EventObject>(
  server: AnyActorRef,
  whom: Whom,
  event: TEvent,
): boolean {
  return handlersOf(server)?.others.directory.tell(whom, event) === true;
}

/** The same to all handlers, or those of the connections that a filter wants. Returns how many there were. */
export function broadcast<TEvent extends EventObject>(
  server: AnyActorRef,
  event: TEvent,
  filter: (connection: ConnectionInfo) => boolean = () => true,
): number {
  return handlersOf(server)?.others.directory.broadcast(event, filter) ?? 0;
}

/** How long an answer may take. */
export interface AskOptions {
  /** In milliseconds. Default 5000. */
  readonly timeout?: number;
}

const DEFAULT_TIMEOUT = 5_000;

/**
 * Puts a question to a handler: the event comes to it with a number as `question`, and it answers with `answer()`.
 * Fails with `XN_UNANSWERED` when the time is up, and at once when the connection ends, with its `howDied`.
 *
 * A client may be asked in place of its handler: without a connection, the question waits for the next one.
 *
 * @example `const count = await ask(handler, { type: 'howMany' }, { timeout: 1_000 })`
 */
export function ask<TAnswer = unknown>(
  handler: AnyActorRef,
  event: AnyEventObject,
  { timeout = DEFAULT_TIMEOUT }: AskOptions = {},
): Promise<TAnswer> {
  const { _parent: parent } = handler as { readonly _parent?: AnyActorRef };
  const found: unknown = resourceOf(parent);
  const answer =
    found instanceof Handlers
      ? found.others.directory.ask(handlerIds.serialOf(handler.id), handler, event, timeout)
      : askClient(handler, event, timeout);
  return answer as Promise<TAnswer>;
}

/** What an actor that asks is made from. */
export interface AskingInput extends AskOptions {
  readonly handler: AnyActorRef;
  readonly event: AnyEventObject;
}

/** The same as an actor to invoke: its output is the answer. */
export const asking = fromPromise<unknown, AskingInput>(({ input }) =>
  ask(input.handler, input.event, input),
);
