import { type ActionArgs, type EventObject, emit, type MachineContext } from 'xstate';
import { type Given, resolved } from './given';
import type { AnswerMessage, RegisterMessage, TellMessage } from './handlerWords';
import type { SayAction } from './say';

/**
 * Answers a question that was put by `ask`: it comes as an event with its number in `question`. Keep the number
 * where the answer takes its time.
 *
 * @example `howMany: { actions: answer(({ context, event }) => ({ question: event.question, value: context.count })) }`
 */
export const answer = <C extends MachineContext, X extends EventObject, E extends EventObject>(
  given: Given<C, X, E, { readonly question: number; readonly value: unknown }>,
): SayAction<C, X, E, AnswerMessage> =>
  emit((args: ActionArgs<C, X, E>) => ({ type: 'ask.answer' as const, ...resolved(given, args) }));

/**
 * Sends an event to the server's `owner`, with the `connection` and the `handler` from which it comes.
 *
 * @example `inbox: { actions: tell(({ event }) => ({ type: 'measured', value: event.data })) }`
 */
export const tell = <C extends MachineContext, X extends EventObject, E extends EventObject>(
  given: Given<C, X, E, EventObject>,
): SayAction<C, X, E, TellMessage> =>
  emit((args: ActionArgs<C, X, E>) => ({
    type: 'owner.tell' as const,
    event: resolved(given, args),
  }));

/**
 * Lets the handler be found under a key of the app's own, such as a device's id, until its connection ends. Where
 * another connection has the key, `taken` decides: `'refuse'`, the default, has this one hear `registry.refused`;
 * `'replace'` ends the other one with `replaced`.
 *
 * @example `hello: { actions: register(({ event }) => event.device, { taken: 'replace' }) }`
 */
export const register = <C extends MachineContext, X extends EventObject, E extends EventObject>(
  key: Given<C, X, E, string>,
  { taken = 'refuse' }: { readonly taken?: 'refuse' | 'replace' } = {},
): SayAction<C, X, E, RegisterMessage> =>
  emit((args: ActionArgs<C, X, E>) => ({
    type: 'registry.register' as const,
    key: resolved(key, args),
    taken,
  }));
