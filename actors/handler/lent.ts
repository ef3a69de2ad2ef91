import type { AnyActorRef } from 'xstate';
import type { CsaRef } from '../../machines/connection/csaMessages';
import { XstateNetError } from '../../machines/kit/errors';
import type { HandlerLife } from './handlerLife';

const bad = (what: string) => new XstateNetError('XN_BAD_OPTION', `pipe() cannot be made: ${what}`);

/** The CSA of a handler, for a pipe: the handler lives on until the connection ends, and hears no more of it. */
export function lent(life: HandlerLife | undefined, handler: AnyActorRef): CsaRef {
  if (life === undefined || life.handler !== handler) {
    throw bad(`the connection of ${handler.id} is gone; pipe it when "connected" is told, or soon`);
  }
  if (life.frames !== undefined) {
    throw bad(
      `the protocol of ${handler.id} has a codec, which may hold bytes; give it one of bytes, such as pipeEnd`,
    );
  }
  if (life.phase !== 'over') life.phase = 'lent';
  return life.csa;
}
