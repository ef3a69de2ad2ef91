import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import { describePeer } from '../../machines/connection/connectionInfo';
import { refusePromise } from '../../machines/handler/promised';
import { kindOf } from '../../machines/kit/bytes';
import { isXstateNetError, XstateNetError } from '../../machines/kit/errors';
import { reasonOf, shown } from '../../machines/kit/shown';

/** An outbox without bytes. */
export function notBytes(data: unknown): XstateNetError {
  const what = refusePromise(data) ? 'a promise' : `data of type ${kindOf(data)}`;
  return new XstateNetError(
    'XN_BAD_OUTBOX',
    `a protocol handler emitted an outbox with ${what}; emit a Uint8Array (a Buffer is one), or say text with outbox()`,
  );
}

/** Something that was emitted and is no message: what was meant to be said would be lost in silence. */
export function notAMessage(message: unknown): XstateNetError {
  const what = refusePromise(message) ? 'a promise' : shown(message);
  return new XstateNetError(
    'XN_BAD_OUTBOX',
    `a protocol handler emitted ${what}, which has no type; emit an object with a type, or say bytes or text with outbox()`,
  );
}

/** A codec that throws. What one of this package throws at a message says enough. */
export const codecFailed = (codec: string, cause: unknown): XstateNetError =>
  isXstateNetError(cause)
    ? cause
    : new XstateNetError(
        'XN_CODEC_FAILED',
        `the codec ${codec} failed (${reasonOf(cause)}); return an error from decode for bytes that are no message`,
        cause,
      );

/** A codec that encodes to something else. */
export const encodedNoBytes = (codec: string, given: unknown): XstateNetError =>
  new XstateNetError(
    'XN_CODEC_FAILED',
    `the codec ${codec} encoded a message to data of type ${kindOf(given)}; return a Uint8Array (a Buffer is one) from encode`,
  );

/** As XState says it when a second actor takes a name in the system. */
const NAME_IS_TAKEN = /^Actor with system ID '.*' already exists\.$/su;

const oneNameForAll = (reason: string): string =>
  NAME_IS_TAKEN.test(reason)
    ? ': a systemId names one actor in the whole system, and every connection has a handler; leave it out, or invoke that actor in the app'
    : '';

/** What went wrong in a handler, as it is told to the app. */
export function handlerFailed(connection: ConnectionInfo, cause: unknown): XstateNetError {
  if (isXstateNetError(cause)) return cause;
  const reason = reasonOf(cause);
  return new XstateNetError(
    'XN_HANDLER_FAILED',
    `the protocol handler of ${describePeer(connection)} failed (${reason})${oneNameForAll(reason)}; its connection is ended, the others go on`,
    cause,
  );
}
