import type { Scenario } from '../scenario';
import { pattern } from '../stage';

/** Peers that do not read, and sockets that are paused. */
export const BLOCKING: readonly Scenario[] = [
  {
    name: 'that was full drains once, when the last byte has left',
    play: async (stage) => {
      stage.client.pause();
      stage.socket.resume();
      const written = await stage.fill();
      await stage.next('client reads', () => stage.client.resume());
      await stage.until('the bytes', () => stage.client.trace.bytesReceived === written);
      stage.client.trace.forget(`data ${written}`);
      await stage.next('server ends', () => stage.socket.end());
    },
    server: ['- client reads', 'drain', '- server ends', 'finish'],
    client: ['connect', '- client reads', '- server ends', 'end'],
  },
  {
    name: 'counts a write as unsent until its last byte has left',
    play: async (stage) => {
      stage.client.pause();
      stage.socket.resume();
      await stage.fill();
      stage.server.trace.add(`${stage.socket.writableLength} unsent`);
      stage.socket.write(pattern(1_000));
      stage.server.trace.add(`${stage.socket.writableLength} unsent`);
    },
    server: ['65536 unsent', '66536 unsent'],
    client: ['connect'],
  },
  {
    name: 'that ends while it is full flushes first, and does not say that it drained',
    play: async (stage) => {
      stage.client.pause();
      stage.socket.resume();
      const written = await stage.fill();
      await stage.next('server ends', () => stage.socket.end());
      await stage.next('client reads', () => stage.client.resume());
      await stage.until('the bytes', () => stage.client.trace.bytesReceived === written);
      stage.client.trace.forget(`data ${written}`);
      await stage.next('client ends', () => stage.client.end());
    },
    server: ['- server ends', '- client reads', 'finish', '- client ends', 'end', 'close'],
    client: ['connect', '- server ends', '- client reads', 'end', '- client ends', 'close'],
  },
  {
    name: 'that is full and reads hears of a reset by reading',
    play: async (stage) => {
      stage.client.pause();
      stage.socket.resume();
      await stage.fill();
      await stage.next('client resets', () => stage.client.reset());
    },
    server: ['- client resets', 'error ECONNRESET', 'close'],
    client: ['connect', '- client resets', 'close'],
  },
  {
    name: 'that is full, has ended and reads hears of a reset too, and never finishes',
    play: async (stage) => {
      stage.client.pause();
      stage.socket.resume();
      await stage.fill();
      stage.socket.end();
      await stage.next('client resets', () => stage.client.reset());
    },
    server: ['- client resets', 'error ECONNRESET', 'close'],
    client: ['connect', '- client resets', 'close'],
  },
  {
    name: 'that is full and was never resumed hears of a reset by writing',
    play: async (stage) => {
      stage.client.pause();
      await stage.fill();
      await stage.next('client resets', () => stage.client.reset());
    },
    server: ['- client resets', 'error ECONNRESET', 'close'],
    client: ['connect', '- client resets', 'close'],
    unix: { server: ['- client resets', 'error EPIPE', 'close'] },
  },
  {
    name: 'that is full, whose client had finished, hears of a reset as EPIPE',
    play: async (stage) => {
      stage.client.pause();
      stage.socket.resume();
      await stage.fill();
      stage.client.end();
      await stage.next('client resets', () => stage.client.reset());
    },
    server: ['end', '- client resets', 'error EPIPE', 'close'],
    client: ['connect', '- client resets', 'close'],
  },
  {
    name: 'that is paused says nothing of data until it is resumed',
    play: async (stage) => {
      stage.socket.resume();
      stage.client.send(pattern(10));
      await stage.next('pause', () => stage.socket.pause());
      stage.client.send(pattern(20));
      await stage.next('client sends', () => stage.client.send(pattern(30)));
      await stage.next('resume', () => stage.socket.resume());
    },
    server: ['data 10', '- pause', '- client sends', '- resume', 'data 50'],
    client: ['connect', '- pause', '- client sends', '- resume'],
  },
  {
    name: 'that is paused says nothing of an end that is behind data',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('pause', () => stage.socket.pause());
      stage.client.send(pattern(5));
      stage.client.end();
      await stage.next('resume', () => stage.socket.resume());
    },
    server: ['- pause', '- resume', 'data 5', 'end'],
    client: ['connect', '- pause', '- resume'],
  },
  {
    name: 'that is paused and has nothing to tell says at once that the client has finished',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('pause', () => stage.socket.pause());
      stage.client.end();
      await stage.next('resume', () => stage.socket.resume());
    },
    server: ['- pause', 'end', '- resume'],
    client: ['connect', '- pause', '- resume'],
  },
  {
    name: 'that is paused from its own data event stops there',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('pause', () => stage.socket.pause());
      stage.client.send(pattern(10));
      await stage.network.quiet();
      stage.client.send(pattern(11));
      await stage.network.quiet();
      stage.socket.on('data', () => stage.socket.pause());
      await stage.next('resume', () => stage.socket.resume());
      await stage.next('resume again', () => stage.socket.resume());
    },
    server: ['- pause', '- resume', 'data 10', '- resume again', 'data 11'],
    client: ['connect', '- pause', '- resume', '- resume again'],
  },
  {
    name: 'that is resumed and paused in one turn has begun to read all the same',
    play: async (stage) => {
      stage.socket.resume();
      stage.socket.pause();
      stage.client.send(pattern(10));
      await stage.next('client resets', () => stage.client.reset());
    },
    server: ['- client resets', 'error ECONNRESET', 'close'],
    client: ['connect', '- client resets', 'close'],
    unix: { server: ['- client resets'] },
  },
  {
    name: 'holds back a client whose bytes it does not read, and gets them all in the end',
    play: async (stage) => {
      const bytes = pattern(1 << 20);
      stage.client.send(bytes);
      stage.client.end();
      await stage.next('resume', () => stage.socket.resume());
      await stage.until('the end', () => stage.server.trace.has('end'));
      stage.server.trace.add(stage.server.trace.bytes.equals(bytes) ? 'equal' : 'not equal');
    },
    server: ['- resume', 'data 1048576', 'end', 'equal'],
    client: ['connect', '- resume'],
  },
  {
    name: 'carries a mebibyte each way at once without a byte lost or moved',
    play: async (stage) => {
      const up = pattern(1 << 20);
      const down = pattern(1 << 20, 99);
      stage.socket.resume();
      stage.client.send(up);
      stage.client.end();
      stage.socket.write(down);
      stage.socket.end();
      const { client, server } = stage;
      await stage.until(
        'both closed',
        () => client.trace.has('close') && server.trace.has('close'),
      );
      server.trace.forget('drain');
      server.trace.forget('finish');
      server.trace.add(server.trace.bytes.equals(up) ? 'equal' : 'not equal');
      client.trace.add(client.trace.bytes.equals(down) ? 'equal' : 'not equal');
    },
    server: ['data 1048576', 'end', 'close', 'equal'],
    client: ['connect', 'data 1048576', 'end', 'close', 'equal'],
  },
];
