import type { AnyActorRef, AnyMachineSnapshot, AnyStateNode } from 'xstate';
import { timerIdsOf } from '../../../compiled/xstate/indexTimers';
import { scheduledNow } from '../../../compiled/xstate/privateActors';
import { socketOf } from '../../../connection/descriptors';
import type { Timer } from '../messages';

/** What begins the id by which a state's own delay waits; the delay and the state's id follow. */
const AFTER = 'xstate.after.';

/** `after 5000` of a state: `waiting after 5000`. */
const nameOf = (node: AnyStateNode, event: string): string => {
  const [, , delay = ''] = event.split('.');
  return `${node.path.join('.') || node.machine.id} after ${delay}`;
};

/** The delays of an actor that run, of its states and of what it sends: found without looking through all timers. */
function delaysOf(actor: AnyActorRef, party: Timer['actor']): Timer[] {
  const { _nodes: nodes = [] } = actor.getSnapshot() as Partial<AnyMachineSnapshot>;
  const scheduled = scheduledNow(actor.system);
  const now = Date.now();
  const timerOf = (id: string, name: (type: string) => string): Timer[] => {
    const { delay, startedAt, event } = scheduled[`${actor.sessionId}.${id}`] ?? {};
    if (delay === undefined || startedAt === undefined) return [];
    const left = Math.max(0, startedAt + delay - now);
    return [{ name: name(event?.type ?? id), actor: party, left, of: delay }];
  };
  const ofStates = nodes.flatMap((node) =>
    node.after.flatMap(({ eventType }) => timerOf(eventType, () => nameOf(node, eventType))),
  );
  const sent = [...timerIdsOf(actor)].filter((id) => !id.startsWith(AFTER));
  return [...ofStates, ...sent.flatMap((id) => timerOf(id, (type) => `sends ${type}`))];
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
