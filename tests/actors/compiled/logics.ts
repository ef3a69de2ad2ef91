import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { direct } from '../../../actors/compiled/actor/direct';
import { compileUnchecked } from '../../../actors/compiled/compile';
import type { MakeLogic } from './bothWays';

/** The machine as XState runs it. */
export const interpreted: MakeLogic = (machine) => machine;

const compiled = new WeakMap<AnyStateMachine, AnyStateMachine>();

/**
 * Compiles as `compile` does, once for each machine, but also where that would find out by itself that
 * something is wrong, and leave machines to the interpreter.
 */
export const compiledOnce: MakeLogic = (machine) => {
  const known = compiled.get(machine) ?? compileUnchecked(machine);
  compiled.set(machine, known);
  return known;
};

/** The same, in actors that take their events without XState's mailbox. */
export const directly =
  (compile: MakeLogic): MakeLogic =>
  (machine) =>
    direct(compile(machine));

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
