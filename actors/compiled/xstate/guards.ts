/** What this package relies on that XState does not promise of its guards. */

import { and, not, or, stateIn } from 'xstate';

interface Args {
  readonly context: unknown;
  readonly event: unknown;
}

/** What `and()`, `or()`, `not()` and `stateIn()` make: a function that describes itself. */
export interface BuiltinGuard {
  readonly guards?: readonly unknown[];
  readonly stateValue?: unknown;
  check(snapshot: unknown, args: Args, guard: object): unknown;
}

/** What all guards made by `make` share; nothing where XState has no such guards, or others. */
function checkOf(make: () => unknown): unknown {
  try {
    return (make() as BuiltinGuard).check;
  } catch {
    return undefined;
  }
}

const CHECK_AND = checkOf(() => and([]));
const CHECK_OR = checkOf(() => or([]));
const CHECK_NOT = checkOf(() => not(''));
const CHECK_STATE_IN = checkOf(() => stateIn(''));

/** Which of XState's own guards a guard is; `undefined` for a plain function. */
export function builtinGuardKind(
  implementation: object,
): 'and' | 'or' | 'not' | 'stateIn' | 'other' | undefined {
  if (!('check' in implementation)) return undefined;
  if (implementation.check === CHECK_AND) return 'and';
  if (implementation.check === CHECK_OR) return 'or';
  if (implementation.check === CHECK_NOT) return 'not';
  if (implementation.check === CHECK_STATE_IN) return 'stateIn';
  return 'other';
}

/** Whether any guard holds, as XState itself finds out: `not` asks it of the guard that it is given. */
export function evaluatedByXState(guard: unknown, args: Args, snapshot: unknown): boolean {
  const negated = not(guard as never) as unknown as BuiltinGuard;
  return !negated.check(snapshot, args, negated);
}
