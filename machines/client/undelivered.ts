/** Why something could not be said, and why nobody can be reached, in words. */

import { describePeerAddress } from '../connection/connectionInfo';
import { isBytes, kindOf } from '../kit/bytes';
import { XstateNetError } from '../kit/errors';
import type { ClientContext } from './clientContext';
import { bytesIn, type ClientSaid } from './outgoing';

const what = (said: ClientSaid): string =>
  said.type === 'say' ? `the event ${said.event.type}` : 'a message';

/** What is wrong with it, whether or not there is a connection; or undefined. */
export function misfitOf(
  { hears, says }: ClientContext,
  said: ClientSaid,
): XstateNetError | undefined {
  if (said.type === 'say') {
    if (typeof Object(said.event).type !== 'string') {
      return new XstateNetError(
        'XN_BAD_EVENT',
        "say was sent without an event; send { type: 'say', event: { type: ... } }",
      );
    }
    return hears === 'protocol'
      ? undefined
      : new XstateNetError(
          'XN_BAD_EVENT',
          `${what(said)} is for the handler of a protocol, and this client has none; send { type: 'inbox', data }`,
        );
  }
  if (hears === 'protocol') {
    return new XstateNetError(
      'XN_BAD_EVENT',
      "inbox is what a client without a protocol is told to say; send this one's handler an event by { type: 'say', event }",
    );
  }
  const { data } = said;
  if (says === 'messages' || typeof data === 'string' || isBytes(data)) return undefined;
  return new XstateNetError(
    'XN_BAD_OUTBOX',
    `inbox was sent data of type ${kindOf(data)}; send it a Uint8Array (a Buffer is one) or a string`,
  );
}

/** There is no connection, and there is no room to wait for the next one, or it is not to come. */
export function noRoom({ held, options }: ClientContext, said: ClientSaid): XstateNetError {
  const { heldMessages, heldLimit } = options;
  if (held.messages >= heldMessages) {
    return heldMessages === 0
      ? noConnection(said)
      : new XstateNetError(
          'XN_HELD_OVERFLOW',
          `${what(said)} would exceed heldMessages ${heldMessages} while there is no connection; wait for "connected", or raise heldMessages`,
        );
  }
  if (held.bytes + bytesIn(said) > heldLimit) {
    return new XstateNetError(
      'XN_HELD_OVERFLOW',
      `${bytesIn(said)} bytes more would exceed heldLimit ${heldLimit} while there is no connection; wait for "connected", or raise heldLimit`,
    );
  }
  return noConnection(said);
}

/** There is no connection, and what was said will not be said by another one. */
export const noConnection = (said: ClientSaid): XstateNetError =>
  new XstateNetError(
    'XN_NO_CONNECTION',
    `${what(said)} was not said, because there is no connection; wait for "connected"`,
  );

/** The client has tried all that it may. */
export function gaveUp({ failure, options, trouble }: ClientContext): XstateNetError | undefined {
  if (!options.reconnect) return failure;
  const where = options.addresses.map(describePeerAddress).join(', ');
  const tries = `${trouble.attempts} ${trouble.attempts === 1 ? 'attempt' : 'attempts'}`;
  const why = failure === undefined ? 'the last connection did not last' : failure.message;
  return new XstateNetError(
    'XN_GAVE_UP',
    `no connection to ${where} after ${tries} (${why}); mend that, or raise maxAttempts and giveUpAfter`,
    failure,
  );
}
