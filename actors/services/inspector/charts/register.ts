import type {
  AnyActorRef,
  AnyMachineSnapshot,
  AnyStateMachine,
  AnyTransitionDefinition,
} from 'xstate';
import { chartOf } from '../../charts/chart';
import type { ChartAnswer, Mark } from '../messages';

/** A protocol that is a function may make a machine for each connection: not all of them are kept. */
const MOST = 200;

/** The machine of which an actor is an instance, if it is one of a machine. */
export function machineOf(actor: AnyActorRef): AnyStateMachine | undefined {
  try {
    const { machine } = actor.getSnapshot() as Partial<AnyMachineSnapshot>;
    return typeof machine?.root === 'object' ? machine : undefined;
  } catch {
    return undefined;
  }
}

/** The name that somebody gave to it, or that of its machine. */
export function nameOf(actor: AnyActorRef): string {
  return actor.id === actor.sessionId ? (machineOf(actor)?.id ?? actor.id) : actor.id;
}

/** The charts of the machines that somebody has seen: one for each machine, however many actors it has. */
export class Charts {
  private readonly ids = new WeakMap<object, string>();
  private readonly answers = new Map<string, ChartAnswer>();
  private readonly undrawable = new WeakSet<object>();
  private serial = 0;

  get(id: string): ChartAnswer | undefined {
    return this.answers.get(id);
  }

  /** By what the chart of the actor's machine goes; undefined if it has none, or none that can be drawn. */
  idFor(actor: AnyActorRef): string | undefined {
    const machine = machineOf(actor);
    if (machine === undefined || this.undrawable.has(machine.root)) return undefined;
    let id = this.ids.get(machine.root);
    if (id === undefined) {
      this.serial += 1;
      id = `chart-${this.serial}`;
      this.ids.set(machine.root, id);
    }
    if (!this.answers.has(id) && !this.draw(machine, id)) return undefined;
    return id;
  }

  private draw(machine: AnyStateMachine, id: string): boolean {
    try {
      const answer = { id, name: machine.id, chart: chartOf(machine) };
      // That is how it will be sent.
      JSON.stringify(answer);
      this.answers.set(id, answer);
    } catch {
      this.undrawable.add(machine.root);
      return false;
    }
    if (this.answers.size > MOST) this.answers.delete(this.answers.keys().next().value as string);
    return true;
  }
}

/** Where a transition is in the chart of its machine. */
export function markOf(definition: AnyTransitionDefinition): Mark | undefined {
  const { source } = definition;
  const index = [...[...source.transitions.values()].flat(), ...(source.always ?? [])].indexOf(
    definition,
  );
  return index < 0 ? undefined : { source: source.path, index };
}
