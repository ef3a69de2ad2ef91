/**
 * Gives an actor system a scheduler that finds the timers of one actor at once: XState's own looks
 * through all.
 */

import type { AnyActorRef, EventObject } from 'xstate';

/** What XState's scheduler of delayed events does. */
export interface Scheduler {
  schedule(
    source: AnyActorRef,
    target: AnyActorRef,
    event: EventObject,
    delay: number,
    id?: string,
  ): void;
  cancel(source: object, id: string): void;
  cancelAll(source: object): void;
}

/** What is waiting in a system, as its snapshot tells. */
export type ScheduledEvents = Readonly<
  Record<
    string,
    {
      readonly source: AnyActorRef;
      readonly id: string;
      readonly event?: { readonly type: string };
      readonly delay?: number;
      readonly startedAt?: number;
    }
  >
>;

/** Of an actor that has used more ids than this, XState looks for what is left. */
const MANY = 64;

const used = new WeakMap<object, Set<string>>();

/**
 * The ids by which an actor has delayed events, the first {@link MANY} of them: whether they still wait, its
 * system knows.
 */
export const timerIdsOf = (source: object): Iterable<string> => used.get(source) ?? [];

/**
 * Lets a system find an actor's timers by the actor. XState goes through those of all actors whenever
 * one stops: with a timer for each of ten thousand connections, the end of each would cost as much as
 * there are connections.
 */
export function indexTimers(scheduler: Scheduler, waiting: ScheduledEvents): void {
  const { schedule, cancel, cancelAll } = scheduler;
  const use = (source: object, id: string) => {
    const ids = used.get(source);
    if (ids === undefined) used.set(source, new Set([id]));
    else if (ids.size <= MANY) ids.add(id);
  };
  for (const { source, id } of Object.values(waiting)) use(source, id);
  scheduler.schedule = (source, target, event, delay, id = randomId()) => {
    use(source, id);
    schedule(source, target, event, delay, id);
  };
  scheduler.cancelAll = (source) => {
    const ids = used.get(source);
    if (ids === undefined) return;
    used.delete(source);
    if (ids.size > MANY) cancelAll(source);
    else for (const id of ids) cancel(source, id);
  };
}

/** As XState makes one for a delayed event that has none. */
const randomId = () => Math.random().toString(36).slice(2);
