/** The daytime protocol (RFC 867): says what time it is, and closes. */

import type { ConnectionInfo } from '../connection/connectionInfo';
import { outbox } from '../handler/say';
import { setupProtocol } from '../handler/setupProtocol';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/**
 * A moment, in milliseconds since the epoch, in the first syntax that RFC 867 calls popular, in
 * universal time: `Tuesday, February 22, 1982 17:37:43-UTC`.
 */
export function daytimeLine(moment: number): string {
  const date = new Date(moment);
  const weekday = WEEKDAYS[date.getUTCDay()];
  const month = MONTHS[date.getUTCMonth()];
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(twoDigits);
  return `${weekday}, ${month} ${date.getUTCDate()}, ${date.getUTCFullYear()} ${time.join(':')}-UTC\r\n`;
}

/**
 * The daytime protocol, RFC 867: "once a connection is established the current date and time is sent
 * out the connection as a ascii character string (and any data received is thrown away). The service
 * closes the connection after sending the quote."
 *
 * The time is that at which the connection was accepted.
 */
export const daytime = setupProtocol({
  types: { input: {} as ConnectionInfo, context: {} as { readonly daytime: string } },
}).createMachine({
  id: 'daytime',
  context: ({ input }) => ({ daytime: daytimeLine(input.connectedAt) }),
  initial: 'connected',
  states: {
    connected: {
      entry: outbox(({ context }) => context.daytime),
      always: 'shutdown',
    },
    shutdown: { type: 'final' },
  },
});
