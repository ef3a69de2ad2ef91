/** Two connections as one: what the one brings the other says. */

import type { AnyActorRef, AnyEventObject, AnyMachineSnapshot } from 'xstate';
import {
  type CsaContext,
  connectedSocketAdapterMachine,
} from '../../machines/connection/connectedSocketAdapter';
import type { CsaEvent, CsaMessage, CsaRef } from '../../machines/connection/csaMessages';
import { mayLose } from '../../machines/connection/howDied';
import { XstateNetError } from '../../machines/kit/errors';
import { isActor } from '../../machines/kit/isActor';
import { shown } from '../../machines/kit/shown';
import { relay } from '../compiled/xstate/relay';
import { socketOf } from '../connection/descriptors';
import { handlerIds } from '../handler/handlerIds';
import { Handlers } from '../handler/handlers';
import { lent } from '../handler/lent';
import { resourceOf } from '../kit/resource';

const bad = (what: string) => new XstateNetError('XN_BAD_OPTION', `pipe() cannot be made: ${what}`);

/** Taken from its handler, if it has one. */
function csaOf(end: AnyActorRef): CsaRef {
  if (!isActor(end))
    throw bad(`one end is ${shown(end)}; give it a connection's handler, or its csa`);
  const { _parent: parent, logic } = end as AnyActorRef & {
    readonly _parent?: AnyActorRef;
    readonly logic?: { readonly id?: string };
  };
  if (logic?.id === connectedSocketAdapterMachine.id) return end as CsaRef;
  const found: unknown = resourceOf(parent);
  if (!(found instanceof Handlers)) {
    throw bad(`${end.id} is the handler of no connection; give it what "connected" has as handler`);
  }
  return lent(found.lifeOf(handlerIds.serialOf(end.id)), end);
}

const isIn = (csa: CsaRef, state: object): boolean =>
  (csa.getSnapshot() as AnyMachineSnapshot).matches({ connected: state } as never);

const isGone = (csa: CsaRef): boolean => !isIn(csa, {});

const tell = (from: CsaRef, to: CsaRef, event: CsaEvent): void => relay(from, to, event);

/** The peer of one will send no more. When that is so of both, all is said. */
function ended(from: CsaRef, to: CsaRef): void {
  if (!isIn(to, { receiving: 'ended' })) {
    tell(from, to, { type: 'flow.end' });
    return;
  }
  tell(to, from, { type: 'control.producerFinished' });
  tell(from, to, { type: 'control.producerFinished' });
}

/** What was said may still be flushed, unless the end was one that loses it. */
function gone(from: CsaRef, to: CsaRef, isLossy: boolean): void {
  tell(from, to, { type: isLossy ? 'control.shutdownMicroprocess' : 'control.producerFinished' });
}

/** Carries what one brings to the other, and has it read no faster than the other takes. */
function carry(from: CsaRef, to: CsaRef): void {
  from.on('*', (message: CsaMessage | AnyEventObject) => {
    switch (message.type) {
      case 'outbox':
        tell(from, to, { type: 'inbox', data: message.data });
        break;
      case 'flow.blocked':
        tell(from, to, { type: 'flow.pause' });
        break;
      case 'flow.ready':
        tell(from, to, { type: 'flow.resume' });
        break;
      case 'signal.producerFinished':
        ended(from, to);
        break;
      case 'signal.shutdownCSA':
        gone(from, to, mayLose(message.howDied));
        break;
    }
  });
}

/** Things are as they are when it begins. */
function begin(from: CsaRef, to: CsaRef): void {
  socketOf(
    (from.getSnapshot() as unknown as { readonly context: CsaContext }).context.descriptor,
  )?.sending.part();
  if (isIn(from, { receiving: 'ended' })) ended(from, to);
  else tell(to, from, { type: isIn(to, { sending: 'blocked' }) ? 'flow.pause' : 'flow.resume' });
}

/**
 * Joins two connections, of servers or clients: what one brings the other says, no faster than its peer takes it;
 * a half that one peer ends is ended towards the other; and the end of one is the end of the other, by a reset where
 * bytes may have been lost, else behind the last byte. Each end is a connection's handler, as `connected` has it,
 * or its CSA. Handlers hear no more of their connections, and limits, timeouts and counts go on.
 *
 * Both should not have been read from: `pipeEnd` is the protocol of connections that wait for it. Throws
 * `XN_BAD_OPTION` for what is no connection, is one and the same, or has a codec.
 *
 * @example
 * ```ts
 * server.on('connected', ({ handler }) => {
 *   const client = createActor(tcpClient, { input: { port: 80, protocol: pipeEnd, reconnect: false } });
 *   client.on('connected', (upstream) => pipe(handler, upstream.handler));
 *   client.start();
 * });
 * ```
 */
export function pipe(a: AnyActorRef | undefined, b: AnyActorRef | undefined): void {
  const [one, other] = [csaOf(a as AnyActorRef), csaOf(b as AnyActorRef)];
  if (one === other) throw bad(`both ends are ${one.id}; give it two connections`);
  if (isGone(one) || isGone(other)) {
    gone(one, other, true);
    gone(other, one, true);
    return;
  }
  carry(one, other);
  carry(other, one);
  begin(one, other);
  begin(other, one);
}
