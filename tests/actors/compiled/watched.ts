import type { AnyStateMachine } from 'xstate';
import { compile } from '../../../actors/compiled/compile';

/** A compiled machine, and the types of the events for which it asked the interpreter. */
export interface Watched {
  readonly compiled: AnyStateMachine;
  readonly interpreted: string[];
}

/** Compiles `machine` and watches its interpreter. */
export function watched(machine: AnyStateMachine): Watched {
  const interpreted: string[] = [];
  const { transition } = machine;
  machine.transition = (snapshot, event, scope) => {
    interpreted.push(event.type);
    return transition(snapshot, event, scope);
  };
  return { compiled: compile(machine), interpreted };
}
