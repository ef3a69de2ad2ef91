import type { AnyActorRef, EventObject } from 'xstate';
import { XstateNetError } from '../../machines/kit/errors';
import { takes } from './takes';

/** What a server says of an error: that there was one, and that it ended with it. */
interface Telling extends EventObject {
  readonly error?: unknown;
}

/** By how many listeners of this package a message is heard besides those of others. */
interface Own {
  /** Those that ask for its type. */
  readonly exact: number;
  /** Those that ask for everything. */
  readonly all: number;
}

/** Those who listen to an actor, as XState keeps them; where it does so otherwise, nobody is warned. */
interface ListenedTo {
  readonly eventListeners?: unknown;
  readonly observers?: { readonly size?: number };
  readonly _parent?: AnyActorRef;
}

/** Listeners of this package that make nobody hear of an error, by actor and by type. */
const uncounted = new WeakMap<AnyActorRef, Map<string, number>>();

/** Listens to an actor in a way that does not count as somebody's hearing of its errors. */
export function listenUncounted(
  actor: AnyActorRef,
  type: string,
  listener: (message: never) => void,
): void {
  const counts = uncounted.get(actor) ?? new Map<string, number>();
  counts.set(type, (counts.get(type) ?? 0) + 1);
  uncounted.set(actor, counts);
  actor.on(type, listener as never);
}

/** Whether somebody else hears what the server says. */
function isHeard(
  server: AnyActorRef,
  owner: AnyActorRef | undefined,
  type: string,
  own: Own,
): boolean {
  const { eventListeners } = server as unknown as ListenedTo;
  if (!(eventListeners instanceof Map)) return true;
  const ours = uncounted.get(server);
  const listening = (to: string): number =>
    (eventListeners.get(to)?.size ?? 0) - (ours?.get(to) ?? 0);
  return (
    listening(type) > own.exact ||
    listening('*') > own.all ||
    (owner !== undefined && takes(owner, type))
  );
}

/** Whether somebody learns how the server ended from its snapshot or its output. */
function isWatched(server: AnyActorRef): boolean {
  const { observers, _parent: parent } = server as unknown as ListenedTo;
  if ((observers?.size ?? 1) > 0) return true;
  return parent !== undefined && takes(parent, `xstate.done.actor.${server.id}`);
}

/** Tells apart what an error says of itself and that nobody heard it; the error itself is its cause. */
const unheard = (error: XstateNetError) =>
  new XstateNetError(
    error.code,
    `${error.message} (it has ended with this error, and nobody listens to its "error" or "shutdown")`,
    error,
  );

/**
 * A server that ends with an error that nobody listens to would leave a program that does nothing and
 * says nothing. It is warned of instead, once, with the error's code. To be called when the owner is
 * linked already: its linkage is no listener of its own.
 */
export function warnUnheard(server: AnyActorRef, owner: AnyActorRef | undefined): void {
  const own: Own = { exact: 1, all: owner === undefined ? 0 : 1 };
  /** The error that somebody heard of last. */
  let heard: unknown;
  const atError = ({ type, error }: Telling): void => {
    if (isHeard(server, owner, type, own)) heard = error;
  };
  const atShutdown = ({ type, error }: Telling): void => {
    if (!(error instanceof XstateNetError) || error === heard) return;
    if (isHeard(server, owner, type, own) || isWatched(server)) return;
    process.emitWarning(unheard(error));
  };
  // A server says so in plain words, a bare listener in a box of its own.
  for (const box of ['', 'signal.']) {
    server.on(`${box}error`, atError);
    server.on(`${box}shutdown`, atShutdown);
  }
}
