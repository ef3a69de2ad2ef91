/** What final states give out. */

import type { AnyStateNode } from 'xstate';
import type { Working } from './working';

/** The output of a final state. */
export function outputOf({ output }: AnyStateNode, on: Working): unknown {
  return output === undefined ? undefined : evaluate(output, on.event, on);
}

/**
 * The output of a machine, which `completing` brought to its end. The output of a final state is evaluated
 * once more for it: XState makes a done event for the queue, and another for the machine's mapper.
 */
export function outputOfMachine(completing: AnyStateNode | undefined, on: Working): unknown {
  const { root } = on.configuration.among.machine;
  if (root.output === undefined || completing === undefined) return undefined;
  const output = completing.parent ? outputOf(completing, on) : undefined;
  return evaluate(root.output, { type: `xstate.done.state.${completing.id}`, output }, on);
}

function evaluate(mapper: unknown, event: object, { context, scope }: Working): unknown {
  const { self } = scope;
  return typeof mapper === 'function' ? mapper({ context, event, self }) : mapper;
}
