/** What a shipped machine is watched with: what it leaves to `actors/` takes notes and answers. */
import type fc from 'fast-check';
import type {
  ActorLogic,
  AnyActorRef,
  AnyEventObject,
  AnyStateMachine,
  EventObject,
  Snapshot,
} from 'xstate';
import type { Build } from '../bothWays';
import { type Args, seenIn, type World } from '../buildMachine';

/** A shipped machine, ready to be observed. */
export interface Shipped {
  readonly name: string;
  /** Builds it with one of several inputs. */
  readonly build: (variant: number) => Build;
  /** Its events by their types. */
  readonly events: Readonly<Record<string, fc.Arbitrary<EventObject>>>;
  /** Types of those events that soon lead to its end, and come seldom. */
  readonly ending: readonly string[];
  /** Events that lead into the midst of its life: scripts begin with one of these rows, or with none. */
  readonly leads: readonly (readonly AnyEventObject[])[];
  /**
   * Whether its actors can be persisted. Those whose context holds actors cannot: XState loses them,
   * and what is sent to nobody goes to oneself, so that a chart may never come to rest.
   */
  readonly persists: boolean;
}

type Now = () => World;

/** What makes a {@link Shipped}. */
export interface Description extends Omit<Shipped, 'build'> {
  /** The machine with all that it leaves open, acting on the world of the moment. */
  readonly provide: (now: Now) => AnyStateMachine;
  readonly inputs: readonly ((world: World) => unknown)[];
}

/** The machine is made once, as in the product: what is found out about it serves all its actors. */
export function shipped({ provide, inputs, ...rest }: Description): Shipped {
  let world: World | undefined;
  const machine = provide(() => world as World);
  const build: Shipped['build'] = (variant) => (now) => {
    world = now;
    return { machine, input: inputs[variant % inputs.length]?.(now) };
  };
  return { ...rest, build };
}

type Act = (args: Args) => unknown;

/** Actions that take notes, and then do what is given for them. */
export function notingActions<TName extends string>(
  now: Now,
  acts: Readonly<Record<TName, Act | undefined>>,
): never {
  const noting = ([name, act]: [string, Act | undefined]) => [
    name,
    (args: Args, params: unknown) => {
      now().note('action', name, params, ...seenIn(args));
      act?.(args);
    },
  ];
  return Object.fromEntries(
    (Object.entries(acts) as [string, Act | undefined][]).map(noting),
  ) as never;
}

/** An action that answers with events, in the same turn, as long as there is an end to it. */
export const answering =
  (now: Now, ...events: readonly AnyEventObject[]): Act =>
  ({ self }) => {
    for (const event of events) if (now().mayEcho()) self.send(event);
  };

/** What an inert child was told, and whom it may tell something. */
interface Told {
  readonly event: AnyEventObject;
  readonly input: Readonly<Record<string, unknown>>;
  readonly tell: (target: unknown, event: AnyEventObject) => void;
}

/** An actor that takes notes. It ends with what `hear` returns, unless that is undefined. */
export function notingActor(
  now: Now,
  name: string,
  hear: (told: Told) => unknown = () => undefined,
): ActorLogic<Snapshot<unknown>, never, never> {
  const tell: Told['tell'] = (target, event) => {
    // An actor that was restored has lost whom it knew.
    if (typeof (target as Partial<AnyActorRef>)?.send !== 'function') return;
    if (now().mayEcho()) (target as AnyActorRef).send(event);
  };
  return {
    getInitialSnapshot: (_scope, input) => {
      now().note(`${name} made`, input);
      return { status: 'active', output: undefined, error: undefined, input } as never;
    },
    transition: (snapshot, event: AnyEventObject) => {
      now().note(name, event);
      const { input } = snapshot as unknown as Told;
      const output = hear({ event, input: input ?? {}, tell });
      return output === undefined ? snapshot : ({ ...snapshot, status: 'done', output } as never);
    },
    getPersistedSnapshot: (snapshot) => snapshot,
  };
}
