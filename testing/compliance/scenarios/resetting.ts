import type { Scenario } from '../scenario';
import { pattern } from '../stage';

/** The client breaks off. */
export const RESETTING: readonly Scenario[] = [
  {
    name: 'that reads hears of a reset',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('client resets', () => stage.client.reset());
    },
    server: ['- client resets', 'error ECONNRESET', 'close'],
    client: ['connect', '- client resets', 'close'],
    unix: { server: ['- client resets', 'end'] },
  },
  {
    name: 'delivers what came well before a reset',
    play: async (stage) => {
      stage.socket.resume();
      stage.client.send(pattern(5));
      await stage.next('client resets', () => stage.client.reset());
    },
    server: ['data 5', '- client resets', 'error ECONNRESET', 'close'],
    client: ['connect', '- client resets', 'close'],
    unix: { server: ['data 5', '- client resets', 'end'] },
  },
  {
    name: 'reads what comes together with a reset, and then an end where libuv hides the reset',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('client sends and resets', () => {
        stage.client.send(pattern(5));
        stage.client.reset();
      });
      await stage.next('server writes', () => stage.socket.write(pattern(1)));
    },
    server: [
      '- client sends and resets',
      'data 5',
      'end',
      '- server writes',
      'error ECONNRESET',
      'close',
    ],
    client: ['connect', '- client sends and resets', 'close', '- server writes'],
    readsOn: {
      server: [
        '- client sends and resets',
        'data 5',
        'error ECONNRESET',
        'close',
        '- server writes',
      ],
    },
    unix: {
      server: [
        '- client sends and resets',
        'data 5',
        'end',
        '- server writes',
        'error EPIPE',
        'close',
      ],
    },
  },
  {
    name: 'that was never resumed hears of a reset only when it is, behind the bytes before it',
    play: async (stage) => {
      stage.client.send(pattern(5));
      await stage.next('client resets', () => stage.client.reset());
      await stage.next('resume', () => stage.socket.resume());
    },
    server: ['- client resets', '- resume', 'data 5', 'end'],
    client: ['connect', '- client resets', 'close', '- resume'],
    readsOn: { server: ['- client resets', '- resume', 'data 5', 'error ECONNRESET', 'close'] },
  },
  {
    name: 'that was never resumed hears of a reset when it writes, and loses what it had not read',
    play: async (stage) => {
      stage.client.send(pattern(5));
      await stage.next('client resets', () => stage.client.reset());
      await stage.next('server writes', () => stage.socket.write(pattern(1)));
      await stage.next('resume', () => stage.socket.resume());
    },
    server: ['- client resets', '- server writes', 'error ECONNRESET', 'close', '- resume'],
    client: ['connect', '- client resets', 'close', '- server writes', '- resume'],
    unix: {
      server: ['- client resets', '- server writes', 'error EPIPE', 'close', '- resume'],
    },
  },
  {
    name: 'that was never resumed can finish after a reset, and hears of it when it reads',
    play: async (stage) => {
      await stage.next('client resets', () => stage.client.reset());
      await stage.next('server ends', () => stage.socket.end());
      await stage.next('resume', () => stage.socket.resume());
    },
    server: ['- client resets', '- server ends', 'finish', '- resume', 'error ECONNRESET', 'close'],
    client: ['connect', '- client resets', 'close', '- server ends', '- resume'],
    unix: {
      server: ['- client resets', '- server ends', 'finish', '- resume', 'end', 'close'],
    },
  },
  {
    name: 'that is paused hears of a reset at once, and loses what it had not told',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('pause', () => stage.socket.pause());
      stage.client.send(pattern(5));
      await stage.next('client resets', () => stage.client.reset());
      await stage.next('resume', () => stage.socket.resume());
    },
    server: ['- pause', '- client resets', 'error ECONNRESET', 'close', '- resume'],
    client: ['connect', '- pause', '- client resets', 'close', '- resume'],
    unix: { server: ['- pause', '- client resets', '- resume', 'data 5', 'end'] },
  },
  {
    name: 'that is paused and holds as much as it may does not hear of a reset before it is resumed',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('pause', () => stage.socket.pause());
      stage.client.send(pattern(80_000));
      await stage.next('client resets', () => stage.client.reset());
      await stage.next('resume', () => stage.socket.resume());
    },
    server: ['- pause', '- client resets', '- resume', 'data 80000', 'end'],
    client: ['connect', '- pause', '- client resets', 'close', '- resume'],
    readsOn: {
      server: ['- pause', '- client resets', '- resume', 'data 80000', 'error ECONNRESET', 'close'],
    },
  },
  {
    name: 'whose client finished and then reset learns it with EPIPE when it writes',
    play: async (stage) => {
      stage.socket.resume();
      stage.client.send(pattern(5));
      stage.client.end();
      await stage.next('client resets', () => stage.client.reset());
      await stage.next('server writes', () => stage.socket.write(pattern(1)));
      await stage.next('server writes again', () => stage.socket.write(pattern(1)));
    },
    server: [
      'data 5',
      'end',
      '- client resets',
      '- server writes',
      'error EPIPE',
      'close',
      '- server writes again',
    ],
    client: ['connect', '- client resets', 'close', '- server writes', '- server writes again'],
  },
  {
    name: 'whose client finished and then reset before it read sees an orderly end',
    play: async (stage) => {
      stage.client.send(pattern(5));
      stage.client.end();
      await stage.next('client resets', () => stage.client.reset());
      await stage.next('resume', () => stage.socket.resume());
      await stage.next('server writes', () => stage.socket.write(pattern(1)));
    },
    server: [
      '- client resets',
      '- resume',
      'data 5',
      'end',
      '- server writes',
      'error EPIPE',
      'close',
    ],
    client: ['connect', '- client resets', 'close', '- resume', '- server writes'],
  },
  {
    name: 'whose client has closed learns it at its second write',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('client closes', () => stage.client.destroy());
      await stage.next('server writes', () => stage.socket.write(pattern(1)));
      await stage.next('server writes again', () => stage.socket.write(pattern(1)));
    },
    server: [
      '- client closes',
      'end',
      '- server writes',
      '- server writes again',
      'error EPIPE',
      'close',
    ],
    client: ['connect', '- client closes', 'close', '- server writes', '- server writes again'],
    unix: {
      server: [
        '- client closes',
        'end',
        '- server writes',
        'error EPIPE',
        'close',
        '- server writes again',
      ],
    },
  },
  {
    name: 'whose client has closed can write and end and never learns it',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('client closes', () => stage.client.destroy());
      await stage.next('server writes and ends', () => {
        stage.socket.write(pattern(1));
        stage.socket.end();
      });
    },
    server: ['- client closes', 'end', '- server writes and ends', 'finish', 'close'],
    client: ['connect', '- client closes', 'close', '- server writes and ends'],
    unix: {
      server: ['- client closes', 'end', '- server writes and ends', 'error EPIPE', 'close'],
    },
  },
  {
    name: 'that has finished still hears of a reset',
    play: async (stage) => {
      stage.socket.resume();
      stage.socket.end();
      await stage.next('client resets', () => stage.client.reset());
    },
    server: ['finish', '- client resets', 'error ECONNRESET', 'close'],
    client: ['connect', 'end', '- client resets', 'close'],
    unix: { server: ['finish', '- client resets', 'end', 'close'] },
  },
  {
    name: 'that is written to twice after a reset says so once, and takes nothing',
    play: async (stage) => {
      await stage.next('client resets', () => stage.client.reset());
      await stage.next('server writes twice', () => {
        const took = [stage.socket.write(pattern(1)), stage.socket.write(pattern(1))];
        stage.server.trace.add(`took ${took}`);
      });
    },
    server: [
      '- client resets',
      '- server writes twice',
      'took false,false',
      'error ECONNRESET',
      'close',
    ],
    client: ['connect', '- client resets', 'close', '- server writes twice'],
    unix: {
      server: [
        '- client resets',
        '- server writes twice',
        'took false,false',
        'error EPIPE',
        'close',
      ],
    },
  },
];
