/**
 * Why an event is left to XState's interpreter. Whatever is not plainly covered is.
 *
 * - `not-compiled`: the machine did not come from `compile()`, or XState is not the one that we know
 * - `not-active`: the machine has ended, failed or been stopped
 * - `unknown-configuration`: the snapshot was not made or restored by the compiled machine, or the
 *   machine has more configurations than are kept
 * - `reserved-event`: `xstate.*`, whose meaning XState may extend, and what is no event type at all
 * - `many-event-types`: more types than are kept
 * - `iteration-limit`: `maxIterations` is so low that the interpreter would refuse
 * - `always`: an eventless transition is waiting where the machine is or goes
 * - `guard`: a guard has to be asked
 * - `several-transitions`: more than one parallel region takes the event
 * - `several-targets`, `history`, `root-target`: targets out of the ordinary
 * - `entry`, `exit`, `initial-actions`, `after`, `invoke`: something happens on the way
 * - `done-state`: a nested final state, which makes its parent raise an event
 * - `action`: an action that raises, enqueues, spawns, stops, cancels, logs or is delayed
 */
export type Why =
  | 'not-compiled'
  | 'not-active'
  | 'unknown-configuration'
  | 'reserved-event'
  | 'many-event-types'
  | 'iteration-limit'
  | 'always'
  | 'guard'
  | 'several-transitions'
  | 'several-targets'
  | 'history'
  | 'root-target'
  | 'entry'
  | 'exit'
  | 'initial-actions'
  | 'after'
  | 'invoke'
  | 'done-state'
  | 'action';
