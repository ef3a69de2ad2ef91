import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { MakeLogic } from './bothWays';

/** The machine as XState runs it. */
export const interpreted: MakeLogic = (machine) => machine;

/** Every other event goes to the interpreter, every other one to the machine compiled by `compile`. */
export const inTurns =
  (compile: MakeLogic): MakeLogic =>
  (machine) => {
    const compiled = compile(machine);
    let turn = 0;
    const next = () => (turn++ % 2 === 0 ? compiled : machine);
    return Object.assign(Object.create(machine) as AnyStateMachine, {
      transition: (snapshot: AnyMachineSnapshot, event: never, scope: never) =>
        next().transition(snapshot, event, scope),
      restoreSnapshot: (snapshot: never, scope: never) => next().restoreSnapshot(snapshot, scope),
      getInitialSnapshot: (scope: never, input: never) => next().getInitialSnapshot(scope, input),
    });
  };
