import type { Scenario } from '../scenario';
import { pattern, type Stage } from '../stage';

/** The contract has bytes only; JavaScript has no such contract. */
function write(stage: Stage, data: unknown): string {
  try {
    return `took ${stage.socket.write(data as never)}`;
  } catch (error) {
    return `threw ${(error as NodeJS.ErrnoException).code}`;
  }
}

const end = ({ socket }: Stage, data: unknown) =>
  (socket as { end(data: unknown): unknown }).end(data);

function addresses(stage: Stage): string {
  const { remoteAddress, localAddress } = stage.socket;
  return `remote ${remoteAddress}, local ${localAddress}`;
}

/** What is written, and what a socket says of itself. */
export const VALUES: readonly Scenario[] = [
  {
    name: 'takes text as UTF-8, and any view of bytes',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('server writes', () => {
        write(stage, 'h\u00e9llo');
        write(stage, new Uint16Array(2));
        write(stage, new DataView(new ArrayBuffer(3), 1));
      });
    },
    server: ['- server writes'],
    client: ['connect', '- server writes', 'data 12'],
  },
  {
    name: 'throws when it is given what is neither bytes nor text, and lives on',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('server writes', () => {
        for (const data of [null, undefined, 5, {}, true, new ArrayBuffer(3)]) {
          stage.server.trace.add(write(stage, data));
        }
        stage.socket.write(pattern(2));
      });
    },
    server: [
      '- server writes',
      'threw ERR_STREAM_NULL_VALUES',
      ...Array.from({ length: 5 }, () => 'threw ERR_INVALID_ARG_TYPE'),
    ],
    client: ['connect', '- server writes', 'data 2'],
  },
  {
    name: 'that ends with last words says them before its end',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('server ends', () => end(stage, pattern(7)));
      await stage.next('client ends', () => stage.client.end());
    },
    server: ['- server ends', 'finish', '- client ends', 'end', 'close'],
    client: ['connect', '- server ends', 'data 7', 'end', '- client ends', 'close'],
  },
  {
    name: 'that ends with last words after its end fails as a write does',
    play: async (stage) => {
      stage.socket.resume();
      stage.socket.end();
      await stage.next('server ends', () => end(stage, pattern(7)));
    },
    server: ['finish', '- server ends', 'error ERR_STREAM_WRITE_AFTER_END', 'close'],
    client: ['connect', 'end', '- server ends'],
  },
  {
    name: 'that was destroyed ignores last words',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('server ends', () => {
        stage.socket.destroy();
        end(stage, pattern(7));
      });
    },
    server: ['- server ends', 'close'],
    client: ['connect', '- server ends', 'end'],
  },
  {
    name: 'that was destroyed knows its own address no more, and the peer\u2019s if it was asked before',
    play: async (stage) => {
      stage.socket.resume();
      stage.server.trace.add(addresses(stage));
      stage.socket.destroy();
      stage.server.trace.add(addresses(stage));
      await stage.network.quiet();
      stage.server.trace.add(addresses(stage));
    },
    server: [
      'remote 127.0.0.1, local 127.0.0.1',
      'remote 127.0.0.1, local undefined',
      'close',
      'remote 127.0.0.1, local undefined',
    ],
    client: ['connect', 'end'],
    unix: {
      server: [
        'remote undefined, local undefined',
        'remote undefined, local undefined',
        'close',
        'remote undefined, local undefined',
      ],
    },
  },
  {
    name: 'that was destroyed before it was asked knows no address at all',
    play: async (stage) => {
      stage.socket.resume();
      stage.socket.destroy();
      stage.server.trace.add(addresses(stage));
      await stage.network.quiet();
    },
    server: ['remote undefined, local undefined', 'close'],
    client: ['connect', 'end'],
  },
];
