/** Which box of a CSA leads to which of its handler, and back. */

import type { AnyEventObject } from 'xstate';
import { Wiring } from '../boxes/link';

// The outbox, which is most of what is said, leads to the inbox on both sides, without being looked up.

/** From the CSA's other boxes to the handler's. */
export const toHandler = new Wiring({
  signal: 'control',
  'signal.shutdownCSA': 'control.socketShutdown',
  flow: 'flow',
});

/**
 * From the handler's other boxes to the CSA's, word for word: a handler is anybody's code, and what else
 * it adds to a word, such as a `howDied`, is not for it to say.
 */
const TO_CSA: ReadonlyMap<unknown, AnyEventObject> = new Map(
  [
    ['signal.producerFinished', 'control.producerFinished'],
    ['signal.shutdownMicroprocess', 'control.shutdownMicroprocess'],
    ['signal.makessl', 'control.makessl'],
    ['signal.injection', 'control.injection'],
    ['flow.end', 'flow.end'],
    ['flow.pause', 'flow.pause'],
    ['flow.resume', 'flow.resume'],
  ].map(([said, type]) => [said, Object.freeze({ type: type as string })]),
);

/** What a CSA is told when its handler says something, or undefined if that is not for the CSA. */
export const wordToCsa = (type: unknown): AnyEventObject | undefined => TO_CSA.get(type);
