import {
  type AnyActorLogic,
  type AnyActorRef,
  createActor,
  emit,
  type InspectionEvent,
} from 'xstate';
import { openSockets } from '../../../actors/connection/descriptors';
import { tcpServer } from '../../../actors/listener/tcpServer';
import { serverCore } from '../../../actors/server/serverCore';
import { singleServer } from '../../../actors/server/singleServer';
import { simulatedNetwork } from '../../../actors/transport/simulated/simulatedNetwork';
import type { Protocol } from '../../../machines/handler/protocol';
import { outbox } from '../../../machines/handler/say';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import { leaveNothingBehind } from '../../support/afterwards';
import { Client } from '../../support/client';
import { selectorOf } from '../../support/selectorOf';
import { serve } from '../../support/serve';
import { until } from '../../support/until';

leaveNothingBehind();

const SERVERS: Readonly<Record<string, AnyActorLogic>> = { tcpServer, serverCore, singleServer };

/** In which way somebody ends the server in the middle of what it does. */
const WAYS: Readonly<Record<string, (server: AnyActorRef) => void>> = {
  'is stopped': (server) => {
    server.stop();
  },
  'is aborted': (server) => server.send({ type: 'control.shutdownMicroprocess' }),
  'is drained': (server) => server.send({ type: 'control.serverShutdown' }),
  // Nobody handles it, so that it is the server's own failure.
  fails: (server) =>
    server.send({
      type: 'xstate.error.actor.nobody',
      error: new Error('a fault of mine'),
    } as never),
};

/** Code of the user's that runs in the middle: it is asked each time, and counts. */
interface Moments {
  next(server: AnyActorRef): void;
}

/** A handler each step of which is a moment. */
const momentous = (moments: Moments, server: () => AnyActorRef | undefined): Protocol => {
  const moment = () => {
    const found = server();
    if (found !== undefined) moments.next(found);
  };
  const guard = () => {
    moment();
    return true;
  };
  const chart = setupProtocol().createMachine({
    context: () => {
      moment();
      return {};
    },
    entry: moment,
    on: {
      inbox: { guard, actions: [moment, outbox('answer'), moment] },
      'control.producerFinished': { actions: [moment, emit({ type: 'signal.producerFinished' })] },
      'control.serverShutdown': { actions: [moment, emit({ type: 'signal.producerFinished' })] },
      'control.socketShutdown': { actions: moment },
      'flow.ready': { actions: moment },
    },
  });
  return (() => {
    moment();
    return chart;
  }) as unknown as Protocol;
};

/** A server's life, ended at one of its moments; returns how many it had. */
function live(
  name: string,
  at: number,
  end: (server: AnyActorRef) => void,
  inspected: boolean,
): number {
  const network = simulatedNetwork({ seed: 1 });
  const before = openSockets();
  let count = 0;
  let server: AnyActorRef | undefined;
  const moments: Moments = {
    next: (found) => {
      count += 1;
      if (count === at) end(found);
    },
  };
  server = createActor(SERVERS[name] as AnyActorLogic, {
    clock: network.clock as never,
    input: {
      port: 1601,
      host: '127.0.0.1',
      transport: network,
      shutdownTimeout: 100,
      ...(name === 'serverCore' && { protocol: momentous(moments, () => server) }),
    },
    ...(inspected && {
      inspect: (_: InspectionEvent) => {
        if (server !== undefined) moments.next(server);
      },
    }),
  }) as AnyActorRef;
  const started = server;
  started.on('*', (message: { readonly type: string; readonly csa?: AnyActorRef }) => {
    moments.next(started);
    if (message.type !== 'protocolHandlerSignal.newCSA') return;
    message.csa?.on('*', () => moments.next(started));
    message.csa?.subscribe(() => moments.next(started));
  });
  started.subscribe(() => moments.next(started));
  started.start();
  network.advance(10);
  const dial = () => {
    try {
      return network.connect({ family: 'IPv4', host: '127.0.0.1', port: 1601 });
    } catch {
      return undefined;
    }
  };
  const [one, two] = [dial(), dial()];
  network.advance(10);
  one?.send(Buffer.from('question'));
  network.advance(10);
  two?.end();
  network.advance(10);
  started.send({ type: 'control.serverShutdown' });
  network.advance(200);
  started.send({ type: 'control.shutdownMicroprocess' });
  network.runToQuiescence(100_000);
  expect({ at, census: network.census(), opened: openSockets() - before }).toMatchObject({
    at,
    census: { sockets: 0, listening: 0, timers: 0 },
    opened: 0,
  });
  expect({ at, selector: selectorOf(started) }).toEqual({ at, selector: undefined });
  return count;
}

describe.each([
  ['unwatched', false],
  ['inspected', true],
] as const)('a server, %s,', (_, inspected) => {
  it.each(
    Object.keys(SERVERS).flatMap((name) => Object.keys(WAYS).map((way) => [name, way] as const)),
  )('%s, that %s by code of the user leaves nothing open, whenever that is', (name, way) => {
    const moments = live(name, 0, () => {}, inspected);
    expect(moments).toBeGreaterThan(inspected ? 100 : 8);
    // Under inspection there are hundreds, many of them next to each other.
    for (let at = 1; at <= moments; at += inspected && way !== 'is stopped' ? 7 : 1) {
      live(name, at, WAYS[way] as (server: AnyActorRef) => void, inspected);
    }
  });
});

describe('a server on real sockets', () => {
  it.each(['newconnection', 'connections.accept', 'connections.newCSA', 'socketActivity.newCSA'])(
    'that an inspector stops at %s leaves no socket open',
    async (type) => {
      let server: AnyActorRef | undefined;
      const served = await serve(
        {},
        {
          inspect: (record) => {
            if (record.type === '@xstate.event' && record.event.type === type) server?.stop();
          },
        },
      );
      server = served.server as never;
      const one = await Client.to(served.address).catch(() => undefined);
      await until('no socket', () => openSockets() === 0);
      await until('the end', () => one === undefined || one.hasClosed || one.hasEnded);
    },
  );
});
