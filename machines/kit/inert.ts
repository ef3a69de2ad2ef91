import type { ActorLogic, EventObject, Snapshot } from 'xstate';

/** An actor that a machine names and `actors/` provides: what goes in, and what it is made from. */
export type ProvidedLogic<TEvent extends EventObject, TInput> = ActorLogic<
  Snapshot<unknown>,
  TEvent,
  TInput
>;

const ACTIVE: Snapshot<unknown> = { status: 'active', output: undefined, error: undefined };

/** Stands where `actors/` will provide the real thing: does nothing, so that machines also run alone. */
export function inert<TEvent extends EventObject, TInput>(): ProvidedLogic<TEvent, TInput> {
  return {
    getInitialSnapshot: () => ACTIVE,
    transition: (snapshot) => snapshot,
    getPersistedSnapshot: (snapshot) => snapshot,
  };
}

/** Stands where `actors/` will provide the real action. */
export const providedByActors = (): void => {};
