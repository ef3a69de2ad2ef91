/** Runs a script on an actor and writes down all that can be seen of it, in order. */
import {
  type AnyActorRef,
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  fromTransition,
  type InspectionEvent,
  SimulatedClock,
} from 'xstate';
import { createLightChild } from '../../../actors/compiled/actor/makers';
import type { World } from './buildMachine';
import type { ScriptStep } from './randomMachine';
import { readableIn } from './readable';

/** What is observed: a machine, and the input of its actors. */
export interface Subject {
  readonly machine: AnyStateMachine;
  readonly input: unknown;
}

/** Builds what is observed, acting on a world that takes notes. */
export type Build = (world: World) => Subject;

/** What is done to it: of `send`, `event` is sent if there is one. `wait` waits `ms`. */
export interface Step extends ScriptStep {
  readonly event?: AnyEventObject;
  readonly ms?: number;
}

/** Stands, in the event of a step, for an actor that notes what it is sent. */
export interface ActorNamed {
  readonly actorNamed: string;
}

/** Where the actor lives. */
export interface Setting {
  /** At the root of its system, or under a parent; there also as a light actor. */
  readonly as: 'root' | 'child' | 'lightChild';
  readonly inspected: boolean;
}

interface PeerEvent {
  readonly type: string;
  readonly n?: number;
  readonly self?: AnyActorRef;
}

/** Makes the logic that is run out of the machine that was built. */
export type MakeLogic = (machine: AnyStateMachine) => AnyStateMachine;

/** So often may an event lead to another one: charts that talk to themselves have to come to an end. */
const MAX_ECHOES = 12;

/** An actor with all that it deals with, and a record of what happens. */
class Stage {
  readonly trace: string[] = [];
  readonly clock = new SimulatedClock();
  readonly #setting: Setting;
  readonly #logic: AnyStateMachine;
  readonly #input: unknown;
  readonly #options: object;
  readonly #listeners = new Map<string, AnyActorRef>();
  readonly #readable = readableIn();
  readonly #peer = createActor(
    fromTransition((state: object, event: PeerEvent) => {
      this.#answer(event);
      return state;
    }, {}),
    { id: 'peer' },
  ).start();
  readonly #parent: AnyActorRef | undefined;
  #actor: AnyActorRef | undefined;
  #echoes = 0;

  constructor(build: Build, setting: Setting, makeLogic: MakeLogic) {
    const { note, mayEcho, stop, listener } = this;
    this.#setting = setting;
    const peer = () => this.#peer;
    const { machine, input } = build({ note, mayEcho, stop, peer, listener });
    this.#logic = makeLogic(machine);
    this.#input = input;
    const inspect = (record: InspectionEvent) => note('inspected', recordOf(record));
    const logger = (...args: unknown[]) => note('log', args);
    this.#options = { clock: this.clock, logger, ...(setting.inspected && { inspect }) };
    const parentLogic = fromTransition((state: object, event, scope) => {
      note('parent', event);
      if (event.type === 'stop') scope.stopChild(this.actor);
      return state;
    }, {});
    if (setting.as !== 'root') {
      this.#parent = createActor(parentLogic, { ...this.#options, id: 'parent' }).start();
    }
  }

  get actor(): AnyActorRef {
    return this.#actor as AnyActorRef;
  }

  note = (what: string, ...seen: unknown[]): void => {
    this.trace.push(`${what} ${JSON.stringify(seen, this.#readable)}`);
  };

  /** The actor of this name, which notes what it is sent. */
  listener = (name: string): AnyActorRef => {
    const known = this.#listeners.get(name);
    if (known !== undefined) return known;
    const logic = fromTransition((state: object, event) => {
      this.note(name, event);
      return state;
    }, {});
    const made = createActor(logic, { id: name }).start();
    this.#listeners.set(name, made);
    return made;
  };

  mayEcho = (): boolean => this.#echoes++ < MAX_ECHOES;

  stop = (): void => {
    if (this.#parent === undefined) this.actor.stop();
    else this.#parent.send({ type: 'stop' });
  };

  /** Puts the actor on, as new or out of a persisted snapshot. */
  start(persisted?: unknown): void {
    const { note } = this;
    const actor = this.#create(persisted);
    this.#actor = actor;
    note('created', shapeOf(actor.getSnapshot()));
    actor.on('*', (event) => note('emitted', event, shapeOf(actor.getSnapshot())));
    actor.subscribe({
      next: (snapshot) => note('next', shapeOf(snapshot)),
      error: (error) => note('error', error),
      complete: () => note('complete', shapeOf(actor.getSnapshot())),
    });
    actor.start();
  }

  #create(snapshot: unknown): AnyActorRef {
    const own = { id: 'subject', input: this.#input };
    const parent = this.#parent;
    if (this.#setting.as === 'lightChild' && parent !== undefined && snapshot === undefined) {
      return createLightChild(this.#logic, { ...own, parent });
    }
    const place = parent === undefined ? this.#options : { parent };
    const options = { ...own, ...place, ...(snapshot !== undefined && { snapshot }) };
    return createActor(this.#logic, options as never);
  }

  #answer(event: PeerEvent): void {
    const { self, type, n } = event;
    this.note('peer', event, self?.getSnapshot().value);
    if (type === 'ask' && n === 3) this.stop();
    else if (this.mayEcho()) self?.send({ type: n === 1 ? 'b' : 'tick', n });
  }

  send({ event, type, n }: Step): void {
    if (event === undefined) {
      this.actor.send({ type, n });
      return;
    }
    const values = Object.entries(event).map(([key, value]) => {
      const name = (value as Partial<ActorNamed> | undefined)?.actorNamed;
      return [key, name === undefined ? value : this.listener(name)];
    });
    this.actor.send(Object.fromEntries(values) as AnyEventObject);
  }

  /** Persists the actor and goes on with another one made from that. */
  persist(): void {
    const { status } = this.actor.getSnapshot();
    const persisted = attempt(() => JSON.stringify(this.actor.getPersistedSnapshot()));
    this.note('persisted', persisted);
    if (status === 'active' && persisted.startsWith('{')) this.start(JSON.parse(persisted));
  }
}

/** All that could be seen of `script` run on the machine that `build` builds. */
export function observe(
  build: Build,
  script: readonly Step[],
  setting: Setting,
  makeLogic: MakeLogic,
): string[] {
  const stage = new Stage(build, setting, makeLogic);
  stage.start();
  for (const step of script) {
    const { actor } = stage;
    const { what, type, n } = step;
    const before = actor.getSnapshot();
    if (what === 'send') stage.send(step);
    if (what === 'error') actor.send({ type: `xstate.error.actor.${n}`, error: Error('child') });
    if (what === 'wait') stage.clock.increment(step.ms ?? 10);
    if (what === 'persist') stage.persist();
    if (what === 'stop') stage.stop();
    const after = actor.getSnapshot();
    stage.note('now', what, type, after === before, shapeOf(after));
  }
  return stage.trace;
}

/** Where two observations part, so that a counterexample is soon found and easily read. */
export function difference(expected: readonly string[], found: readonly string[]): unknown {
  const length = Math.max(expected.length, found.length);
  for (let at = 0; at < length; at++) {
    if (expected[at] !== found[at]) return { at, expected: expected[at], found: found[at] };
  }
  return 'none';
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
