import type { Scenario } from '../scenario';
import { pattern } from '../stage';

/** The server breaks off. */
export const DESTROYING: readonly Scenario[] = [
  {
    name: 'that is destroyed having read everything looks like an orderly end',
    play: async (stage) => {
      stage.socket.resume();
      stage.client.send(pattern(5));
      await stage.next('destroy', () => stage.socket.destroy());
      await stage.next('client ends', () => stage.client.end());
    },
    server: ['data 5', '- destroy', 'close', '- client ends'],
    client: ['connect', '- destroy', 'end', '- client ends', 'close'],
  },
  {
    name: 'that is destroyed with bytes that its kernel holds unread resets the client',
    play: async (stage) => {
      stage.client.send(pattern(5));
      await stage.next('destroy', () => stage.socket.destroy());
    },
    server: ['- destroy', 'close'],
    client: ['connect', '- destroy', 'error ECONNRESET', 'close'],
  },
  {
    name: 'that is destroyed with bytes that Node holds unread does not reset the client',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('pause', () => stage.socket.pause());
      stage.client.send(pattern(5));
      await stage.next('destroy', () => stage.socket.destroy());
    },
    server: ['- pause', '- destroy', 'close'],
    client: ['connect', '- pause', '- destroy', 'end'],
  },
  {
    name: 'that is destroyed right after a write still delivers it',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('write and destroy', () => {
        stage.socket.write(pattern(5000));
        stage.socket.destroy();
      });
    },
    server: ['- write and destroy', 'close'],
    client: ['connect', '- write and destroy', 'data 5000', 'end'],
  },
  {
    name: 'that was destroyed says nothing of what arrives later, and resets the client for it',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('destroy', () => stage.socket.destroy());
      await stage.next('client sends', () => stage.client.send(pattern(5)));
      await stage.next('client sends again', () => stage.client.send(pattern(5)));
    },
    server: ['- destroy', 'close', '- client sends', '- client sends again'],
    client: [
      'connect',
      '- destroy',
      'end',
      '- client sends',
      '- client sends again',
      'error EPIPE',
      'close',
    ],
    unix: {
      client: [
        'connect',
        '- destroy',
        'end',
        '- client sends',
        'error EPIPE',
        'close',
        '- client sends again',
      ],
    },
  },
  {
    name: 'that was destroyed ignores writes, ends and a second destruction',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('destroy', () => {
        stage.socket.destroy();
        stage.socket.write(pattern(5));
        stage.socket.end();
        stage.socket.destroy();
      });
    },
    server: ['- destroy', 'close'],
    client: ['connect', '- destroy', 'end'],
  },
  {
    name: 'that is destroyed while a write waits gives up the rest of it',
    play: async (stage) => {
      stage.client.pause();
      stage.socket.resume();
      await stage.fill();
      await stage.next('destroy', () => stage.socket.destroy());
    },
    server: ['- destroy', 'close'],
    client: ['connect', '- destroy'],
  },
  {
    name: 'that is destroyed from its own data event reads no further',
    play: async (stage) => {
      stage.client.send(pattern(40_000));
      await stage.network.quiet();
      stage.client.send(pattern(60_000, 40_000));
      await stage.network.quiet();
      stage.socket.on('data', () => stage.socket.destroy());
      await stage.next('resume', () => stage.socket.resume());
    },
    server: ['- resume', 'data 65536', 'close'],
    client: ['connect', '- resume', 'error ECONNRESET', 'close'],
  },
  {
    name: 'that is reset gives the client a reset',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('reset', () => stage.socket.resetAndDestroy?.());
    },
    server: ['- reset', 'close'],
    client: ['connect', '- reset', 'error ECONNRESET', 'close'],
    unix: false,
  },
  {
    name: 'that is reset some time after a write has delivered it',
    play: async (stage) => {
      stage.socket.resume();
      stage.socket.write(pattern(5));
      await stage.next('reset', () => stage.socket.resetAndDestroy?.());
    },
    server: ['- reset', 'close'],
    client: ['connect', 'data 5', '- reset', 'error ECONNRESET', 'close'],
    unix: false,
  },
  {
    name: 'that is reset in the turn of a write looks finished to a client whose libuv hides the reset',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('write and reset', () => {
        stage.socket.write(pattern(5));
        stage.socket.resetAndDestroy?.();
      });
    },
    server: ['- write and reset', 'close'],
    client: ['connect', '- write and reset', 'data 5', 'end'],
    readsOn: { client: ['connect', '- write and reset', 'data 5', 'error ECONNRESET', 'close'] },
    unix: false,
  },
  {
    name: 'that is reset after its end was sent resets the client all the same',
    play: async (stage) => {
      stage.socket.resume();
      stage.socket.end();
      await stage.next('reset', () => stage.socket.resetAndDestroy?.());
      await stage.next('client sends', () => stage.client.send(pattern(1)));
    },
    server: ['finish', '- reset', 'close', '- client sends'],
    client: ['connect', 'end', '- reset', '- client sends', 'error EPIPE', 'close'],
    unix: false,
  },
  {
    name: 'that is reset while its end waits for what it has written resets the client',
    play: async (stage) => {
      stage.client.pause();
      stage.socket.resume();
      await stage.fill();
      stage.socket.end();
      await stage.next('reset', () => stage.socket.resetAndDestroy?.());
      await stage.next('client reads', () => stage.client.resume());
      await stage.network.quiet();
      // How much of it had left is the kernels' affair.
      stage.client.trace.forget(`data ${stage.client.trace.bytesReceived}`);
    },
    server: ['- reset', 'close', '- client reads'],
    client: ['connect', '- reset', '- client reads', 'end'],
    readsOn: { client: ['connect', '- reset', '- client reads', 'error ECONNRESET', 'close'] },
    unix: false,
  },
  {
    name: 'that is reset while a FIN is on its way fails and never closes',
    play: async (stage) => {
      stage.socket.resume();
      await stage.next('end and reset', () => {
        stage.socket.end();
        stage.socket.resetAndDestroy?.();
      });
    },
    server: ['- end and reset', 'error EINVAL'],
    client: ['connect', '- end and reset', 'end'],
    unix: false,
    // Seen on Node 20.20 by hand: it forgets the handle without closing it, so that no process that
    // plays this on real sockets ever ends.
    simulatedOnly: true,
  },
];
