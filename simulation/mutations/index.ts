import { drawnFirst } from './drawnFirst';
import { drawnFourth } from './drawnFourth';
import { drawnSecond } from './drawnSecond';
import { drawnThird } from './drawnThird';
import type { Mutation } from './mutation';
import { bookkeepingMutations } from './ofBookkeeping';
import { chartMutations } from './ofCharts';
import { frameMutations } from './ofFrames';
import { handlerMutations } from './ofHandlers';
import { othersMutations } from './ofOthers';
import { socketMutations } from './ofSockets';
import { supervisorMutations } from './ofSupervisors';

/** All deliberate faults. */
export const mutations: readonly Mutation[] = [
  ...socketMutations,
  ...chartMutations,
  ...supervisorMutations,
  ...bookkeepingMutations,
  ...frameMutations,
  ...handlerMutations,
  ...othersMutations,
  ...drawnFirst,
  ...drawnSecond,
  ...drawnThird,
  ...drawnFourth,
];

/** Finds a text however deep it is indented: what stands around it may change. */
const anyIndent = (text: string): RegExp =>
  new RegExp(
    text
      .split('\n')
      .map((line) => line.trimStart().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('\n *'),
  );

/** The source with the fault in it. Throws if it is not there, or not only once. */
export function mutated(source: string, { name, file, find, replace }: Mutation): string {
  const pieces = source.split(anyIndent(find));
  if (pieces.length === 2) return pieces.join(replace);
  throw new Error(
    `The mutation "${name}" is stale: what it replaces is ${pieces.length - 1} times in ${file}.`,
  );
}
