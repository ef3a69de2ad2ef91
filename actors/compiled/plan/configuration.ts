/** Keeps the configurations of a machine, and with each what was worked out for it. */

import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode } from 'xstate';
import {
  configurationOf,
  nodesOf,
  shareConfiguration,
  snapshotByXState,
  tieConfiguration,
} from '../xstate/privates';
import type { Choice, Configuration, Configurations, Move, Plan } from './plan';

/** No more configurations than this are kept: each order of parallel regions is one of its own. */
const MAX_CONFIGURATIONS = 2_000;

class KeptConfiguration implements Configuration {
  readonly plans = new Map<string, Plan>();
  firstType: string | undefined = undefined;
  firstPlan: Plan | undefined = undefined;
  secondType: string | undefined = undefined;
  secondPlan: Plan | undefined = undefined;
  eventless: Choice | undefined = undefined;
  readonly moves = new Map<string, Move>();

  constructor(
    readonly among: Configurations,
    readonly nodes: AnyStateNode[],
    readonly like: AnyMachineSnapshot,
  ) {}
}

/** Forgets what a type of event does, and what was at hand. */
export function forgetPlan(configuration: Configuration, type: string): void {
  configuration.plans.delete(type);
  configuration.firstType = undefined;
  configuration.secondType = undefined;
}

/** All configurations of one machine, each of them once. */
export class AllConfigurations implements Configurations {
  readonly #byOrder = new Map<string, Configuration>();

  constructor(readonly machine: AnyStateMachine) {}

  of(nodes: readonly AnyStateNode[]): Configuration | undefined {
    let key = '';
    for (const node of nodes) key += `${node.order},`;
    const known = this.#byOrder.get(key);
    if (known !== undefined || this.#byOrder.size >= MAX_CONFIGURATIONS) return known;
    const made = this.make(nodes);
    tieConfiguration(made.nodes, made);
    this.#byOrder.set(key, made);
    return made;
  }

  ofAny(nodes: readonly AnyStateNode[]): Configuration {
    return this.of(nodes) ?? this.make(nodes);
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

  private make(nodes: readonly AnyStateNode[]): Configuration {
    const own = [...nodes];
    const like = snapshotByXState(this.machine, own);
    // It is shared from now on: a write to it by mistake has to fail instead of changing others.
    deepFreeze(like.value);
    return new KeptConfiguration(this, own, like);
  }
}

function deepFreeze(value: AnyMachineSnapshot['value']): void {
  if (typeof value !== 'object') return;
  for (const part of Object.values(value)) deepFreeze(part);
  Object.freeze(value);
}
