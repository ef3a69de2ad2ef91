/**
 * Which transitions an event takes in a configuration: a list of candidates, of which the first whose
 * guard holds is taken; where regions decide side by side, a tree of such lists.
 */

import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { type Asking, guardFor, holds } from './guard';
import { type HistoryValue, keyOf, Memory } from './memory';
import { moveOf } from './move';
import type { Branch, Candidate, Choice, Configuration, Guard, Move } from './plan';
import { withoutConflicts } from './targets';
import { ancestorsOf, isAtomic } from './tree';

/** No more than this are kept for each configuration: there are many things to remember. */
const MAX_MOVES = 1_000;

/** What makes a choice. */
export interface Chooser extends Asking {
  readonly remembered: HistoryValue;
  readonly event: { readonly type: string };
}

/** Nothing is ever taken. */
export const NOTHING: Choice = { list: [], branch: undefined, lists: [] };

const candidate =
  (configuration: Configuration, isGuard: (guard: unknown) => boolean) =>
  (transition: AnyTransitionDefinition): Candidate => {
    const { guard } = transition;
    const made = isGuard(guard) ? guardFor(guard, configuration) : undefined;
    return { transition, guard: made, move: undefined, isOpen: false };
  };

/** What may come after the first that needs no guard is never asked. */
function reachable(candidates: readonly Candidate[]): readonly Candidate[] {
  const last = candidates.findIndex(({ guard }) => guard === undefined);
  return last < 0 ? candidates : candidates.slice(0, last + 1);
}

/** The choice that an event of this type makes. */
export function choiceOf(configuration: Configuration, type: string): Choice {
  const { among, like } = configuration;
  const make = candidate(configuration, (guard) => !!guard);
  const branchOf = (node: AnyStateNode, value: unknown): Branch => {
    const parts = typeof value === 'string' ? [value] : Object.keys(value as object);
    const below = parts.map((key) => {
      const part = node.states[key] as AnyStateNode;
      return branchOf(part, typeof value === 'string' ? {} : (value as never)[key]);
    });
    const own = transitionsOf(node, type).map(make);
    return { own: reachable(own), below: below.filter((b) => b.own.length + b.below.length > 0) };
  };
  const branch = branchOf(among.machine.root, like.value);
  const list = listOf(branch);
  if (list === undefined) return { list, branch, lists: [] };
  return list.length === 0 ? NOTHING : { list: reachable(list), branch: undefined, lists: [] };
}

/** The branch as a list, if no two regions have something to decide. */
function listOf({ own, below }: Branch): Candidate[] | undefined {
  if (below.length > 1) return undefined;
  const inner = below[0] === undefined ? [] : listOf(below[0]);
  return inner && [...inner, ...own];
}

/** The transitions of a node that an event of this type may take, the most exact first. */
function transitionsOf(node: AnyStateNode, type: string): readonly AnyTransitionDefinition[] {
  const descriptors = [...node.transitions.keys()].filter((it) => it !== type && matches(it, type));
  descriptors.sort((a, b) => b.length - a.length);
  return [type, ...descriptors].flatMap((it) => node.transitions.get(it) ?? []);
}

/** Whether `descriptor`, which is not `type` itself, means `type` too. */
export function matches(descriptor: string, type: string): boolean {
  if (descriptor === '*') return true;
  if (!descriptor.endsWith('.*')) return false;
  const tokens = type.split('.');
  for (const [at, token] of descriptor.split('.').entries()) {
    if (token === '*') return at === descriptor.split('.').length - 1;
    if (token !== tokens[at]) return false;
  }
  return true;
}

/** The choice among the eventless transitions of a configuration. */
function eventlessChoiceOf(configuration: Configuration): Choice {
  const make = candidate(configuration, (guard) => guard !== undefined);
  const made = new Map<AnyTransitionDefinition, Candidate>();
  const once = (transition: AnyTransitionDefinition) => {
    const known = made.get(transition) ?? make(transition);
    made.set(transition, known);
    return known;
  };
  const lists = configuration.nodes
    .filter(isAtomic)
    .map((node) => [node, ...ancestorsOf(node)].flatMap(({ always }) => always ?? []).map(once))
    .filter((list) => list.length > 0)
    .map(reachable);
  if (lists.length === 0) return NOTHING;
  const [list] = lists;
  return lists.length === 1
    ? { list, branch: undefined, lists: [] }
    : { list: undefined, branch: undefined, lists };
}

