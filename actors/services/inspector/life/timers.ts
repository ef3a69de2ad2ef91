import type { AnyActorRef, AnyMachineSnapshot, AnyStateNode } from 'xstate';
import { scheduledNow } from '../../../compiled/xstate/privateActors';
import { socketOf } from '../../../connection/descriptors';
import type { Timer } from '../messages';

/** `after 5000` of a state: `waiting after 5000`. */
const nameOf = (node: AnyStateNode, event: string): string => {
  const [, , delay = ''] = event.split('.');
  return `${node.path.join('.') || node.machine.id} after ${delay}`;
};

/** The delays of an actor's states that run: found by the states, and not by looking through all timers. */
function delaysOf(actor: AnyActorRef, party: Timer['actor']): Timer[] {
  const { _nodes: nodes = [] } = actor.getSnapshot() as Partial<AnyMachineSnapshot>;
  const scheduled = scheduledNow(actor.system);
  const now = Date.now();
  return nodes.flatMap((node) =>
    node.after.flatMap(({ eventType }) => {
      const { delay, startedAt } = scheduled[`${actor.sessionId}.${eventType}`] ?? {};
      if (delay === undefined || startedAt === undefined) return [];
      const left = Math.max(0, startedAt + delay - now);
      return [{ name: nameOf(node, eventType), actor: party, left, of: delay }];
    }),
  );
}

/** The timeout of a socket that runs. */
function waitOf(descriptor: number, now: number): Timer[] {
  const wait = socketOf(descriptor)?.patience?.wait;
  if (wait === undefined) return [];
  const { name, milliseconds, dueAt } = wait;
  return [{ name, actor: 'socket', left: Math.max(0, dueAt - now), of: milliseconds }];
}

/** The timers that run for a connection. */
export function timersOf(
  descriptor: number,
  handler: AnyActorRef | undefined,
  server: AnyActorRef,
  now: number,
): readonly Timer[] {
  return [
    ...waitOf(descriptor, now),
    ...(handler === undefined ? [] : delaysOf(handler, 'handler')),
    ...delaysOf(server, 'server'),
  ];
}
