import type { AnyActorScope, AnyEventObject, AnyMachineSnapshot } from 'xstate';
import {
  type Chooser,
  choiceOf,
  choose,
  chooseEventless,
  eventlessOf,
  NOTHING,
} from '../plan/choice';
import type { HistoryValue } from '../plan/memory';
import type { Choice, Configuration, GuardArgs, Move, Plan } from '../plan/plan';
import { currentPlanFor, iterationsOf } from '../plan/planFor';
import { recordMicrostep } from '../xstate/privateActors';
import {
  type ActionInfo,
  type Children,
  configurationOf,
  makeSnapshot,
  stopChildren,
} from '../xstate/privates';
import { carryOut } from './carryOut';
import type { Outgoing } from './effects';
import type { Working } from './working';

/**
 * One event on its way through a machine: SCXML's macrostep. It ends when neither an eventless transition
 * nor an event that was raised is left. Everything is kept in fields until then; a snapshot is made
 * only for who asks for one.
 */
export class Macrostep implements Chooser, Working {
  configuration: Configuration;
  context: AnyMachineSnapshot['context'];
  children: Children;
  remembered: HistoryValue;
  status: 'active' | 'done' = 'active';
  output: unknown;
  /** The event that is being handled: the one that came, and then those that were raised. */
  event: AnyEventObject;
  queue: AnyEventObject[] | undefined = undefined;
  expected: readonly string[] | undefined = undefined;
  waiting: (() => void)[] | undefined = undefined;
  /** Whether XState would have made a new snapshot in this microstep. */
  private changed = false;
  /** The last snapshot that was made, and whether it is still true. */
  private snapshot: AnyMachineSnapshot;
  private isStale = false;
  private ownInfo: ActionInfo | undefined = undefined;
  private ownArgs: GuardArgs | undefined = undefined;

  constructor(
    snapshot: AnyMachineSnapshot,
    event: AnyEventObject,
    readonly scope: AnyActorScope,
    readonly outgoing: Outgoing,
    readonly isVisible: boolean,
  ) {
    this.snapshot = snapshot;
    this.event = event;
    this.configuration = configurationOf(snapshot) as Configuration;
    this.context = snapshot.context;
    this.children = snapshot.children;
    this.remembered = snapshot.historyValue;
    this.output = snapshot.output;
  }

  /** Handles the event, and returns the snapshot that comes of it. */
  take({ choice }: Plan): AnyMachineSnapshot {
    if (this.event.type === 'xstate.stop') return this.end('stopped', undefined);
    const move = choose(choice, this);
    if (move !== undefined) {
      if (move.effects > 0) this.outgoing.expect(move.effects);
      this.microstep(move);
    } else {
      if (this.event.type.startsWith('xstate.error.actor')) {
        // An actor's failure that nobody handles is the machine's own.
        return this.end('error', (this.event as { readonly error?: unknown }).error);
      }
      this.record([]);
    }
    return this.settle();
  }

  /** Enters the machine. */
  begin(configuration: Configuration, move: Move): AnyMachineSnapshot {
    this.configuration = configuration;
    this.perform(move);
    return this.settle();
  }

  info(): ActionInfo {
    if (this.ownInfo === undefined) {
      const { context, event, scope } = this;
      this.ownInfo = { context, event, self: scope.self, system: scope.system };
    }
    return this.ownInfo;
  }

  guardArgs(): GuardArgs {
    if (this.ownArgs === undefined) this.ownArgs = { context: this.context, event: this.event };
    return this.ownArgs;
  }

  setContext(context: AnyMachineSnapshot['context']): void {
    this.context = context;
    this.ownInfo = undefined;
    this.ownArgs = undefined;
    this.change();
  }

  adopt({ context, children }: AnyMachineSnapshot): void {
    this.children = children;
    this.setContext(context);
  }

  finish(output: unknown): void {
    this.status = 'done';
    this.output = output;
    this.change();
  }

  raise(event: AnyEventObject): void {
    if (this.queue === undefined) this.queue = [event];
    else this.queue.push(event);
  }

  materialised(): AnyMachineSnapshot {
    if (!this.isStale) return this.snapshot;
    const { status, output, context, children, remembered } = this;
    const { like } = this.configuration;
    const { error } = this.snapshot;
    this.snapshot = makeSnapshot(like, status, output, error, context, children, remembered);
    this.isStale = false;
    return this.snapshot;
  }

  /** Goes on until nothing is left to be done. */
  private settle(): AnyMachineSnapshot {
    const limit = iterationsOf(this.configuration.among.machine);
    let mayBeEventless = true;
    for (let iteration = 1; this.status === 'active'; iteration++) {
      if (iteration > limit) throw endless(limit);
      const eventless: Choice = mayBeEventless ? eventlessOf(this.configuration) : NOTHING;
      let move: Move | undefined =
        eventless === NOTHING ? undefined : chooseEventless(eventless, this);
      const isEventless: boolean = move !== undefined;
      if (!isEventless) {
        const raised = this.nextRaised();
        if (raised === undefined) break;
        move = choose(this.choiceFor(raised.type), this);
      }
      if (move !== undefined) this.microstep(move);
      else this.record([]);
      mayBeEventless = !isEventless || this.changed;
    }
    const result = this.materialised();
    if (this.status !== 'active' && hasChildren(this.children)) {
      stopChildren(this.scope, result, this.event);
    }
    return result;
  }

  private choiceFor(type: string): Choice {
    const { configuration } = this;
    const { why, choice } = currentPlanFor(configuration, type);
    // What is reserved for those who send is a type like any other to who raises it.
    return why === undefined ? choice : choiceOf(configuration, type);
  }

  private nextRaised(): AnyEventObject | undefined {
    const { queue } = this;
    if (queue === undefined || queue.length === 0) return undefined;
    this.event = queue.shift() as AnyEventObject;
    this.ownInfo = undefined;
    this.ownArgs = undefined;
    return this.event;
  }

  private microstep(move: Move): void {
    this.perform(move);
    this.record(move.transitions);
  }

  private perform(move: Move): void {
    this.changed = false;
    carryOut(move.steps, this);
    if (!move.moves) return;
    this.configuration = move.to;
    if (move.remembered !== undefined) {
      this.remembered = { ...this.remembered, ...move.remembered } as HistoryValue;
    }
    this.change();
  }

  private change(): void {
    this.changed = true;
    this.isStale = true;
  }

  /** Ends the machine where it is. */
  private end(status: 'error' | 'stopped', error: unknown): AnyMachineSnapshot {
    const { event, scope, context, output, remembered, configuration } = this;
    const { children } = hasChildren(this.children)
      ? stopChildren(scope, this.materialised(), event)
      : this;
    const { like } = configuration;
    const why = status === 'error' ? error : this.snapshot.error;
    const ended = makeSnapshot(
      like,
      status,
      output,
      why,
      context,
      children as Children,
      remembered,
    );
    if (this.isVisible) recordMicrostep(scope, event, ended, []);
    return ended;
  }

  private record(transitions: Move['transitions']): void {
    if (this.isVisible) recordMicrostep(this.scope, this.event, this.materialised(), transitions);
  }
}

/** As XState says it. */
const endless = (limit: number) =>
  new Error(
    `Infinite loop detected: the machine has processed more than ${limit} microsteps without reaching a stable state. This usually happens when there's a cycle of transitions (e.g., eventless transitions or raised events causing state A -> B -> C -> A).`,
  );

function hasChildren(children: Children): boolean {
  for (const id in children) if (Object.hasOwn(children, id)) return true;
  return false;
}
