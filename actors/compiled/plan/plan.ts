/** What a plan is. planFor.ts looks one up, and run/ carries it out. */

import type { AnyMachineSnapshot, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import type { Named, Step } from './steps';
import type { Why } from './why';

/** What an event of some type does in some configuration, worked out once. */
export interface Plan {
  /** Why the interpreter has to do it; `undefined` if the rest says how to do it directly. */
  readonly why: Why | undefined;
  /** The one transition that is taken, or none: for the inspection record. */
  readonly transitions: readonly AnyTransitionDefinition[];
  readonly steps: readonly Step[];
  /** The only step, where there is nothing else to it: one plain action or emission, and no change. */
  readonly only: Step | undefined;
  /** How many of them say something. */
  readonly effects: number;
  /** The implementations that the steps rely on. */
  readonly named: readonly Named[];
  /** Whether the configuration becomes another one. */
  readonly moves: boolean;
  /** A snapshot of the configuration afterwards, to make the new one of. */
  readonly like: AnyMachineSnapshot;
  /** The top-level final state that ends the machine. */
  readonly final: AnyStateNode | undefined;
}
