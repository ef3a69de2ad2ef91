/**
 * Why an event is left to XState's interpreter.
 *
 * - `not-compiled`: the machine did not come from `compile()`
 * - `unknown-xstate`: XState is not the one that this package was made for
 * - `own-class`: the machine is of a class of its own, whose methods may do anything
 * - `same-ids`: two states have the same id, so that XState itself cannot tell them apart
 * - `not-active`: the machine has ended, failed or been stopped
 * - `unknown-configuration`: the snapshot was not made or restored by the compiled machine, or the
 *   machine has more than 2,000 combinations of active states, as many parallel regions have
 * - `reserved-event`: `xstate.init` and `*`, which are no events to send, and what is no type at all
 */
export type Why =
  | 'not-compiled'
  | 'unknown-xstate'
  | 'own-class'
  | 'same-ids'
  | 'not-active'
  | 'unknown-configuration'
  | 'reserved-event';
