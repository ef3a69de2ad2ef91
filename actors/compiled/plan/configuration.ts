/** Keeps the configurations of a machine, and with each the plans for its events. */

import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode } from 'xstate';
import {
  configurationOf,
  nodesOf,
  shareConfiguration,
  snapshotByXState,
  tieConfiguration,
} from '../xstate/privates';
import type { Plan } from './plan';

/** No more configurations than this are kept: each order of parallel regions is one of its own. */
const MAX_CONFIGURATIONS = 2_000;

/**
 * Which states of a machine are active: all of a snapshot that does not depend on context or
 * children. Actors in the same configuration share it, and with it the plans for their events.
 */
export class Configuration {
  /** The plan for each type of event that came so far. */
  readonly plans = new Map<string, Plan>();
  // The two that were looked for last, in front of the others: most events are of one or two types.
  firstType: string | undefined = undefined;
  firstPlan: Plan | undefined = undefined;
  secondType: string | undefined = undefined;
  secondPlan: Plan | undefined = undefined;

  constructor(
    readonly among: Configurations,
    /** The active nodes, in the order in which XState keeps them. */
    readonly nodes: AnyStateNode[],
    /** A snapshot made by XState, to copy value, tags and methods from. */
    readonly like: AnyMachineSnapshot,
  ) {
    tieConfiguration(nodes, this);
  }
}

/** Forgets what a type of event does, and what was at hand. */
export function forgetPlan(configuration: Configuration, type: string): void {
  configuration.plans.delete(type);
  configuration.firstType = undefined;
  configuration.secondType = undefined;
}

/** All configurations of one machine, each of them once. */
export class Configurations {
  readonly #byOrder = new Map<string, Configuration>();

  constructor(readonly machine: AnyStateMachine) {}

  /** The one configuration of these nodes in this order; `undefined` if there are too many. */
  of(nodes: readonly AnyStateNode[]): Configuration | undefined {
    let key = '';
    for (const node of nodes) key += `${node.order},`;
    const known = this.#byOrder.get(key);
    if (known !== undefined || this.#byOrder.size >= MAX_CONFIGURATIONS) return known;
    const own = [...nodes];
    const like = snapshotByXState(this.machine, own);
    // It is shared from now on: a write to it by mistake has to fail instead of changing others.
    deepFreeze(like.value);
    const configuration = new Configuration(this, own, like);
    this.#byOrder.set(key, configuration);
    return configuration;
  }

  /**
   * Makes a snapshot that XState has just made share its configuration, which costs less memory than
   * nodes, value and tags of its own, and lets the next event find its plan.
   */
  adopt(snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
    if (snapshot.status !== 'active' || snapshot.machine !== this.machine) return snapshot;
    const configuration =
      (configurationOf(snapshot) as Configuration | undefined) ?? this.of(nodesOf(snapshot));
    if (configuration !== undefined) shareConfiguration(snapshot, configuration.like);
    return snapshot;
  }
}

function deepFreeze(value: AnyMachineSnapshot['value']): void {
  if (typeof value !== 'object') return;
  for (const part of Object.values(value)) deepFreeze(part);
  Object.freeze(value);
}
