/**
 * Guards what surrounds an actor from what people hang onto it, before its first snapshot is made.
 */

import type { AnyActorRef, AnyActorScope } from 'xstate';
import { containFromFirstRecord, containInspectors } from '../xstate/containInspectors';
import { containListeners } from '../xstate/containListeners';
import { containObservers } from '../xstate/containObservers';
import { SHORT_LIVED } from '../xstate/watch';

/** What of an actor logic makes the snapshot that its actor starts with. */
interface Beginnings {
  getInitialSnapshot(scope: AnyActorScope, input: unknown): unknown;
  restoreSnapshot?(snapshot: unknown, scope: AnyActorScope): unknown;
  provide?(implementations: unknown): object;
}

/** Light actors contain who watches them by themselves. */
const isLight = (self: object) => (self as { readonly [SHORT_LIVED]?: true })[SHORT_LIVED] === true;

function contain(scope: AnyActorScope): void {
  const self = scope.self as AnyActorRef;
  if (isLight(self)) return;
  containInspectors(scope.system);
  containListeners(self);
  containObservers(self, false);
}

/**
 * The same logic, of whose actors everything that the user's code may do to them by watching is
 * contained, and for which `begin` is called before an actor has its first snapshot.
 */
export function guarded<TLogic extends object>(
  logic: TLogic,
  begin?: (scope: AnyActorScope) => void,
): TLogic {
  const begins = (scope: AnyActorScope) => {
    contain(scope);
    begin?.(scope);
  };
  const result = beginning(logic, begins, (other) => guarded(other, begin));
  containFromFirstRecord(result);
  return result;
}

/**
 * The same logic, for which `begins` is called before an actor has its first snapshot; `again` does so with
 * the logic that comes of it with other implementations.
 */
export function beginning<TLogic extends object>(
  logic: TLogic,
  begins: (scope: AnyActorScope) => void,
  again: (other: TLogic) => TLogic,
): TLogic {
  const given = logic as TLogic & Beginnings;
  const own: Beginnings = {
    getInitialSnapshot(scope, input) {
      begins(scope);
      return given.getInitialSnapshot(scope, input);
    },
  };
  if (given.restoreSnapshot !== undefined) {
    own.restoreSnapshot = (snapshot, scope) => {
      begins(scope);
      return given.restoreSnapshot?.(snapshot, scope);
    };
  }
  if (given.provide !== undefined) {
    own.provide = (implementations) => again(given.provide?.(implementations) as TLogic);
  }
  return Object.assign(Object.create(given), own);
}
