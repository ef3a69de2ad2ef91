/**
 * The floor: an echo on bare `node:net`, as short as it gets.
 *
 * `--echo data` (request and response) or `--echo pipe` (bulk, memory, idle connections);
 * `--registry` keeps the list of sockets that a drain needs and bare `node:net` does not have;
 * `--idle MS` ends connections that say nothing for so long.
 */

import { type AddressInfo, createServer, type Socket } from 'node:net';
import { flag, option, serveBench } from './serve';

const piped = option('echo', 'data') === 'pipe';
const registry = flag('registry') ? new Set<Socket>() : undefined;
const idle = Number(option('idle', '0'));

const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
  socket.on('error', () => {});
  if (piped) {
    socket.pipe(socket);
  } else {
    socket.on('data', (data) => socket.write(data));
    socket.on('end', () => socket.end());
  }
  if (idle > 0) socket.setTimeout(idle, () => socket.destroy());
  if (registry) {
    registry.add(socket);
    socket.on('close', () => registry.delete(socket));
  }
});

server.listen(0, '127.0.0.1', () => {
  serveBench((server.address() as AddressInfo).port, {
    drain: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of registry ?? []) socket.end();
      }),
    counts: () => ({ connections: registry?.size ?? 0 }),
  });
});
