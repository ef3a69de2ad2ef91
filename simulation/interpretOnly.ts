import type { AnyStateMachine } from 'xstate';
import * as checking from '../actors/compiled/actor/lightCheck';
import * as compiling from '../actors/compiled/compile';

/**
 * Has every machine run by XState alone. Call it before anything of `actors/` is loaded that compiles
 * its machine: those modules ask for `compile` when they are loaded, and get one that does nothing.
 */
export function interpretOnly(): void {
  const exported = compiling as { compile: unknown };
  exported.compile = <M extends AnyStateMachine>(machine: M): M => machine;
  (checking as { isDirectTrusted: unknown }).isDirectTrusted = () => false;
}
