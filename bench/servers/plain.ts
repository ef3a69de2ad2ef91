/**
 * The floor: an echo on bare `node:net`, as short as it gets.
 *
 * `--echo data` (request and response) or `--echo pipe` (bulk, memory, idle connections);
 * `--registry` keeps the list of sockets that a drain needs and bare `node:net` does not have;
 * `--idle MS` ends connections that say nothing for so long; `--speaks NAME` speaks a protocol of
 * plainSpoken.ts in place of the echo; `--tls-key FILE --tls-cert FILE` does it by `node:tls`.
 */

import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createSecuredServer } from 'node:tls';
import { plainly } from './plainSpoken';
import { flag, option, serveBench } from './serve';

const piped = option('echo', 'data') === 'pipe';
const registry = flag('registry') ? new Set<Socket>() : undefined;
const idle = Number(option('idle', '0'));
const speak = flag('speaks') ? plainly(option('speaks', '')) : undefined;
const key = option('tls-key', '');

const options = { noDelay: true, allowHalfOpen: true };

function serve(socket: Socket): void {
  socket.on('error', () => {});
  if (speak) {
    speak(socket);
    socket.on('end', () => socket.end());
  } else if (piped) {
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
}

const server =
  key === ''
    ? createServer(options, serve)
    : createSecuredServer(
        { ...options, key: readFileSync(key), cert: readFileSync(option('tls-cert', '')) },
        serve,
      );

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
