import type { ActionArgs, EventObject, MachineContext } from 'xstate';

/** What an action is given: a value, or how it is made when the action is taken. */
export type Given<C extends MachineContext, X extends EventObject, E extends EventObject, T> =
  | T
  | ((args: ActionArgs<C, X, E>) => T);

export const resolved = <C extends MachineContext, X extends EventObject, E extends EventObject, T>(
  given: Given<C, X, E, T>,
  args: ActionArgs<C, X, E>,
): T => (typeof given === 'function' ? (given as (args: ActionArgs<C, X, E>) => T)(args) : given);
