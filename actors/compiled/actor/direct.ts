import type { AnyActorScope } from 'xstate';
import { takeDirectly } from './directActor';
import { isDirectTrusted } from './lightCheck';

/** What of an actor logic makes the snapshot that its actor starts with. */
interface Beginnings {
  getInitialSnapshot(scope: AnyActorScope, input: unknown): unknown;
  restoreSnapshot?(snapshot: unknown, scope: AnyActorScope): unknown;
  provide?(implementations: unknown): Beginnings;
}

/**
 * The same logic, whose actors take events directly when nobody inspects: for servers and supervisors,
 * through which every connection passes. Where XState is not the one that this was made for, they are
 * XState's own.
 */
export function direct<TLogic extends object>(logic: TLogic): TLogic {
  const given = logic as TLogic & Beginnings;
  const own: Beginnings = {
    getInitialSnapshot(scope, input) {
      if (isDirectTrusted()) takeDirectly(scope);
      return given.getInitialSnapshot(scope, input);
    },
  };
  if (given.restoreSnapshot !== undefined) {
    own.restoreSnapshot = (snapshot, scope) => {
      if (isDirectTrusted()) takeDirectly(scope);
      return given.restoreSnapshot?.(snapshot, scope);
    };
  }
  if (given.provide !== undefined) {
    own.provide = (implementations) => direct(given.provide?.(implementations) as Beginnings);
  }
  return Object.assign(Object.create(given), own);
}
