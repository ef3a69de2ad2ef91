/** Runs a script on an actor and writes down all that can be seen of it, in order. */
import {
  type AnyActorRef,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  fromTransition,
  type InspectionEvent,
  SimulatedClock,
} from 'xstate';
import type { World } from './buildMachine';
import type { ScriptStep } from './randomMachine';

/** Builds the machine that is observed, acting on a world that takes notes. */
export type Build = (world: World) => AnyStateMachine;

/** Where the actor lives. */
export interface Setting {
  readonly child: boolean;
  readonly inspected: boolean;
}

/** Makes the logic that is run out of the machine that was built. */
export type MakeLogic = (machine: AnyStateMachine) => AnyStateMachine;

/** So often may an event lead to another one: charts that talk to themselves have to come to an end. */
const MAX_ECHOES = 12;

/** All that could be seen of `script` run on the machine that `build` builds. */
export function observe(
  build: Build,
  script: readonly ScriptStep[],
  setting: Setting,
  makeLogic: MakeLogic,
): string[] {
  const trace: string[] = [];
  const note = (what: string, ...seen: unknown[]) => {
    trace.push(`${what} ${JSON.stringify(seen, readable)}`);
  };
  const clock = new SimulatedClock();
  const logger = (...args: unknown[]) => note('log', args);
  let echoes = 0;
  const mayEcho = () => echoes++ < MAX_ECHOES;
  const peer = createActor(
    fromTransition((state: object, event: { type: string; n?: number; self?: AnyActorRef }) => {
      note('peer', event, event.self?.getSnapshot().value);
      if (mayEcho()) event.self?.send({ type: event.n === 1 ? 'b' : 'tick', n: event.n });
      return state;
    }, {}),
    { id: 'peer' },
  ).start();
  const logic = makeLogic(build({ note, peer: () => peer, mayEcho }));
  const inspect = (record: InspectionEvent) => note('inspected', recordOf(record));
  const options = { clock, logger, ...(setting.inspected && { inspect }) };
  const parent = setting.child
    ? createActor(
        fromTransition((state: object, event) => {
          note('parent', event);
          return state;
        }, {}),
        { ...options, id: 'parent' },
      ).start()
    : undefined;

  const start = (persisted?: unknown): AnyActorRef => {
    const actor = createActor(logic, {
      id: 'subject',
      input: 1,
      ...(parent === undefined ? options : { parent }),
      ...(persisted !== undefined && { snapshot: persisted as never }),
    } as never) as AnyActorRef & { on: (type: '*', listener: (event: unknown) => void) => void };
    note('created', shapeOf(actor.getSnapshot()));
    actor.on('*', (event) => note('emitted', event, shapeOf(actor.getSnapshot())));
    actor.subscribe({
      next: (snapshot) => note('next', shapeOf(snapshot)),
      error: (error) => note('error', error),
      complete: () => note('complete', shapeOf(actor.getSnapshot())),
    });
    actor.start();
    return actor;
  };

  let actor = start();
  for (const { what, type, n } of script) {
    const before = actor.getSnapshot();
    if (what === 'send') actor.send({ type, n });
    if (what === 'wait') clock.increment(10);
    if (what === 'error')
      actor.send({ type: `xstate.error.actor.${n}`, error: new Error('child') });
    if (what === 'persist') {
      const persisted = attempt(() => JSON.stringify(actor.getPersistedSnapshot()));
      note('persisted', persisted);
      if (before.status === 'active' && persisted.startsWith('{'))
        actor = start(JSON.parse(persisted));
    }
    const after = actor.getSnapshot();
    note('now', what, type, after === before, shapeOf(after));
  }
  return trace;
}

function attempt(act: () => string): string {
  try {
    return act();
  } catch (error) {
    return `${error}`;
  }
}

/** All of a snapshot, the order of its keys and nodes included. */
function shapeOf(snapshot: AnyMachineSnapshot | undefined): unknown {
  if (snapshot?.machine === undefined) return snapshot;
  const { _nodes, historyValue } = snapshot;
  const ids = _nodes.map((node) => node.id).join();
  const json = snapshot.toJSON?.();
  const history = Object.entries(historyValue).map(([id, nodes]) => [id, nodes.map((n) => n.id)]);
  return [Object.keys(snapshot).join(), ids, json && { ...json, historyValue: history }];
}

function recordOf(record: InspectionEvent): unknown {
  const { type, actorRef, rootId, ...rest } = record as InspectionEvent & {
    sourceRef?: unknown;
    snapshot?: AnyMachineSnapshot;
    _transitions?: readonly unknown[];
  };
  return { type, actorRef, ...rest, ...(rest.snapshot && { snapshot: shapeOf(rest.snapshot) }) };
}

function readable(_key: string, value: unknown): unknown {
  if (value instanceof Error) return `${value}`;
  if (typeof value === 'function') return `function ${value.name}`;
  return value === undefined ? 'undefined' : value;
}
