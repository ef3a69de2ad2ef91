import { kindOf } from '../../machines/kit/bytes';
import { XstateNetError } from '../../machines/kit/errors';

/** What a CSA says of an `inbox` that carries no bytes. */
export const notBytes = (data: unknown) =>
  new XstateNetError(
    'XN_BAD_OUTBOX',
    `inbox was sent data of type ${kindOf(data)}; send it a Uint8Array (a Buffer is one)`,
  );
