import type { AnyActorScope, AnyEventObject, AnyMachineSnapshot } from 'xstate';
import type { Configuration } from '../plan/plan';
import type { ActionInfo, Children } from '../xstate/privates';
import type { Outgoing } from './effects';

/** What steps work on: a machine in the middle of an event. */
export interface Working {
  readonly scope: AnyActorScope;
  readonly outgoing: Outgoing;
  /** Whether everything has to go where inspectors see it. */
  readonly isVisible: boolean;
  readonly configuration: Configuration;
  readonly context: AnyMachineSnapshot['context'];
  /** The event that is being handled. */
  readonly event: AnyEventObject;
  children: Children;
  /** Raised events, in order. */
  queue: AnyEventObject[] | undefined;
  /** Ids of actors that are about to be invoked, and what waits for them. */
  expected: readonly string[] | undefined;
  waiting: (() => void)[] | undefined;
  /** What an action is called with. */
  info(): ActionInfo;
  /** The snapshot as it is now. */
  materialised(): AnyMachineSnapshot;
  setContext(context: AnyMachineSnapshot['context']): void;
  /** Takes over what one of XState's own actions made of the snapshot. */
  adopt(snapshot: AnyMachineSnapshot): void;
  raise(event: AnyEventObject): void;
  /** The machine is done. */
  finish(output: unknown): void;
}
