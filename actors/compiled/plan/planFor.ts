/**
 * Looks up what an event does in a configuration, or works it out: for every event of every
 * compiled machine.
 */

import { selectUnguarded } from '../xstate/privates';
import { changeOf, NO_CHANGE } from './change';
import { type Configuration, forgetPlan } from './configuration';
import type { Plan } from './plan';
import { implementationOf, type Step, stepsOf } from './steps';
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
  // Ids of children are part of these types, so that there is no end to them.
  if (typeof type !== 'string' || type === '*' || type.startsWith('xstate.')) return RESERVED;
  if (plans.size >= MAX_EVENT_TYPES) return MANY_EVENT_TYPES;
  const plan = makePlan(configuration, type);
  plans.set(type, plan);
  return plan;
}

/** The same, made anew if the implementation of a named action has been replaced in between. */
export function currentPlanFor(configuration: Configuration, type: string): Plan {
  const plan = planFor(configuration, type);
  const { machine } = configuration.among;
  for (const { name, implementation } of plan.named) {
    if (implementationOf(machine, name) !== implementation) {
      forgetPlan(configuration, type);
      return planFor(configuration, type);
    }
  }
  return plan;
}

function makePlan(configuration: Configuration, type: string): Plan {
  const { nodes, like, among } = configuration;
  const { machine } = among;
  // The interpreter counts one iteration even if there is nothing left to do.
  if ((machine.options?.maxIterations ?? Infinity) < 1) return interpreted('iteration-limit');
  if (nodes.some((node) => node.always?.length)) return interpreted('always');
  const transitions = selectUnguarded(machine, like.value, type);
  if (transitions === undefined) return interpreted('guard');
  if (transitions.length > 1) return interpreted('several-transitions');
  const [transition] = transitions;
  const change = transition === undefined ? NO_CHANGE : changeOf(transition, nodes, machine.root);
  if (typeof change === 'string') return interpreted(change);
  const found = stepsOf(transition?.actions ?? [], machine);
  if (found === undefined) return interpreted('action');
  const target = change.nodes === undefined ? configuration : among.of(change.nodes);
  if (target === undefined) return interpreted('unknown-configuration');
  return {
    why: undefined,
    transitions,
    ...found,
    effects: found.steps.filter(({ kind }) => kind === 'emit' || kind === 'sendTo').length,
    only: target === configuration ? onlyStep(found.steps) : undefined,
    moves: target !== configuration,
    like: target.like,
    final: change.final,
  };
}

function onlyStep(steps: readonly Step[]): Step | undefined {
  const [step] = steps;
  if (step === undefined || steps.length > 1 || step.parametrised !== undefined) return undefined;
  return step.kind === 'emit' || step.kind === 'custom' ? step : undefined;
}

const interpreted = (why: Why): Plan => ({
  why,
  transitions: [],
  steps: [],
  effects: 0,
  only: undefined,
  named: [],
  moves: false,
  like: undefined as never,
  final: undefined,
});

const RESERVED = interpreted('reserved-event');
const MANY_EVENT_TYPES = interpreted('many-event-types');
