import {
  type AnyActorRef,
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type ContextFrom,
  type EventFromLogic,
  type ExecutableActionObject,
  type InputFrom,
  initialTransition,
  type SnapshotFrom,
  type StateValue,
  transition,
} from 'xstate';

/** A message that a machine would have sent to another actor. */
export interface Sent {
  /** The id by which the machine names the actor, or the actor's own. */
  readonly to: string;
  readonly target: AnyActorRef | undefined;
  readonly event: AnyEventObject;
}

/** A machine run without actors: what it would have done, by the events that it has taken. */
export class Pure<TMachine extends AnyStateMachine> {
  snapshot: SnapshotFrom<TMachine>;
  /** Custom actions in order, by name. */
  did: string[] = [];
  /** What it emitted. */
  said: AnyEventObject[] = [];
  sent: Sent[] = [];

  private constructor(
    private readonly machine: TMachine,
    [snapshot, actions]: readonly [SnapshotFrom<TMachine>, readonly ExecutableActionObject[]],
  ) {
    this.snapshot = snapshot;
    this.note(actions);
  }

  static start<TMachine extends AnyStateMachine>(
    machine: TMachine,
    input: InputFrom<TMachine>,
  ): Pure<TMachine> {
    return new Pure(machine, initialTransition(machine, input as never) as never);
  }

  /** Takes the events; what was noted before is forgotten, so that one sees what these did. */
  take(...events: EventFromLogic<TMachine>[]): this {
    this.did = [];
    this.said = [];
    this.sent = [];
    for (const event of events) {
      const [next, actions] = transition(this.machine, this.snapshot as never, event as never);
      this.snapshot = next as never;
      this.note(actions as never);
    }
    return this;
  }

  get value(): StateValue {
    return (this.snapshot as AnyMachineSnapshot).value;
  }

  get context(): ContextFrom<TMachine> {
    return (this.snapshot as AnyMachineSnapshot).context;
  }

  get saidTypes(): string[] {
    return this.said.map(({ type }) => type);
  }

  /** `tcpServer: control.serverShutdown`, and so on. */
  get sentTypes(): string[] {
    return this.sent.map(({ to, event }) => `${to}: ${event.type}`);
  }

  private note(actions: readonly ExecutableActionObject[]): void {
    for (const { type, params } of actions as readonly { type: string; params?: unknown }[]) {
      if (type === 'xstate.emit') this.said.push((params as { event: AnyEventObject }).event);
      else if (type === 'xstate.sendTo') this.sent.push(sent(params));
      else if (!type.startsWith('xstate.')) this.did.push(type);
    }
  }
}

function sent(params: unknown): Sent {
  const { to, targetId, event } = params as {
    to: AnyActorRef | string;
    targetId: string | undefined;
    event: AnyEventObject;
  };
  const target = typeof to === 'string' ? undefined : to;
  return { to: targetId ?? target?.id ?? String(to), target, event };
}
