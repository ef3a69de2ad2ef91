import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  type InspectionEvent,
  SimulatedClock,
} from 'xstate';
import { SAMPLE_SCRIPT, sampleMachine } from './sampleMachine';
import { nodesOf } from './xstate/privates';

type Compile = (machine: AnyStateMachine) => AnyStateMachine;

let trusted: boolean | undefined;

/**
 * Whether compiled machines behave like interpreted ones with the XState that is installed: found out
 * once, on a sample. If they do not, one warning says so, and machines are to be left as they are.
 */
export function isTrusted(compile: Compile): boolean {
  if (trusted !== undefined) return trusted;
  const difference = findDifference(compile);
  trusted = difference === undefined;
  if (difference !== undefined) warnOfDifference(difference);
  return trusted;
}

/** Says that this XState is not the one that compiled machines and light actors were made for. */
export function warnOfDifference(difference: string): void {
  process.emitWarning(
    `xstate-net does not know this version of xstate: ${difference}. State machines are interpreted, which is slower and otherwise the same. Install a version of xstate that xstate-net was made for, or a newer xstate-net.`,
    { code: 'XSTATE_NET_INTERPRETED' },
  );
}

/** The first thing in which the sample behaves differently when compiled, if there is one. */
function findDifference(compile: Compile): string | undefined {
  try {
    const interpreted = traceOf((machine) => machine);
    const compiled = traceOf(compile);
    const length = Math.max(interpreted.steps.length, compiled.steps.length);
    for (let i = 0; i < length; i++) {
      const [expected, found] = [interpreted.steps[i], compiled.steps[i]];
      if (expected !== found) return `a compiled machine does ${found} instead of ${expected}`;
    }
    const handled = compiled.handled.join(', ');
    const expected = SAMPLE_SCRIPT.map((event) => event.join(' ')).join(', ');
    return handled === expected ? undefined : `events are handled as ${handled}`;
  } catch (error) {
    return `a compiled machine fails with ${error}`;
  }
}

interface Trace {
  /** What was seen from outside, in order. */
  readonly steps: string[];
  /** Each event, and whether the interpreter was asked. */
  readonly handled: string[];
}

function traceOf(compile: Compile): Trace {
  const trace: Trace = { steps: [], handled: [] };
  const note = (...what: unknown[]) => void trace.steps.push(JSON.stringify(what));
  const machine = sampleMachine(note);
  const { transition } = machine;
  let how = 'direct';
  machine.transition = (snapshot, event, scope) => {
    how = 'interpreted';
    return transition(snapshot, event, scope);
  };
  const inspect = (record: InspectionEvent & { event?: unknown; action?: unknown }) => {
    const { type, event, action } = record;
    note(
      type,
      event,
      action,
      'snapshot' in record && shapeOf(record.snapshot as AnyMachineSnapshot),
    );
  };
  const clock = new SimulatedClock();
  const actor = createActor(compile(machine), { id: 'sample', input: 1, inspect, clock });
  actor.on('*', (event) => note('emitted', event, actor.getSnapshot().context));
  actor.subscribe({
    next: (snapshot: AnyMachineSnapshot) => note('next', snapshot.value),
    complete: () => note('complete'),
    error: (error) => note('error', `${error}`),
  });
  actor.start();
  for (const [type] of SAMPLE_SCRIPT) {
    how = 'direct';
    actor.send({ type });
    trace.handled.push(`${type} ${how}`);
  }
  note(actor.getPersistedSnapshot());
  return trace;
}

function shapeOf(snapshot: AnyMachineSnapshot): unknown[] {
  const keys = Object.keys(snapshot).join();
  return [keys, nodesOf(snapshot).map((node) => node.id), snapshot.toJSON()];
}
