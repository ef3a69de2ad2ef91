import type { AnyActorScope, AnyEventObject, AnyStateNode } from 'xstate';

/**
 * The output of a machine that entered `final`. The final state's own output is evaluated twice if
 * the machine has one too: XState makes a done event for the queue first, and another for the mapper.
 */
export function outputOf(
  final: AnyStateNode,
  context: unknown,
  event: AnyEventObject,
  { self }: AnyActorScope,
): unknown {
  const { root } = final.machine;
  const evaluate = (mapper: unknown, event: AnyEventObject) =>
    typeof mapper === 'function' ? mapper({ context, event, self }) : mapper;
  evaluate(final.output, event);
  if (root.output === undefined) return undefined;
  const type = `xstate.done.state.${final.id}`;
  return evaluate(root.output, { type, output: evaluate(final.output, event) });
}
