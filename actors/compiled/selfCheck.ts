import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  type InspectionEvent,
  SimulatedClock,
} from 'xstate';
import { reasonOf } from '../../machines/kit/shown';
import { Notes } from './notes';
import { SAMPLE_SCRIPT, sampleMachine } from './sampleMachine';
import { nodesOf } from './xstate/privates';

type Compile = (machine: AnyStateMachine) => AnyStateMachine;

/** The first thing in which the sample behaves differently when compiled, if there is one. */
export function findDifference(compile: Compile): string | undefined {
  try {
    const interpreted = traceOf((machine) => machine);
    const compiled = traceOf(compile);
    const parting = compiled.notes.partingFrom(interpreted.notes);
    if (parting !== undefined) return `a compiled machine does ${parting}`;
    const left = compiled.interpreted.join(', ');
    return left === '' ? undefined : `these events are left to the interpreter: ${left}`;
  } catch (error) {
    return `a compiled machine fails with ${reasonOf(error)}`;
  }
}

interface Trace {
  /** What was seen from outside, in order. */
  readonly notes: Notes;
  /** The types of the events for which the interpreter was asked. */
  readonly interpreted: string[];
}

function traceOf(compile: Compile): Trace {
  const notes = new Notes();
  const trace: Trace = { notes, interpreted: [] };
  const machine = sampleMachine((...what) => notes.note(() => what));
  const { transition } = machine;
  machine.transition = (snapshot, event, scope) => {
    trace.interpreted.push(event.type);
    return transition(snapshot, event, scope);
  };
  const inspect = (record: InspectionEvent & { event?: unknown; action?: unknown }) => {
    notes.note(() => [
      record.type,
      record.event,
      record.action,
      'snapshot' in record && shapeOf(record.snapshot as AnyMachineSnapshot),
    ]);
  };
  const clock = new SimulatedClock();
  const actor = createActor(compile(machine), { id: 'sample', input: 1, inspect, clock });
  notes.listenTo(actor);
  actor.start();
  for (const type of SAMPLE_SCRIPT) actor.send({ type });
  notes.note(() => [actor.getPersistedSnapshot()]);
  return trace;
}

function shapeOf(snapshot: AnyMachineSnapshot): unknown[] {
  const keys = Object.keys(snapshot).join();
  return [keys, nodesOf(snapshot).map((node) => node.id), snapshot.toJSON()];
}
