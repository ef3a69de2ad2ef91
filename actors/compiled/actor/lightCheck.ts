import {
  type ActorLogic,
  type AnyActorLogic,
  type AnyActorRef,
  type AnyEventObject,
  createActor,
  fromTransition,
  type InspectionEvent,
  SimulatedClock,
  type Snapshot,
} from 'xstate';
import { reasonOf } from '../../../machines/kit/shown';
import { compileUnchecked } from '../compile';
import { Notes } from '../notes';
import { SAMPLE_SCRIPT, sampleMachine } from '../sampleMachine';
import { trustUnless } from '../trust';
import { DEVELOPMENT } from '../xstate/development';
import { hasInspectors } from '../xstate/privateActors';
import { type ChildOptions, createDirectChild, createHeavyChild, createLightChild } from './makers';

type Create = (logic: AnyActorLogic, options: ChildOptions) => AnyActorRef;

/** Whether light actors behave like XState's own with the XState that is installed: found out once. */
export const isLightTrusted = trustUnless(() => findLightDifference(createLightChild));

/** The same of actors that take their events directly. */
export const isDirectTrusted = trustUnless(() => findLightDifference(createDirectChild));

/** What an actor is sent, whether somebody inspects meanwhile, and whether its parent stops it then. */
interface Life {
  readonly events: readonly AnyEventObject[];
  readonly inspected: boolean;
  readonly stopped: boolean;
}

const SAMPLE_EVENTS = SAMPLE_SCRIPT.map((type) => ({ type }));

// The development build would warn of what is sent after the end.
const AFTER_THE_END = DEVELOPMENT ? [] : [{ type: 'afterTheEnd' }];

const LIVES: readonly Life[] = [
  { events: [...SAMPLE_EVENTS, ...AFTER_THE_END], inspected: false, stopped: false },
  { events: SAMPLE_EVENTS.slice(0, -1), inspected: false, stopped: true },
  { events: SAMPLE_EVENTS, inspected: true, stopped: false },
  // Nobody handles it, so that it is the actor's own failure.
  {
    events: [{ type: 'talk' }, { type: 'xstate.error.actor.nobody', error: 'failed' }],
    inspected: false,
    stopped: false,
  },
];

/** The first thing in which the sample behaves differently as a light actor, if there is one. */
function findLightDifference(create: Create): string | undefined {
  try {
    if (!tellsInspectors()) return 'inspectors cannot be told from none';
    for (const life of LIVES) {
      const parting = traceOf(create, life).partingFrom(traceOf(createHeavyChild, life));
      if (parting !== undefined) return `a light actor does ${parting}`;
    }
    return undefined;
  } catch (error) {
    return `a light actor fails with ${reasonOf(error)}`;
  }
}

const STOP = 'stop';

/** A parent that hears of its child, and stops it when it is told to. */
const parentLogic = (notes: Notes, child: () => AnyActorRef) =>
  ({
    getInitialSnapshot: () => ({ status: 'active', output: undefined, error: undefined }),
    transition: (snapshot, event, { stopChild }) => {
      notes.note(() => ['parent', event]);
      if (event.type === STOP) stopChild(child());
      return snapshot;
    },
    getPersistedSnapshot: (snapshot) => snapshot,
  }) satisfies ActorLogic<Snapshot<undefined>, AnyEventObject>;

/** Whether systems with and without inspectors can be told apart. */
function tellsInspectors(): boolean {
  const logic = fromTransition((state: object) => state, {});
  const alone = createActor(logic);
  const inspected = createActor(logic, { inspect: () => {} });
  return !hasInspectors(alone.system) && hasInspectors(inspected.system);
}

function traceOf(create: Create, { events, inspected, stopped }: Life): Notes {
  const notes = new Notes();
  let child: AnyActorRef | undefined;
  const inspect = ({ type }: InspectionEvent) => notes.note(() => [type]);
  const parent = createActor(
    parentLogic(notes, () => child as AnyActorRef),
    { clock: new SimulatedClock(), ...(inspected && { inspect }) },
  );
  notes.listenTo(parent);
  parent.start();
  const machine = compileUnchecked(sampleMachine((...what) => notes.note(() => what)));
  child = create(machine, { id: 'sample', parent, input: 1 });
  notes.listenTo(child);
  child.start();
  for (const event of events) child.send(event);
  if (stopped) parent.send({ type: STOP });
  const snapshot = child.getSnapshot();
  notes.note(() => [snapshot, Object.keys(snapshot).join()]);
  parent.stop();
  return notes;
}
