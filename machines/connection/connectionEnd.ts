/** A connection's end as it is told from box to box, to each under the name that it knows. */

import type { ConnectionEnd, CsaRef, EndReport } from './csaMessages';

// By name rather than by spreading: these are made several times for each connection.

/** A report under another type. */
export function endReport<TType extends string>(
  type: TType,
  descriptor: number,
  csa: CsaRef,
  end: ConnectionEnd,
): EndReport & { readonly type: TType } {
  const { connection, howDied, bytesReceived, bytesSaid, bytesSent, duration, error } = end;
  return error === undefined
    ? { type, descriptor, csa, connection, howDied, bytesReceived, bytesSaid, bytesSent, duration }
    : {
        type,
        descriptor,
        csa,
        connection,
        howDied,
        bytesReceived,
        bytesSaid,
        bytesSent,
        duration,
        error,
      };
}

/** What of a report concerns those who do not know the CSA. */
export function disconnected<THandler>(
  end: ConnectionEnd & { readonly handler?: THandler },
): ConnectionEnd & { readonly type: 'disconnected'; readonly handler: THandler | undefined } {
  const type = 'disconnected';
  const { connection, handler, howDied, bytesReceived, bytesSaid, bytesSent, duration, error } =
    end;
  return error === undefined
    ? { type, connection, handler, howDied, bytesReceived, bytesSaid, bytesSent, duration }
    : { type, connection, handler, howDied, bytesReceived, bytesSaid, bytesSent, duration, error };
}

/** A report under another type, for those who know neither the CSA nor a handler. */
export function connectionEndAs<TType extends string>(
  type: TType,
  end: ConnectionEnd,
): ConnectionEnd & { readonly type: TType } {
  const { connection, howDied, bytesReceived, bytesSaid, bytesSent, duration, error } = end;
  const told = { type, connection, howDied, bytesReceived, bytesSaid, bytesSent, duration };
  return error === undefined ? told : { ...told, error };
}
