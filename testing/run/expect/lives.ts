/** What a script says of a connection that should have ended and lives. */

import { type AnyActorRef, type AnyMachineSnapshot, matchesState, type StateValue } from 'xstate';
import { socketOf } from '../../../actors/connection/descriptors';
import { showState } from '../../trace/show';
import type { Scene } from '../scene';
import type { WatchedConnection } from '../serverWatch';

type Waiting = (unsent: number) => string;

const toTake: Waiting = (unsent) => `the client to take ${unsent} bytes that are unsent`;

/** What a connection's end waits for in each state of its adapter, the first that fits. */
const WAITS: readonly (readonly [state: StateValue, waits: readonly Waiting[]])[] = [
  [{ closing: 'aborting' }, [() => 'its socket to be closed']],
  [{ closing: 'finishing' }, [toTake, () => "the client's FIN, or the linger timeout"]],
  [
    { connected: { receiving: 'ended', sending: 'blocked' } },
    [toTake, () => 'its handler to finish'],
  ],
  [{ connected: { receiving: 'ended' } }, [() => 'its handler to finish']],
  [{ connected: { receiving: 'paused', sending: 'blocked' } }, [toTake]],
  [{ connected: { receiving: 'paused' } }, [() => 'its handler to resume reading, or to finish']],
  [
    { connected: {} },
    [toTake, () => 'its handler or the client to finish, or the idle timeout, if there is one'],
  ],
];

const snapshotOf = (actor: AnyActorRef | undefined) =>
  actor?.getSnapshot() as Partial<AnyMachineSnapshot> | undefined;

function stateOfHandler(handler: AnyActorRef | undefined, scene: Scene): string {
  if (handler === undefined) return 'it has no handler';
  const status = scene.watch.statusOf(handler);
  const { value } = snapshotOf(handler) ?? {};
  const state = value === undefined ? '' : `in ${showState(value)}`;
  if (status === 'active') return state === '' ? 'its handler lives' : `its handler is ${state}`;
  return `its handler is ${status}`;
}

/** Of a connection that has not ended: in which states it is, and what its end waits for. */
export function describeLife({ csa, connection }: WatchedConnection, scene: Scene): string {
  const { value, context } = snapshotOf(csa) ?? {};
  if (value === undefined) return 'it lives';
  const unsent = socketOf((context as { readonly descriptor: number }).descriptor)?.unsent ?? 0;
  const [, waits = []] = WAITS.find(([state]) => matchesState(state, value)) ?? [];
  const waiting = waits
    .filter((what) => what !== toTake || unsent > 0)
    .map((what) => what(unsent))
    .join(', then for ');
  const handler = stateOfHandler(scene.watch.actor('handler', connection.id), scene);
  return `it lives: it is in ${showState(value)}, ${handler}; it waits for ${waiting}`;
}
