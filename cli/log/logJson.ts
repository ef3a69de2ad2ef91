/** The log for programs, a JSON object for each event; logText.ts is the one for people. */

import type { ServerCoreMessage } from '../../index';
import { visibleJson } from '../../machines/kit/visible';
import { stackOf } from '../output';
import type { Served } from './served';
import { tryIt } from './tryIt';

/** An error as programs read it. The connection that it concerns is told beside it. */
function errorFields(error: Error, verbose: boolean): object {
  const { code } = error as NodeJS.ErrnoException;
  return {
    ...(code === undefined ? undefined : { code }),
    message: error.message,
    ...(verbose ? { stack: stackOf(error) } : undefined),
  };
}

function fields(message: ServerCoreMessage, served: Served): object {
  switch (message.type) {
    case 'listening':
      return {
        pid: process.pid,
        protocol: served.name ?? served.title,
        ...message.address,
        tryIt: tryIt(message.address, served),
      };
    case 'connected':
    case 'throttled':
      return message.connection;
    case 'disconnected':
    case 'proxyFailed':
    case 'handshakeFailed': {
      const { connection, howDied, bytesReceived, bytesSaid, bytesSent, duration, error } = message;
      return {
        ...connection,
        howDied,
        bytesReceived,
        bytesSaid,
        bytesSent,
        duration,
        ...(error === undefined ? undefined : { error: errorFields(error, served.verbose) }),
      };
    }
    case 'lagging':
      return { ...message.connection, dropped: message.dropped };
    case 'refused':
      return { ...message.connection, reason: message.reason };
    case 'handlerError':
      return { ...message.connection, error: errorFields(message.error, served.verbose) };
    case 'error':
      return { error: errorFields(message.error, served.verbose) };
    case 'shutdown':
      return message.error === undefined
        ? {}
        : { error: errorFields(message.error, served.verbose) };
    case 'suspended':
      return { ...message.address };
    case 'closing':
      return {};
  }
}

/** A line of the log for programs: a JSON object with `time`, `event`, and what belongs to the event. */
export const jsonObject = (event: string, fields: object, now: Date): string =>
  visibleJson(JSON.stringify({ time: now.toISOString(), event, ...fields }));

/** What a server says, as a JSON object in one line. */
export const jsonLine = (message: ServerCoreMessage, served: Served, now: Date): string =>
  jsonObject(message.type, fields(message, served), now);
