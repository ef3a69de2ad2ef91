/**
 * Looks up what an event does in a configuration, or works it out: for every event of every
 * compiled machine.
 */

import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { choiceOf, eventlessOf, matches, NOTHING } from './choice';
import { forgetPlan } from './configuration';
import { Memory } from './memory';
import { moveOf } from './move';
import type { Configuration, Plan } from './plan';
import { implementationOf, type Step } from './steps';
import type { Why } from './why';

/** More types of events than this are not kept per configuration: they may come from outside. */
const MAX_EVENT_TYPES = 1_000;

/** What an event of this type does in this configuration. */
function planFor(configuration: Configuration, type: string): Plan {
  if (configuration.firstType === type) return configuration.firstPlan as Plan;
  if (configuration.secondType === type) return configuration.secondPlan as Plan;
  const plan = keptPlanFor(configuration, type);
  configuration.secondType = configuration.firstType;
  configuration.secondPlan = configuration.firstPlan;
  configuration.firstType = type;
  configuration.firstPlan = plan;
  return plan;
}

function keptPlanFor(configuration: Configuration, type: string): Plan {
  const { plans } = configuration;
  const known = plans.get(type);
  if (known !== undefined) return known;
  if (typeof type !== 'string' || RESERVED.has(type)) return RESERVED_PLAN;
  const { machine } = configuration.among;
  const isKept = type.startsWith('xstate.') ? isDeclared(machine, type) : true;
  if (isKept && plans.size < MAX_EVENT_TYPES) {
    const plan = makePlan(configuration, type);
    plans.set(type, plan);
    return plan;
  }
  // There is no end to such types, but few descriptors that mean them: they share a plan.
  const key = ` ${descriptorsOf(machine).filter((it) => it === type || matches(it, type))}`;
  const shared = plans.get(key) ?? makePlan(configuration, type);
  plans.set(key, shared);
  return shared;
}

/** The same, made anew if the implementation of its only action has been replaced in between. */
export function currentPlanFor(configuration: Configuration, type: string): Plan {
  const plan = planFor(configuration, type);
  const { only } = plan;
  if (only?.name === undefined) return plan;
  if (implementationOf(configuration.among.machine, only.name) === only.implementation) return plan;
  forgetPlan(configuration, type);
  return planFor(configuration, type);
}

/** Types that nobody is meant to send. */
const RESERVED: ReadonlySet<string> = new Set(['xstate.init', '*']);

const descriptors = new WeakMap<AnyStateMachine, readonly string[]>();

/** All descriptors of events in a machine. */
function descriptorsOf(machine: AnyStateMachine): readonly string[] {
  const known = descriptors.get(machine);
  if (known !== undefined) return known;
  const found = new Set<string>();
  const visit = (node: AnyStateNode) => {
    for (const descriptor of node.transitions.keys()) found.add(descriptor);
    for (const part of Object.values<AnyStateNode>(node.states)) visit(part);
  };
  visit(machine.root);
  const all = [...found];
  descriptors.set(machine, all);
  return all;
}

/** Whether a machine listens to exactly this type: of others of XState's there is no end. */
const isDeclared = (machine: AnyStateMachine, type: string): boolean =>
  descriptorsOf(machine).includes(type);

function makePlan(configuration: Configuration, type: string): Plan {
  const choice = choiceOf(configuration, type);
  const only = onlyStep(configuration, choice, type);
  return { why: undefined, choice, only };
}

/** The one step of an event that is always carried out the same way and changes nothing. */
function onlyStep(
  configuration: Configuration,
  { list }: Plan['choice'],
  type: string,
): Step | undefined {
  const [first] = list ?? [];
  const { machine } = configuration.among;
  if (first === undefined || first.guard !== undefined || type.startsWith('xstate.')) return;
  if (first.transition.target !== undefined || eventlessOf(configuration) !== NOTHING) return;
  if (iterationsOf(machine) < 1) return;
  const { steps } = moveOf(configuration, [first.transition], new Memory({}));
  const [step] = steps;
  if (step === undefined || steps.length > 1 || step.parametrised !== undefined) return;
  return step.kind === 'emit' || step.kind === 'custom' ? step : undefined;
}

/** How many microsteps an event may take. */
export const iterationsOf = (machine: AnyStateMachine): number =>
  machine.options?.maxIterations ?? Number.POSITIVE_INFINITY;

const interpreted = (why: Why): Plan => ({
  why,
  choice: NOTHING,
  only: undefined,
});

const RESERVED_PLAN = interpreted('reserved-event');
