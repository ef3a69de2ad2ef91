import { createActor, setup } from 'xstate';
import { openSockets } from '../../../actors/connection/descriptors';
import { findSelectorService } from '../../../actors/listener/selectorService';
import { listConnections } from '../../../actors/server/listConnections';
import { serverCore } from '../../../actors/server/serverCore';
import type { ServerAddress } from '../../../machines/connection/connectionInfo';
import { echo } from '../../../machines/protocols/echo';
import type { ServerCoreMessage } from '../../../machines/server/serverCoreMessages';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { Client } from '../../support/client';
import { randomBytes } from '../../support/pattern';
import { stubborn } from '../../support/protocols';
import { selectorOf } from '../../support/selectorOf';
import { serve } from '../../support/serve';
import { turns, until } from '../../support/until';

leaveNothingBehind();

/** What keeps a process alive, counted by kind. */
const resources = () => {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) {
    if (/TCP|Pipe|Timeout/.test(kind)) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
};

describe('a server that is stopped without a drain', () => {
  it('leaves no socket, timer or registration', async () => {
    await turns(5);
    const before = resources();
    const served = await serve({ idleTimeout: 60_000 });
    const clients = await Promise.all(Array.from({ length: 10 }, () => served.client()));
    await served.said.many('connected', 10);
    clients[0]?.pause().send(randomBytes(8_000_000));
    clients[1]?.send('x');
    clients[2]?.end();
    await turns(20);
    const actors = listConnections(served.server).flatMap(({ csa, handler }) => [csa, handler]);
    served.server.stop();
    expect(selectorOf(served.server)).toBeUndefined();
    expect(listConnections(served.server)).toEqual([]);
    for (const actor of actors)
      expect(actor?.getSnapshot()).not.toMatchObject({ status: 'active' });
    for (const client of clients) client.resume();
    await until('all clients to be told', () =>
      clients.every((client) => client.hasClosed || client.hasEnded),
    );
    for (const client of clients) client.socket.destroy();
    await until('all sockets to be closed', () => openSockets() === 0);
    await until('nothing to be left', () => JSON.stringify(resources()) === JSON.stringify(before));
    await expect(served.client()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('also while it binds, drains or is suspended', async () => {
    for (const word of ['control.serverShutdown', 'control.suspend'] as const) {
      const served = await serve({ protocol: stubborn });
      await served.client();
      await served.said.one('connected');
      served.server.send({ type: word });
      served.server.stop();
      await until('all sockets to be closed', () => openSockets() === 0);
      expect(selectorOf(served.server)).toBeUndefined();
    }
    const server = createActor(serverCore, {
      input: { host: '127.0.0.1', port: 0, protocol: echo as never },
    }).start();
    server.stop();
    await turns(10);
    expect(selectorOf(server)).toBeUndefined();
  });
});

describe('a server that an app invokes', () => {
  const app = setup({
    types: {
      events: {} as ServerCoreMessage | { type: 'restart' } | { type: 'leave' },
      context: {} as { said: string[]; addresses: ServerAddress[] },
    },
    actors: { serverCore },
  }).createMachine({
    context: () => ({ said: [], addresses: [] }),
    initial: 'one',
    on: {
      '*': {
        actions: ({ context, event }) => {
          context.said.push(event.type);
          if (event.type === 'listening') context.addresses.push(event.address);
        },
      },
    },
    states: {
      one: {
        invoke: {
          id: 'server',
          src: 'serverCore',
          input: ({ self }) => ({
            host: '127.0.0.1',
            port: 0,
            protocol: echo as never,
            owner: self as never,
          }),
        },
        on: { restart: 'two', leave: 'nothing' },
      },
      two: {
        invoke: {
          id: 'other',
          src: 'serverCore',
          input: ({ context, self }) => ({
            host: '127.0.0.1',
            port: (context.addresses[0] as { port: number }).port,
            protocol: echo as never,
            owner: self as never,
          }),
        },
        on: { leave: 'nothing' },
      },
      nothing: {},
    },
  });

  const start = async () => {
    const actor = createActor(app);
    afterwards(() => {
      actor.stop();
    });
    actor.start();
    const { context } = actor.getSnapshot();
    await until('it to listen', () => context.addresses.length > 0);
    return { actor, context };
  };

  it('tells its owner all that it emits', async () => {
    const { context } = await start();
    const one = (await Client.to(context.addresses[0] as ServerAddress)).send('hello');
    await one.getsText('hello');
    one.end();
    await until('the end', () => context.said.includes('disconnected'));
    expect(context.said).toEqual(['listening', 'connected', 'disconnected']);
  });

  it('is gone with all it owns when the app leaves the state', async () => {
    const { actor, context } = await start();
    const one = await Client.to(context.addresses[0] as ServerAddress);
    await until('it to be connected', () => context.said.includes('connected'));
    actor.send({ type: 'leave' });
    expect(await one.closed()).toBe('ECONNRESET');
    await until('all sockets to be closed', () => openSockets() === 0);
    expect(findSelectorService(actor)).toBeUndefined();
  });

  it('can be followed at once by another on the same port, with a selector that lives', async () => {
    const { actor, context } = await start();
    actor.send({ type: 'restart' });
    await until('the second to listen', () => context.addresses.length === 2);
    expect(context.addresses[1]).toEqual(context.addresses[0]);
    const one = (await Client.to(context.addresses[1] as ServerAddress)).send('hello');
    await one.getsText('hello');
    expect(selectorOf(actor)).toEqual({ readers: 1, writers: 0, servers: 1 });
    actor.send({ type: 'leave' });
    expect(findSelectorService(actor)).toBeUndefined();
  });

  it('shares the selector of its system with others, until the last has gone', async () => {
    const both = setup({ actors: { serverCore } }).createMachine({
      invoke: ['a', 'b'].map((id) => ({
        id,
        src: 'serverCore' as const,
        input: { host: '127.0.0.1', port: 0, protocol: echo as never },
      })),
    });
    const actor = createActor(both);
    afterwards(() => {
      actor.stop();
    });
    actor.start();
    const { a, b } = actor.getSnapshot().children;
    const value = (server: typeof a) => server?.getSnapshot().value;
    await until('both to serve', () => value(a) === 'serving' && value(b) === 'serving');
    expect(selectorOf(actor)).toEqual({ readers: 0, writers: 0, servers: 2 });
    const clients = await Promise.all(
      [a, b].map((server) =>
        Client.to(server?.getSnapshot().context.address as unknown as ServerAddress),
      ),
    );
    await until('both readers', () => selectorOf(actor)?.readers === 2);
    a?.send({ type: 'control.shutdownMicroprocess' } as never);
    await until('one to go', () => selectorOf(actor)?.servers === 1);
    expect(selectorOf(actor)).toEqual({ readers: 1, writers: 0, servers: 1 });
    b?.send({ type: 'control.shutdownMicroprocess' } as never);
    await until('the other to go', () => selectorOf(actor) === undefined);
    for (const client of clients) await client.closed();
  });
});
