import { assign, createActor, setup } from 'xstate';
import { serverCore } from '../../../actors/server/serverCore';
import { simulatedNetwork } from '../../../actors/transport/simulated/simulatedNetwork';
import type { Protocol } from '../../../machines/handler/protocol';
import { echo } from '../../../machines/protocols/echo';
import { type RestartingMessage, restarting } from '../../../machines/server/restarting';
import type { ServerCoreMessage } from '../../../machines/server/serverCoreMessages';

describe('a serverCore that is started again', () => {
  it('serves once its port is free, and drains as ever, in the machine of an app', () => {
    const network = simulatedNetwork();
    const other = createActor(serverCore, {
      input: { port: 7, protocol: echo as Protocol, transport: network },
      clock: network.clock,
    });
    other.start();
    network.settle();
    const app = setup({
      types: {
        context: {} as { readonly heard: readonly string[] },
        events: {} as ServerCoreMessage | RestartingMessage,
      },
      actors: { server: restarting(serverCore, { backOff: { first: 1_000 } }) },
    }).createMachine({
      context: { heard: [] },
      invoke: {
        id: 'server',
        src: 'server',
        input: ({ self }) => ({
          port: 7,
          protocol: echo as Protocol,
          transport: network,
          owner: self as never,
        }),
      },
      on: {
        '*': { actions: assign({ heard: ({ context, event }) => [...context.heard, event.type] }) },
      },
    });
    const actor = createActor(app, { clock: network.clock }).start();
    network.advance(10);
    expect(actor.getSnapshot().context.heard).toEqual(['error', 'shutdown', 'restarting']);
    other.send({ type: 'control.serverShutdown' });
    network.advance(1_000);
    expect(actor.getSnapshot().context.heard.at(-1)).toBe('listening');
    const client = network.connect({ port: 7 });
    client.send(Buffer.from('hello'));
    network.advance(10);
    expect(Buffer.from(client.received).toString()).toBe('hello');
    client.end();
    network.advance(10);
    actor.getSnapshot().children.server?.send({ type: 'control.serverShutdown' });
    network.advance(10);
    expect(actor.getSnapshot().context.heard.slice(3)).toEqual([
      'listening',
      'connected',
      'disconnected',
      'closing',
      'shutdown',
      'xstate.done.actor.server',
    ]);
    actor.stop();
    network.advance(120_000);
    expect(network.census()).toEqual({ sockets: 0, listening: 0, timers: 0 });
  });
});
