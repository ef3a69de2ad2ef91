import type { AnyActorRef, AnyEventObject, AnyMachineSnapshot } from 'xstate';
import { Unanswered } from '../../machines/handler/unanswered';
import { resourceOf } from '../kit/resource';
import { Handlers } from './handlers';

/** The supervisor of the handlers of a server or a client. */
export function handlersOf(actor: AnyActorRef): Handlers | undefined {
  const { children } = actor.getSnapshot() as Partial<AnyMachineSnapshot>;
  const found: unknown = resourceOf(children?.handlers);
  return found instanceof Handlers ? found : undefined;
}

/** A client holds what it is asked until it has a connection, as all else that it is told to say. */
export function askClient(
  client: AnyActorRef,
  event: AnyEventObject,
  timeout: number,
): Promise<unknown> {
  const found = handlersOf(client);
  if (found?.input.ofClient !== true || client.getSnapshot().status !== 'active') {
    return Promise.reject(Unanswered.byNobody());
  }
  const { question, answer } = found.others.directory.prepare(event.type, timeout);
  client.send({ type: 'say', event, question });
  return answer;
}
