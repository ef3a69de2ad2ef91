import type { ActionAnswer, ActionRequest } from '../messages';
import type { Look } from './look';

const WORDS = {
  resume: 'control.resume',
  drain: 'control.serverShutdown',
  abort: 'control.shutdownMicroprocess',
} as const;

const done: ActionAnswer = { done: true };
const refused = (reason: string): ActionAnswer => ({ done: false, reason });

/** Does what somebody has asked for, and confirmed. */
export function act(look: Look, request: ActionRequest): ActionAnswer {
  const key = request.action === 'abortConnection' ? request.connection.server : request.server;
  const server = look.watches.get(key);
  if (server === undefined) return refused(`there is no server ${key}`);
  const { actor } = server;
  if (actor.getSnapshot().status !== 'active') return refused('the server has ended');
  switch (request.action) {
    case 'suspend':
      if (server.isSingle) return refused('a singleServer cannot be suspended');
      actor.send({
        type: 'control.suspend',
        ...(request.mode === undefined ? {} : { mode: request.mode }),
      });
      return done;
    case 'abortConnection': {
      const row = server.rows.get(request.connection.id);
      if (row === undefined) return refused(`connection ${request.connection.id} has ended`);
      row.csa.send({ type: 'control.shutdownMicroprocess', howDied: 'aborted' });
      return done;
    }
    default:
      if (server.isSingle && request.action === 'resume') {
        return refused('a singleServer cannot be suspended');
      }
      actor.send({ type: WORDS[request.action] });
      return done;
  }
}
