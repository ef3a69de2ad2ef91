import { Actor, type AnyActorRef } from 'xstate';
import type { System } from './privateActors';
import { inspectorFailed } from './userCode';
import { watchOf } from './watch';

const contained = new WeakSet<object>();

/**
 * Keeps an inspector that throws from throwing out of `send()` and `createActor()`, which would lose
 * the event in hand: it is warned of, or goes to `report`. Done once per system, by whoever asks first. Inspectors after the
 * one that threw do not see that record.
 */
export function containInspectors(
  system: AnyActorRef['system'],
  report: (error: unknown) => void = inspectorFailed,
): void {
  const internal: Partial<System> = system;
  const notify = internal._sendInspectionEvent;
  if (contained.has(system) || typeof notify !== 'function') return;
  contained.add(system);
  // Looked at before anything is contained: the look relies on what is thrown.
  watchOf(system);
  internal._sendInspectionEvent = (record) => {
    try {
      notify(record);
    } catch (error) {
      report(error);
    }
  };
}

const CONTAINED = Symbol('xstate-net.contained');

/**
 * Has inspectors contained before the first record of an actor of `logic`, which XState makes before it
 * asks anything of the logic.
 */
export function containFromFirstRecord(logic: object): void {
  Object.defineProperty(logic, CONTAINED, { value: true });
}

interface Beginning {
  readonly logic?: { readonly [CONTAINED]?: true };
  readonly system?: AnyActorRef['system'];
}

/**
 * The last thing that XState's `Actor` does before its first record is to bind its `send`; that is the
 * only way in. What is bound stays the same. Where XState does it otherwise, nothing comes of it, and the
 * first record is contained as soon as the actor begins.
 */
function noticeBeginnings(send: CallableFunction): void {
  const { bind } = send;
  Object.defineProperty(send, 'bind', {
    configurable: true,
    writable: true,
    value(this: CallableFunction, actor: Beginning | undefined) {
      const system = actor?.logic?.[CONTAINED] && actor.system;
      if (system) containInspectors(system);
      return Reflect.apply(bind, this, [actor]);
    },
  });
}

noticeBeginnings(Actor.prototype.send);
