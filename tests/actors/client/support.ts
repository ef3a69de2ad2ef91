import { type Actor, createActor } from 'xstate';
import { tcpClient } from '../../../actors/client/tcpClient';
import { serverCore } from '../../../actors/server/serverCore';
import type { NetworkFaults, SimulatedNetwork } from '../../../actors/transport/simulated/api';
import { simulatedNetwork } from '../../../actors/transport/simulated/simulatedNetwork';
import type { ClientInput } from '../../../machines/client/clientContext';
import type { ClientMessage } from '../../../machines/client/clientMessages';
import type { Protocol } from '../../../machines/handler/protocol';
import { echo } from '../../../machines/protocols/echo';
import type { ServerCoreInput } from '../../../machines/server/serverCore';
import type { ServerCoreMessage } from '../../../machines/server/serverCoreMessages';
import { afterwards } from '../../support/afterwards';
import { Heard } from '../../support/heard';

export type TcpClientActor = Actor<typeof tcpClient>;

export const PORT = 1601;

/** A client and what it said. */
export interface Connecting {
  readonly client: TcpClientActor;
  readonly said: Heard<ClientMessage>;
}

/** Both ends of conversations, in one virtual time. */
export class World {
  readonly network: SimulatedNetwork;

  constructor(options: { seed?: number; faults?: NetworkFaults } = {}) {
    this.network = simulatedNetwork(options);
    // What was stopped closes in virtual time, too.
    afterwards(() => void this.network.advance(1_000));
  }

  serve(input: Partial<ServerCoreInput> = {}) {
    const server = createActor(serverCore, {
      input: {
        port: PORT,
        protocol: echo as unknown as Protocol,
        transport: this.network,
        ...input,
      },
      clock: this.network.clock,
    });
    const said = new Heard<ServerCoreMessage>(server);
    afterwards(() => void server.stop());
    server.start();
    this.network.settle();
    return { server, said };
  }

  client(input: Partial<ClientInput> = {}): Connecting {
    const where = input.addresses === undefined && input.path === undefined ? { port: PORT } : {};
    const client = createActor(tcpClient, {
      input: { ...where, transport: this.network, ...input },
      clock: this.network.clock,
    });
    const said = new Heard<ClientMessage>(client);
    afterwards(() => void client.stop());
    client.start();
    return { client, said };
  }

  /** Lets time pass. */
  pass(milliseconds: number): void {
    this.network.advance(milliseconds);
  }
}

export const text = (data: unknown): string => Buffer.from(data as Uint8Array).toString();
