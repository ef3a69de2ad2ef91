import {
  type ActorLogic,
  type AnyActorLogic,
  type AnyActorRef,
  type AnyEventObject,
  type AnyMachineSnapshot,
  createActor,
  type Snapshot,
} from 'xstate';
import { compileUnchecked } from '../compile';
import { SAMPLE_SCRIPT, sampleMachine } from '../sampleMachine';
import { warnOfDifference } from '../selfCheck';
import { hasInspectors } from '../xstate/privateActors';
import { type ChildOptions, createDirectChild, createHeavyChild, createLightChild } from './makers';

type Create = (logic: AnyActorLogic, options: ChildOptions) => AnyActorRef;

const trusted = new Map<Create, boolean>();

/** Whether light actors behave like XState's own with the XState that is installed: found out once. */
export const isLightTrusted = (): boolean => isActorTrusted(createLightChild);

/** The same of actors that take their events directly. */
export const isDirectTrusted = (): boolean => isActorTrusted(createDirectChild);

function isActorTrusted(create: Create): boolean {
  const known = trusted.get(create);
  if (known !== undefined) return known;
  // Not asked again by what is tried here.
  trusted.set(create, false);
  const difference = findLightDifference(create);
  trusted.set(create, difference === undefined);
  if (difference !== undefined) warnOfDifference(difference);
  return difference === undefined;
}

/** The first thing in which the sample behaves differently as a light actor, if there is one. */
function findLightDifference(create: Create): string | undefined {
  try {
    if (!tellsInspectors()) return 'inspectors cannot be told from none';
    const expected = traceOf(createHeavyChild);
    const found = traceOf(create);
    const at = expected.findIndex((step, i) => step !== found[i]);
    if (at >= 0) return `a light actor does ${found[at]} instead of ${expected[at]}`;
    return expected.length === found.length ? undefined : 'a light actor does more';
  } catch (error) {
    return `a light actor fails with ${error}`;
  }
}

const parentLogic = (heard: (event: AnyEventObject) => void) =>
  ({
    getInitialSnapshot: () => ({ status: 'active', output: undefined, error: undefined }),
    transition: (snapshot, event) => {
      heard(event);
      return snapshot;
    },
    getPersistedSnapshot: (snapshot) => snapshot,
  }) satisfies ActorLogic<Snapshot<undefined>, AnyEventObject>;

/** Whether systems with and without inspectors can be told apart. */
function tellsInspectors(): boolean {
  const logic = parentLogic(() => {});
  const alone = createActor(logic);
  const inspected = createActor(logic, { inspect: () => {} });
  return !hasInspectors(alone.system) && hasInspectors(inspected.system);
}

function traceOf(create: Create): string[] {
  const trace: string[] = [];
  const note = (...what: unknown[]) => void trace.push(JSON.stringify(what));
  const parent = createActor(parentLogic((event) => note('parent', event))).start();
  const logic = compileUnchecked(sampleMachine(note));
  const child = create(logic, { id: 'sample', parent, input: 1 });
  child.on('*', (event) => note('emitted', event, child.getSnapshot().context));
  child.subscribe({
    next: (snapshot: AnyMachineSnapshot) => note('next', snapshot.value),
    complete: () => note('complete'),
  });
  child.start();
  for (const [type] of SAMPLE_SCRIPT) child.send({ type });
  child.send({ type: 'afterTheEnd' });
  const snapshot = child.getSnapshot();
  note(snapshot, Object.keys(snapshot).join());
  parent.stop();
  return trace;
}
