import { type AnyActorLogic, type AnyActorRef, createActor } from 'xstate';
import { tcpServer } from '../../../actors/listener/tcpServer';
import { serverCore, simpleServer } from '../../../actors/server/serverCore';
import { singleServer } from '../../../actors/server/singleServer';
import { discard } from '../../../machines/protocols/discard';
import { leaveNothingBehind } from '../../support/afterwards';
import { Client } from '../../support/client';
import { selectorOf } from '../../support/selectorOf';
import { until } from '../../support/until';

leaveNothingBehind();

const SERVERS: [string, AnyActorLogic][] = [
  ['tcpServer', tcpServer],
  ['serverCore', serverCore],
  ['simpleServer', simpleServer],
  ['singleServer', singleServer],
];

/** An event without a type: to look for what takes it throws, in whatever state the server is. */
const NOTHING = {} as never;

describe.each(SERVERS)('a %s that fails', (_, logic) => {
  it.each([false, true])('keeps neither port nor sockets, inspected: %p', async (inspected) => {
    const server = createActor(logic, {
      input: {
        host: '127.0.0.1',
        port: 0,
        ...(logic === tcpServer || logic === singleServer ? {} : { protocol: discard }),
      },
      ...(inspected && { inspect: () => {} }),
    }) as AnyActorRef;
    const failed: unknown[] = [];
    server.subscribe({ error: (error) => failed.push(error) });
    let address: unknown;
    server.on('*', (said: { address?: unknown }) => {
      address ??= said.address;
    });
    server.start();
    await until('it to listen', () => address !== undefined);
    const client = await Client.to(address as never);
    await until('the connection', () => selectorOf(server)?.readers === 1);
    server.send(NOTHING);
    expect(failed).toHaveLength(1);
    await until('the end of the client', () => client.hasEnded || client.hasClosed);
    await expect(Client.to(address as never)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
