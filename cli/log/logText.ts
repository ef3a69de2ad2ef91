/** The log for people, a line for each event; logJson.ts is the one for machines. */

import {
  type ConnectionInfo,
  describeAddress,
  describePeer,
  type ServerCoreMessage,
} from '../../index';
import { visible } from '../../machines/kit/visible';
import { describeError, stackOf } from '../output';
import type { Served } from './served';
import { tryIt } from './tryIt';

const twoDigits = (value: number): string => String(value).padStart(2, '0');

const clockTime = (now: Date): string =>
  [now.getHours(), now.getMinutes(), now.getSeconds()].map(twoDigits).join(':');

let secondShown = Number.NaN;
let shown = '';

/** The time of day. A busy server's log has thousands of lines in the same second. */
function clockTimeOf(now: number): string {
  const second = Math.floor(now / 1000);
  if (second !== secondShown) {
    secondShown = second;
    shown = clockTime(new Date(now));
  }
  return shown;
}

/** A connection's serial number and its peer: `#1 127.0.0.1:53412`; a peer of a unix socket has no name. */
const who = (connection: ConnectionInfo): string =>
  connection.family === 'unix'
    ? `#${connection.id} unix`
    : `#${connection.id} ${describePeer(connection)}`;

/** By what it is secured, if it is: `, TLSv1.3 for www.example.org`. */
function secured({ tls }: ConnectionInfo): string {
  if (tls === undefined) return '';
  const name = tls.servername === undefined ? '' : ` for ${tls.servername}`;
  const peer = tls.authorized ? ` with ${tls.peerCertificate?.subject ?? 'a certificate'}` : '';
  return `, ${tls.protocol}${name}${peer}`;
}

/** By which proxy it comes, if by one: `, by 10.0.0.1:40312`, which speaks for itself, or does not say for whom. */
function proxied({ proxy }: ConnectionInfo): string {
  if (proxy === undefined) return '';
  const { announces, peer, peerport, family } = proxy;
  const address = family === 'IPv6' ? `[${peer}]:${peerport}` : `${peer}:${peerport}`;
  const by = family === 'unix' ? 'a proxy' : `the proxy ${address}`;
  if (announces === 'local') return ', a proxy for itself';
  return announces === 'unknown' ? ', a proxy that does not say for whom' : `, by ${by}`;
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(3)} s`;

function said(message: ServerCoreMessage, served: Served): readonly string[] {
  switch (message.type) {
    case 'listening':
      return [
        `${served.title} listens on ${describeAddress(message.address)}`,
        `try it:  ${tryIt(message.address, served)}`,
      ];
    case 'connected':
      return [
        `${who(message.connection)} opened${proxied(message.connection)}${secured(message.connection)}`,
      ];
    case 'disconnected': {
      const { connection, howDied, bytesReceived, bytesSent, duration, error } = message;
      const why = error === undefined ? '' : ` (${describeError(error)})`;
      return [
        `${who(connection)} closed: ${howDied}${why}, ${bytesReceived} bytes in, ${bytesSent} bytes out, ${seconds(duration)}`,
      ];
    }
    case 'proxyFailed': {
      const { connection, howDied, duration, error } = message;
      const why = error === undefined ? '' : ` (${describeError(error)})`;
      return [`${who(connection)} not announced: ${howDied}${why}, ${seconds(duration)}`];
    }
    case 'handshakeFailed': {
      const { connection, howDied, duration, error } = message;
      const why = error === undefined ? '' : ` (${describeError(error)})`;
      return [`${who(connection)} not secured: ${howDied}${why}, ${seconds(duration)}`];
    }
    case 'refused':
      return [`${who(message.connection)} refused: ${message.reason}`];
    case 'handlerError':
      return [`${who(message.connection)} handler error: ${describeError(message.error)}`];
    case 'throttled':
      return [`${who(message.connection)} throttled: more messages than it may`];
    case 'lagging':
      return [
        `${who(message.connection)} lagging: ${message.dropped} published messages lost, it does not read them`,
      ];
    case 'error':
      return [`error: ${describeError(message.error)}`];
    case 'suspended':
      return message.address === undefined
        ? ['suspended']
        : [`suspended at ${describeAddress(message.address)}`];
    case 'closing':
      return ['closing: no new connections, those that there are may finish; once more forces'];
    case 'shutdown':
      return ['shut down'];
  }
}

/** A line of the log for people: the time, and what there is to say. */
export const textLine = (line: string, now: number): string => `${clockTimeOf(now)} ${line}`;

/** What a server says, as lines for people. */
export function textLines(
  message: ServerCoreMessage,
  served: Served,
  now: number,
): readonly string[] {
  const lines = said(message, served).map(visible);
  const stack = served.verbose && message.type === 'handlerError' ? [stackOf(message.error)] : [];
  return [...lines, ...stack].map((line) => textLine(line, now));
}
