import { type LogFormat, makeLog } from '../../../cli/log/log';
import { XstateNetError } from '../../../machines/kit/errors';
import type { ServerCoreMessage } from '../../../machines/server/serverCoreMessages';
import { aConnection, anAddress, anError } from '../../support/samples';

/** What a log says of a server's messages. */
function log(
  format: LogFormat,
  messages: readonly ServerCoreMessage[],
  { name = 'echo', title = 'echo (RFC 862)', verbose = false } = {},
): string[] {
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  const log = makeLog(format, { name, title, verbose }, write);
  for (const message of messages) log(message);
  return lines;
}

const withoutTime = (line: string) => line.replace(/^\d\d:\d\d:\d\d /, '');

const connection = aConnection(7);
const handlerError = {
  type: 'handlerError',
  connection,
  error: new XstateNetError('XN_HANDLER_FAILED', 'it threw', new Error('underneath')),
} as const;

const everything: readonly ServerCoreMessage[] = [
  { type: 'listening', address: anAddress },
  { type: 'connected', connection },
  { type: 'refused', connection: aConnection(8), reason: 'maxConnections' },
  handlerError,
  {
    type: 'disconnected',
    connection,
    howDied: 'reset',
    bytesReceived: 5,
    bytesSaid: 3,
    bytesSent: 3,
    duration: 1_234,
    error: anError('ECONNRESET'),
  },
  { type: 'error', error: new XstateNetError('XN_ACCEPT_FAILED', 'not accepted') },
  { type: 'suspended' },
  { type: 'closing' },
  { type: 'shutdown' },
];

describe('the log as text', () => {
  it('has a line for all that a server says, with the time', () => {
    const lines = log('text', everything);
    expect(lines.every((line) => /^\d\d:\d\d:\d\d \S/.test(line))).toBe(true);
    expect(lines.map(withoutTime)).toEqual([
      'echo (RFC 862) listens on 127.0.0.1:4321',
      "try it:  printf 'hello' | npx xstate-net connect 127.0.0.1 4321",
      '#7 127.0.0.1:40007 opened',
      '#8 127.0.0.1:40008 refused: maxConnections',
      '#7 127.0.0.1:40007 handler error: it threw [XN_HANDLER_FAILED]',
      '#7 127.0.0.1:40007 closed: reset (read ECONNRESET), 5 bytes in, 3 bytes out, 1.234 s',
      'error: not accepted [XN_ACCEPT_FAILED]',
      'suspended',
      'closing: no new connections, those that there are may finish; once more forces',
      'shut down',
    ]);
  });

  it('shows the stack of what a handler threw only when asked to', () => {
    expect(log('text', [handlerError])).toHaveLength(1);
    expect(log('text', [handlerError], { verbose: true })[1]).toMatch(/Error: underneath\n +at /);
  });

  it.each([
    ['echo', anAddress, "printf 'hello' | npx xstate-net connect 127.0.0.1 4321"],
    ['chargen', anAddress, 'npx xstate-net connect --no-stdin 127.0.0.1 4321 | head'],
    ['daytime', anAddress, 'npx xstate-net connect --no-stdin 127.0.0.1 4321'],
    [
      'echo',
      { family: 'IPv6', host: '::', port: 7 },
      "printf 'hello' | npx xstate-net connect ::1 7",
    ],
    [
      'qotd',
      { family: 'IPv4', host: '0.0.0.0', port: 7 },
      'npx xstate-net connect --no-stdin 127.0.0.1 7',
    ],
    [
      'qotd',
      { family: 'IPv6', host: '::ffff:0.0.0.0', port: 7 },
      'npx xstate-net connect --no-stdin 127.0.0.1 7',
    ],
    [
      'echo',
      { family: 'unix', path: '/run/e.sock' },
      "printf 'hello' | npx xstate-net connect --path /run/e.sock",
    ],
    [
      'qotd',
      { family: 'unix', path: "/it's here" },
      "npx xstate-net connect --no-stdin --path '/it'\\''s here'",
    ],
  ] as const)('says how to try %s on %j', (name, address, command) => {
    const lines = log('text', [{ type: 'listening', address }], { name });
    expect(withoutTime(lines[1] ?? '')).toBe(`try it:  ${command}`);
  });

  it('names peers of unix sockets by their number, because they have no other name', () => {
    const unix = { ...connection, peer: '', family: 'unix', path: '/run/e.sock' } as const;
    expect(log('text', [{ type: 'connected', connection: unix }]).map(withoutTime)).toEqual([
      '#7 unix opened',
    ]);
  });
});

describe('the log in JSON', () => {
  it('has an object in a line for all that a server says', () => {
    const lines = log('json', everything).map((line) => JSON.parse(line));
    expect(lines.map(({ event }) => event)).toEqual(everything.map(({ type }) => type));
    expect(lines.every(({ time }) => new Date(time).toISOString() === time)).toBe(true);
    const fields = lines.map(({ time: _, ...rest }) => rest);
    expect(fields[0]).toEqual({
      event: 'listening',
      pid: process.pid,
      protocol: 'echo',
      ...anAddress,
      tryIt: "printf 'hello' | npx xstate-net connect 127.0.0.1 4321",
    });
    expect(fields[1]).toEqual({ event: 'connected', ...connection });
    expect(fields[2]).toMatchObject({ event: 'refused', id: 8, reason: 'maxConnections' });
    expect(fields[3]).toMatchObject({
      event: 'handlerError',
      id: 7,
      error: { code: 'XN_HANDLER_FAILED', message: 'it threw' },
    });
    expect(fields[4]).toEqual({
      event: 'disconnected',
      ...connection,
      howDied: 'reset',
      bytesReceived: 5,
      bytesSaid: 3,
      bytesSent: 3,
      duration: 1_234,
      error: { code: 'ECONNRESET', message: 'read ECONNRESET' },
    });
  });

  it('tells stacks only when asked to', () => {
    const [plain] = log('json', [handlerError]);
    const [verbose] = log('json', [handlerError], { verbose: true });
    expect(JSON.parse(plain ?? '').error.stack).toBeUndefined();
    expect(JSON.parse(verbose ?? '').error.stack).toMatch(/^Error: underneath/);
  });
});

describe('the silent log', () => {
  it('says nothing', () => {
    expect(log('silent', everything)).toEqual([]);
  });
});
