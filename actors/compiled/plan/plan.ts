/** What plans are made of. The files beside this one work them out, and run/ carries them out. */

import type {
  AnyMachineSnapshot,
  AnyStateMachine,
  AnyStateNode,
  AnyTransitionDefinition,
} from 'xstate';
import type { Step } from './steps';
import type { Why } from './why';

/**
 * Which states of a machine are active: all of a snapshot that does not depend on context or
 * children. Actors in the same configuration share it, and with it the plans for their events.
 */
export interface Configuration {
  readonly among: Configurations;
  /** The active nodes, in the order in which XState keeps them. */
  readonly nodes: AnyStateNode[];
  /** A snapshot made by XState, to copy value, tags and methods from. */
  readonly like: AnyMachineSnapshot;
  /** The plan for each type of event that came so far. */
  readonly plans: Map<string, Plan>;
  // The two that were looked for last, in front of the others: most events are of one or two types.
  firstType: string | undefined;
  firstPlan: Plan | undefined;
  secondType: string | undefined;
  secondPlan: Plan | undefined;
  /** Its eventless transitions; worked out when they are first looked for. */
  eventless: Choice | undefined;
  /** What becomes of several transitions at once, and of those that depend on what is remembered. */
  readonly moves: Map<string, Move>;
}

/** All configurations of one machine. */
export interface Configurations {
  readonly machine: AnyStateMachine;
  /** The one configuration of these nodes in this order; `undefined` if there are too many. */
  of(nodes: readonly AnyStateNode[]): Configuration | undefined;
  /** The same; of too many, one to pass through: who stays in it is left to the interpreter. */
  ofAny(nodes: readonly AnyStateNode[]): Configuration;
}

/** What an event of some type does in some configuration, worked out once. */
export interface Plan {
  /** Why the interpreter has to do it; `undefined` if the rest says how to do it directly. */
  readonly why: Why | undefined;
  readonly choice: Choice;
  /** The only step, where there is nothing else to it: one plain action or emission, and no change. */
  readonly only: Step | undefined;
}

/** Which transitions are taken: a list of candidates, of which the first whose guard holds is taken. */
export interface Choice {
  /** The candidates in the order in which they are asked, if that is all there is to it. */
  readonly list: readonly Candidate[] | undefined;
  /** Where regions decide side by side: a tree of lists, the inner of which are asked first. */
  readonly branch: Branch | undefined;
  /** Of eventless transitions: one list for each atomic state, where all of them are asked. */
  readonly lists: readonly (readonly Candidate[])[];
}

export interface Branch {
  readonly own: readonly Candidate[];
  readonly below: readonly Branch[];
}

export interface Candidate {
  readonly transition: AnyTransitionDefinition;
  readonly guard: Guard | undefined;
  /** What taking it alone does; worked out when it is first taken. */
  move: Move | undefined;
  /** Whether that depends on what is remembered, so that there is more than one answer. */
  isOpen: boolean;
}

/**
 * A guard, taken apart.
 *
 * - `custom`: a function of the user's
 * - `and`, `or`, `not`: of other guards
 * - `stateIn`: decided, as it depends on the configuration alone
 * - `other`: what only XState can tell, or refuse
 */
export interface Guard {
  kind: 'custom' | 'and' | 'or' | 'not' | 'stateIn' | 'other';
  predicate: ((args: GuardArgs, params: unknown) => unknown) | undefined;
  readonly params: unknown;
  readonly parametrised: { params(args: object): unknown } | undefined;
  parts: readonly Guard[];
  holds: boolean;
  /** As it stands in the machine. */
  readonly given: unknown;
  /** The name that it was referenced by, where what it means may change. */
  readonly name: string | undefined;
  implementation: unknown;
}

/** What a guard is called with. */
export interface GuardArgs {
  readonly context: unknown;
  readonly event: { readonly type: string };
}

/** What a microstep does. */
export interface Move {
  /** The transitions that were selected: for the inspection record. */
  readonly transitions: readonly AnyTransitionDefinition[];
  /** All that is done on the way, in order. */
  readonly steps: readonly Step[];
  /** How many of the steps say something. */
  readonly effects: number;
  /** The configuration afterwards. */
  readonly to: Configuration;
  /** Whether the snapshot has to be another one even if no step changes it. */
  readonly moves: boolean;
  /** What history states remember from now on. */
  readonly remembered: Readonly<Record<string, readonly AnyStateNode[]>> | undefined;
}
