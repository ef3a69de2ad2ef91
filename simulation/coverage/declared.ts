import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

/** What of a chart can be taken: states by their ids, transitions by {@link transitionKey}. */
export interface Declared {
  readonly machine: string;
  readonly states: readonly string[];
  readonly transitions: readonly string[];
}

/** All transitions of a state, those without an event included. */
function transitionsOf(node: AnyStateNode): AnyTransitionDefinition[] {
  return [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
}

/** `tcpServer.binding: listener.failed [2] -> tcpServer.shutdown`: one of several of an event has its number. */
export function transitionKey(transition: AnyTransitionDefinition): string {
  const { source, eventType, target } = transition;
  const event = String(eventType);
  const rivals =
    event === '' ? (source.always ?? []) : (source.transitions.get(eventType as never) ?? []);
  const number = rivals.length > 1 ? ` [${rivals.indexOf(transition as never) + 1}]` : '';
  const name = event === '' ? 'always' : event;
  const targets = (target ?? []).map((node: AnyStateNode) => node.id).join(' + ');
  return `${source.id}: ${name}${number}${targets === '' ? '' : ` -> ${targets}`}`;
}

/** The states and transitions that a chart declares. */
export function declared(machine: AnyStateMachine): Declared {
  const states: string[] = [];
  const transitions: string[] = [];
  const visit = (node: AnyStateNode): void => {
    states.push(node.id);
    transitions.push(...transitionsOf(node).map(transitionKey));
    for (const child of Object.values(node.states)) visit(child);
  };
  visit(machine.root);
  return { machine: machine.id, states, transitions: [...new Set(transitions)] };
}
