import type { AnyStateMachine } from 'xstate';
import { compile } from './compile';

/**
 * Compiles a chart of this package. What the names of its actions and guards mean is frozen, so that plans
 * need not look again before each event; `machine.provide()` makes one in which they mean something else.
 */
export function compileShipped<M extends AnyStateMachine>(machine: M): M {
  Object.freeze(machine.implementations.actions);
  Object.freeze(machine.implementations.guards);
  return compile(machine);
}
