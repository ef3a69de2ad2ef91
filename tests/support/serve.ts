import { type Actor, type ActorOptions, createActor } from 'xstate';
import { serverCore } from '../../actors/server/serverCore';
import type { ServerAddress } from '../../machines/connection/connectionInfo';
import type { Protocol } from '../../machines/handler/protocol';
import { echo } from '../../machines/protocols/echo';
import type { ServerCoreInput } from '../../machines/server/serverCore';
import type { ServerCoreMessage } from '../../machines/server/serverCoreMessages';
import { afterwards } from './afterwards';
import { Client } from './client';
import { Heard } from './heard';
import { until } from './until';

export type ServerCoreActor = Actor<typeof serverCore>;

/** A running server, and all that it has said. */
export interface Served {
  readonly server: ServerCoreActor;
  readonly said: Heard<ServerCoreMessage>;
  readonly address: ServerAddress;
  /** A client of its own. */
  client(options?: { paused?: boolean }): Promise<Client>;
  /** Drains, and waits until it has shut down. */
  drain(): Promise<void>;
}

type Input = Omit<ServerCoreInput, 'protocol'> & { readonly protocol?: Protocol };

const LOOPBACK = { host: '127.0.0.1', port: 0 };

/** Serves the echo protocol, if no other is given, on a free port of the loopback interface. */
export async function serve(
  input: Input = {},
  options: Omit<ActorOptions<typeof serverCore>, 'input'> = {},
): Promise<Served> {
  const server: ServerCoreActor = createActor(serverCore, {
    ...options,
    input: {
      ...(input.path === undefined ? LOOPBACK : undefined),
      ...input,
      protocol: input.protocol ?? (echo as unknown as Protocol),
    },
  });
  const said = new Heard<ServerCoreMessage>(server);
  afterwards(() => {
    server.stop();
  });
  server.start();
  const { address } = await said.one('listening');
  return {
    server,
    said,
    address,
    client: (clientOptions) => Client.to(address, clientOptions),
    drain: async () => {
      server.send({ type: 'control.serverShutdown' });
      await until('the drain', () => server.getSnapshot().status === 'done');
    },
  };
}
