import { takeDirectly } from './directActor';
import { guarded } from './guarded';
import { isDirectTrusted } from './lightCheck';

/**
 * The same logic, whose actors take events directly when nobody inspects: for servers and supervisors,
 * through which every connection passes. Where XState is not the one that this was made for, they are
 * XState's own.
 */
export function direct<TLogic extends object>(logic: TLogic): TLogic {
  return guarded(logic, (scope) => {
    if (isDirectTrusted()) takeDirectly(scope);
  });
}
