import type { ChartAnswer } from '../../messages';
import { ask } from '../session/requests';

const known = new Map<string, Promise<ChartAnswer>>();

/** A machine's chart, which never changes: asked for once. */
export function chartBy(id: string): Promise<ChartAnswer> {
  let answer = known.get(id);
  if (answer === undefined) {
    answer = ask<ChartAnswer>(`/api/charts/${encodeURIComponent(id)}`);
    known.set(id, answer);
    // Asked again by the next who wants it.
    answer.catch(() => known.delete(id));
  }
  return answer;
}
