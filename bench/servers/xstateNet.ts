/**
 * This package, as its users get it: the echo protocol as a statechart under `serverCore`.
 *
 * `--inspect` attaches an inspector that does nothing, for what merely being watched costs;
 * `--idle MS` ends connections that say nothing for so long.
 */

import { createActor } from 'xstate';
import { outbox, serverCore, setupProtocol } from '../../index';
import { flag, option, serveBench } from './serve';

const idle = Number(option('idle', '0'));

const echo = setupProtocol().createMachine({
  id: 'echo',
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: { actions: outbox(({ event }) => event.data) },
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});

const server = createActor(serverCore, {
  input: {
    port: 0,
    host: '127.0.0.1',
    protocol: echo,
    maxConnections: 18_000,
    ...(idle > 0 && { idleTimeout: idle }),
  },
  ...(flag('inspect') && { inspect: () => {} }),
});

server.on('listening', ({ address }) => {
  if (!('port' in address)) throw new Error('the server does not listen on a port');
  serveBench(address.port, {
    drain: () =>
      new Promise((resolve, reject) => {
        server.subscribe({ complete: resolve, error: reject });
        server.send({ type: 'control.serverShutdown' });
      }),
  });
});

server.start();
