import { createServer, type Server } from 'node:net';
import { type Actor, createActor } from 'xstate';
import { tcpServer } from '../../actors/listener/tcpServer';
import type { ServerAddress } from '../../machines/connection/connectionInfo';
import type { TcpServerInput } from '../../machines/listener/tcpServerContext';
import type { TcpServerMessage } from '../../machines/listener/tcpServerMessages';
import { afterwards } from './afterwards';
import { Heard } from './heard';
import { until } from './until';

export interface Listening {
  readonly server: Actor<typeof tcpServer>;
  readonly said: Heard<TcpServerMessage>;
  /** Where it listens. */
  address(): Promise<ServerAddress>;
  /** The error with which it ended, once it has. */
  ended(): Promise<unknown>;
}

/** Starts a bare `tcpServer`, and notes what it says. */
export function listen(input: TcpServerInput): Listening {
  const server = createActor(tcpServer, { input });
  const said = new Heard<TcpServerMessage>(server);
  afterwards(() => {
    server.stop();
  });
  server.start();
  return {
    server,
    said,
    address: async () => (await said.one('signal.listening')).address,
    ended: async () => {
      await until('the end of the server', () => server.getSnapshot().status === 'done');
      return server.getSnapshot().output?.error;
    },
  };
}

/** Somebody else's server on a free port or on a path. */
export async function somebodyElse(where: {
  port?: number;
  host?: string;
  path?: string;
}): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, resolve);
  });
  afterwards(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
      }),
  );
  const address = server.address();
  return { server, port: typeof address === 'object' ? (address?.port ?? 0) : 0 };
}
