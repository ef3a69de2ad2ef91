import { createActor, fromCallback, type InspectionEvent, setup } from 'xstate';
import { serverCore } from '../../../actors/server/serverCore';
import { simulatedNetwork } from '../../../actors/transport/simulated/simulatedNetwork';
import { echo } from '../../../machines/protocols/echo';
import type { ServerCoreMessage } from '../../../machines/server/serverCoreMessages';
import { leaveNothingBehind } from '../../support/afterwards';

leaveNothingBehind();

/** What an owner that listens to these is sent while a client comes and goes and the server ends. */
function toldTo(...descriptors: string[]): string[] {
  const network = simulatedNetwork({ seed: 1 });
  const clock = network.clock as never;
  const app = setup({
    types: { events: {} as ServerCoreMessage },
    actors: { serverCore },
  }).createMachine({
    invoke: {
      src: 'serverCore',
      id: 'server',
      input: ({ self }) => ({
        host: '127.0.0.1',
        port: 4000,
        protocol: echo,
        transport: network,
        owner: self,
      }),
    },
    initial: 'a',
    states: {
      a: { on: Object.fromEntries(descriptors.map((type) => [type, { actions: () => {} }])) },
    },
  });
  const told: string[] = [];
  const inspect = (record: InspectionEvent) => {
    if (record.type !== '@xstate.event' || record.actorRef !== actor) return;
    if (!record.event.type.startsWith('xstate.')) told.push(record.event.type);
  };
  const actor = createActor(app, { clock, inspect });
  actor.start();
  network.advance(20);
  const client = network.connect({ family: 'IPv4', host: '127.0.0.1', port: 4000 });
  network.advance(20);
  client.end();
  network.advance(20);
  actor.getSnapshot().children.server?.send({ type: 'control.serverShutdown' });
  network.advance(20);
  actor.stop();
  return told;
}

const ALL = ['listening', 'connected', 'disconnected', 'closing', 'shutdown'];

describe('the owner of a server', () => {
  it('is sent what its chart listens to, in whatever state, and nothing else', () => {
    expect(toldTo('listening', 'disconnected')).toEqual(['listening', 'disconnected']);
    expect(toldTo()).toEqual([]);
  });

  it('is sent everything if it listens to everything', () => {
    expect(toldTo('*')).toEqual(ALL);
  });

  it('is sent everything if it is no chart: nobody can know what it listens to', () => {
    const network = simulatedNetwork({ seed: 1 });
    const told: string[] = [];
    const owner = createActor(
      fromCallback<ServerCoreMessage>(({ receive }) => receive(({ type }) => told.push(type))),
    ).start();
    const server = createActor(serverCore, {
      input: { host: '127.0.0.1', port: 4000, protocol: echo, transport: network, owner },
    }).start();
    network.advance(20);
    server.send({ type: 'control.serverShutdown' });
    network.advance(20);
    owner.stop();
    expect(told).toEqual(['listening', 'closing', 'shutdown']);
  });
});
