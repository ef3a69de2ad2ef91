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
  const mapped = final.output !== undefined;
  if (mapped) evaluate(final.output, context, event, self);
  if (root.output === undefined) return undefined;
  const output = mapped ? evaluate(final.output, context, event, self) : undefined;
  return evaluate(root.output, context, { type: `xstate.done.state.${final.id}`, output }, self);
}

function evaluate(
  mapper: unknown,
  context: unknown,
  event: AnyEventObject,
  self: unknown,
): unknown {
  return typeof mapper === 'function' ? mapper({ context, event, self }) : mapper;
}