export function eventlessOf(configuration: Configuration): Choice {
  configuration.eventless ??= eventlessChoiceOf(configuration);
  return configuration.eventless;
}

/** What is done about an event; `undefined` if it takes no transition. */
export function choose(choice: Choice, chooser: Chooser): Move | undefined {
  const { list, branch } = choice;
  if (list !== undefined) {
    for (const one of list) {
      if (one.guard === undefined || passes(one, one.guard, chooser)) {
        return one.move ?? moveAlone(one, chooser);
      }
    }
    return undefined;
  }
  const taken: AnyTransitionDefinition[] = [];
  collect(branch as Branch, chooser, taken);
  return taken.length === 0 ? undefined : moveTogether(taken, chooser);
}

/** The same of eventless transitions. */
export function chooseEventless(choice: Choice, chooser: Chooser): Move | undefined {
  const { list } = choice;
  if (list !== undefined) {
    for (const one of list) {
      if (one.guard === undefined || holds(one.guard, chooser)) {
        return one.move ?? moveAlone(one, chooser);
      }
    }
    return undefined;
  }
  const selected = new Set<AnyTransitionDefinition>();
  for (const candidates of choice.lists) {
    const taken = candidates.find(({ guard }) => guard === undefined || holds(guard, chooser));
    if (taken !== undefined) selected.add(taken.transition);
  }
  if (selected.size === 0) return undefined;
  const memory = new Memory(chooser.remembered);
  const active = new Set(chooser.configuration.nodes);
  return moveTogether(withoutConflicts([...selected], active, memory), chooser);
}

function collect(branch: Branch, chooser: Chooser, taken: AnyTransitionDefinition[]): boolean {
  let isTaken = false;
  for (const below of branch.below) if (collect(below, chooser, taken)) isTaken = true;
  if (isTaken) return true;
  for (const one of branch.own) {
    if (one.guard !== undefined && !passes(one, one.guard, chooser)) continue;
    taken.push(one.transition);
    return true;
  }
  return false;
}

/** Whether a guard lets an event through; what it throws is told in XState's words. */
function passes({ transition }: Candidate, guard: Guard, chooser: Chooser): unknown {
  try {
    return holds(guard, chooser);
  } catch (error) {
    const { given } = guard;
    const { type } = (typeof given === 'object' ? given : {}) as { readonly type?: string };
    const name = typeof given === 'string' ? given : type;
    throw new Error(
      `Unable to evaluate guard ${name ? `'${name}' ` : ''}in transition for event '${chooser.event.type}' in state node '${transition.source.id}':\n${(error as Error).message}`,
    );
  }
}

function moveAlone(one: Candidate, chooser: Chooser): Move {
  if (!one.isOpen) {
    const memory = new Memory(chooser.remembered);
    const move = moveOf(chooser.configuration, [one.transition], memory);
    one.isOpen = memory.wasAsked;
    if (!one.isOpen) {
      one.move = move;
      return move;
    }
  }
  return moveTogether([one.transition], chooser);
}

const numbers = new WeakMap<AnyTransitionDefinition, number>();
let count = 0;

function numberOf(transition: AnyTransitionDefinition): number {
  const known = numbers.get(transition) ?? ++count;
  numbers.set(transition, known);
  return known;
}

function moveTogether(transitions: readonly AnyTransitionDefinition[], chooser: Chooser): Move {
  const { configuration, remembered } = chooser;
  const { moves } = configuration;
  let key = '';
  for (const transition of transitions) key += `${numberOf(transition)},`;
  const known = moves.get(key) ?? moves.get(key + keyOf(remembered));
  if (known !== undefined) return known;
  const memory = new Memory(remembered);
  const move = moveOf(configuration, transitions, memory);
  if (moves.size < MAX_MOVES) moves.set(memory.wasAsked ? key + keyOf(remembered) : key, move);
  return move;
}
