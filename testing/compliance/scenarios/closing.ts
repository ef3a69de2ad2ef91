import type { Scenario } from '../scenario';
import { pattern } from '../stage';

/** Orderly ends, from either side and from both. */
export const CLOSING: readonly Scenario[] = [
  {
    name: 'reads the last bytes and the end of a client that has finished, and closes when it finishes too',
    play: async (stage) => {
      stage.socket.resume();
      stage.client.send(pattern(5));
      stage.client.end();
      await stage.next('server ends', () => stage.socket.end());
    },
    server: ['data 5', 'end', '- server ends', 'finish', 'close'],
    client: ['connect', '- server ends', 'end', 'close'],
  },
  {
    name: 'finishes first, and closes when the client finishes too',
    play: async (stage) => {
      stage.socket.resume();
      stage.socket.write(pattern(3));
      stage.socket.end();
      await stage.next('client ends', () => stage.client.end());
    },
    server: ['finish', '- client ends', 'end', 'close'],
    client: ['connect', 'data 3', 'end', '- client ends', 'close'],
  },
  {
    name: 'closes once when both sides finish at once',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('both end', () => {
        stage.client.end();
        stage.socket.end();
      });
    },
    server: ['- both end', 'finish', 'end', 'close'],
    client: ['connect', '- both end', 'end', 'close'],
  },
  {
    name: 'sees an end without a byte before it',
    play: async (stage) => {
      stage.socket.resume();
      stage.client.end();
      await stage.next('server ends', () => stage.socket.end());
    },
    server: ['end', '- server ends', 'finish', 'close'],
    client: ['connect', '- server ends', 'end', 'close'],
  },
  {
    name: 'goes on sending after the client has finished',
    play: async (stage) => {
      stage.socket.resume();
      stage.client.send(pattern(4));
      stage.client.end();
      await stage.next('server writes', () => stage.socket.write(pattern(1000)));
      await stage.next('server writes and ends', () => {
        stage.socket.write(pattern(9));
        stage.socket.end();
      });
    },
    server: ['data 4', 'end', '- server writes', '- server writes and ends', 'finish', 'close'],
    client: [
      'connect',
      '- server writes',
      'data 1000',
      '- server writes and ends',
      'data 9',
      'end',
      'close',
    ],
  },
  {
    name: 'goes on reading after it has finished',
    play: async (stage) => {
      stage.socket.resume();
      stage.socket.end();
      await stage.next('client sends', () => stage.client.send(pattern(700)));
      await stage.next('client sends and ends', () => {
        stage.client.send(pattern(8));
        stage.client.end();
      });
    },
    server: [
      'finish',
      '- client sends',
      'data 700',
      '- client sends and ends',
      'data 8',
      'end',
      'close',
    ],
    client: ['connect', 'end', '- client sends', '- client sends and ends', 'close'],
  },
  {
    name: 'fails when it is written to after its end, and tells the client no more than that',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('server ends and writes', () => {
        stage.socket.end();
        stage.socket.write(pattern(5));
      });
    },
    server: ['- server ends and writes', 'error ERR_STREAM_WRITE_AFTER_END', 'close'],
    client: ['connect', '- server ends and writes', 'end'],
  },
  {
    name: 'may be told to end twice',
    play: async (stage) => {
      stage.socket.resume();
      stage.socket.end();
      stage.socket.end();
      await stage.next('client ends', () => stage.client.end());
    },
    server: ['finish', '- client ends', 'end', 'close'],
    client: ['connect', 'end', '- client ends', 'close'],
  },
  {
    name: 'that was never resumed notices nothing, and gets all of it when it is',
    play: async (stage) => {
      stage.client.send(pattern(20));
      stage.client.end();
      await stage.next('resume', () => stage.socket.resume());
      await stage.next('server ends', () => stage.socket.end());
    },
    server: ['- resume', 'data 20', 'end', '- server ends', 'finish', 'close'],
    client: ['connect', '- resume', '- server ends', 'end', 'close'],
  },
  {
    name: 'that was never resumed can finish, and closes when it has read the rest',
    play: async (stage) => {
      stage.client.send(pattern(2));
      stage.client.end();
      await stage.next('server ends', () => stage.socket.end());
      await stage.next('resume', () => stage.socket.resume());
    },
    server: ['- server ends', 'finish', '- resume', 'data 2', 'end', 'close'],
    client: ['connect', '- server ends', 'end', 'close', '- resume'],
  },
];
