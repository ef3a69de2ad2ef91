import type {
  AnyMachineSnapshot,
  AnyStateNode,
  AnyTransitionDefinition,
  InspectionEvent,
} from 'xstate';
import { transitionKey } from './declared';

/** What was taken of the charts of all actors that it inspects. */
export class Collector {
  readonly states = new Set<string>();
  readonly transitions = new Set<string>();
  private readonly keys = new WeakMap<AnyTransitionDefinition, string>();

  /** For `createActor`. */
  readonly inspect = (record: InspectionEvent): void => {
    if (record.type === '@xstate.microstep') {
      for (const transition of record._transitions) this.take(transition);
      this.visit(record.snapshot as AnyMachineSnapshot);
    } else if (record.type === '@xstate.snapshot') {
      this.visit(record.snapshot as AnyMachineSnapshot);
    }
  };

  private take(transition: AnyTransitionDefinition): void {
    let key = this.keys.get(transition);
    if (key === undefined) {
      key = transitionKey(transition);
      this.keys.set(transition, key);
    }
    this.transitions.add(key);
    // A state that is left at once is in no snapshot.
    this.states.add(transition.source.id);
  }

  private visit(snapshot: AnyMachineSnapshot): void {
    // XState keeps the active nodes to itself; other logics than machines have none.
    const { _nodes } = snapshot as unknown as { readonly _nodes?: readonly AnyStateNode[] };
    if (_nodes !== undefined) for (const node of _nodes) this.states.add(node.id);
  }
}
