import { type AnyActorRef, createActor } from 'xstate';
import { tcpClient } from '../../../actors/client/tcpClient';
import { listConnections } from '../../../actors/server/listConnections';
import { pipe } from '../../../actors/server/pipe';
import { serverCore } from '../../../actors/server/serverCore';
import { simulatedNetwork } from '../../../actors/transport/simulated/simulatedNetwork';
import type { ClientMessage } from '../../../machines/client/clientMessages';
import { lines } from '../../../machines/framing';
import { pipeEnd } from '../../../machines/handler/pipeEnd';
import type { Protocol } from '../../../machines/handler/protocol';
import { outbox } from '../../../machines/handler/say';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import { echo } from '../../../machines/protocols/echo';
import type { ServerCoreInput } from '../../../machines/server/serverCore';
import type { ServerCoreMessage } from '../../../machines/server/serverCoreMessages';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { Heard } from '../../support/heard';

leaveNothingBehind();

const FRONT = 1601;
const BACK = 1602;

/** A proxy on a simulated network, and what is behind it. */
function proxied(behind: Partial<ServerCoreInput> = {}, options: object = {}, ends: object = {}) {
  const network = simulatedNetwork(options);
  afterwards(() => void network.advance(1_000));
  const { clock } = network;
  const serve = (input: object) => {
    const server = createActor(serverCore, {
      input: { transport: network, ...input } as unknown as ServerCoreInput,
      clock,
    });
    const said = new Heard<ServerCoreMessage>(server);
    afterwards(() => void server.stop());
    server.start();
    return { server, said };
  };
  const back = serve({ port: BACK, protocol: echo, ...behind });
  const front = serve({ port: FRONT, protocol: pipeEnd, ...ends });
  const upstreams: Heard<ClientMessage>[] = [];
  front.server.on('connected', ({ handler }) => {
    const client = createActor(tcpClient, {
      input: {
        port: BACK,
        protocol: pipeEnd as unknown as Protocol,
        reconnect: false,
        transport: network,
        ...ends,
      },
      clock,
    });
    afterwards(() => void client.stop());
    upstreams.push(new Heard<ClientMessage>(client));
    client.on('connected', (upstream) => pipe(handler, upstream.handler));
    client.start();
  });
  network.settle();
  const connect = (more: object = {}) => network.connect({ port: FRONT, ...more });
  return { network, back, front, upstreams, connect };
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

/** A peer that says goodbye, and lets the other go on. */
const goodbye = setupProtocol().createMachine({
  initial: 'open',
  states: {
    open: { on: { inbox: { actions: outbox('bye') }, 'control.producerFinished': 'over' } },
    over: { type: 'final' },
  },
});

describe('two connections that are piped', () => {
  it('carry what either brings, from the first byte on', () => {
    const { network, connect } = proxied();
    const client = connect();
    client.send(Buffer.from('early'));
    network.advance(50);
    client.send(Buffer.from(' and late'));
    network.advance(50);
    expect(text(client.received)).toBe('early and late');
  });

  it('carry megabytes both ways, cut and delayed as they may be', () => {
    const { network, connect, front } = proxied(
      {},
      { seed: 3, faults: { jitter: 5, split: true } },
    );
    const client = connect();
    const sent = Buffer.alloc(700_000, 'abcdefg');
    client.send(sent);
    network.advance(20_000);
    expect(Buffer.from(client.received).equals(sent)).toBe(true);
    client.end();
    network.advance(20_000);
    expect(front.said.of('disconnected')).toMatchObject([
      { howDied: 'peerClosed', bytesReceived: sent.length, bytesSent: sent.length },
    ]);
  });

  it('hand on the end of one half, and go on with the other', () => {
    const { network, connect, back, front, upstreams } = proxied({ protocol: goodbye as never });
    const client = connect();
    client.send(Buffer.from('x'));
    network.advance(50);
    client.end();
    network.advance(5_000);
    expect(text(client.received)).toBe('bye');
    for (const said of [back.said, front.said]) {
      expect(said.of('disconnected')).toMatchObject([{ howDied: 'peerClosed' }]);
    }
    // Ours ended first there, behind the client's.
    expect(upstreams[0]?.of('closed')).toMatchObject([{ howDied: 'finished' }]);
    expect(upstreams[0]?.types.at(-1)).toBe('shutdown');
  });

  it('hand on an end that comes from behind', () => {
    const { network, connect, back, front } = proxied();
    const client = connect();
    network.advance(50);
    for (const { csa } of listConnections(back.server))
      csa.send({ type: 'control.producerFinished' });
    network.advance(50);
    expect(client.received.length).toBe(0);
    client.end();
    network.advance(5_000);
    expect(front.said.of('disconnected')).toMatchObject([{ howDied: 'finished' }]);
  });

  it('hand on a reset, either way', () => {
    const { network, connect, back, front } = proxied();
    const first = connect();
    network.advance(50);
    first.reset();
    network.advance(50);
    expect(back.said.of('disconnected')).toMatchObject([{ howDied: 'reset' }]);
    connect();
    network.advance(50);
    for (const { csa } of listConnections(back.server))
      csa.send({ type: 'control.shutdownMicroprocess' });
    network.advance(50);
    expect(front.said.of('disconnected')[1]).toMatchObject({ howDied: 'aborted' });
  });

  it('read no faster than the other side takes', () => {
    const { network, connect, upstreams, front } = proxied({ protocol: pipeEnd as never });
    const client = connect();
    client.send(Buffer.alloc(5_000_000));
    network.advance(60_000);
    const [live] = listConnections(front.server);
    expect(live?.state).toMatchObject({ connected: { receiving: { paused: 'byHandler' } } });
    expect(live?.bytesReceived).toBeLessThan(1_000_000);
    expect(upstreams[0]?.count('closed')).toBe(0);
  });

  it('go on reading from a side that takes nothing until it is read from', () => {
    // It echoes, and reads no more while nobody takes its answers.
    const { network, connect } = proxied();
    const client = connect();
    const bytes = 2_000_000;
    client.send(Buffer.alloc(bytes));
    network.advance(120_000);
    expect(client.received.length).toBe(bytes);
  });

  it('are not asked to finish by a drain, which waits for them as long as it may', () => {
    const { network, connect, front } = proxied({}, {}, { shutdownTimeout: 60_000 });
    const client = connect();
    network.advance(50);
    front.server.send({ type: 'control.serverShutdown' });
    network.advance(5_000);
    client.send(Buffer.from('still'));
    network.advance(50);
    expect(text(client.received)).toBe('still');
    client.end();
    network.advance(5_000);
    expect(front.server.getSnapshot().status).toBe('done');
  });

  it('end with the timeout of one of them', () => {
    const { network, connect, back } = proxied({}, {}, { idleTimeout: 1_000 });
    connect();
    network.advance(20_000);
    expect(back.said.count('disconnected')).toBe(1);
  });

  it('break off those who wait when there is nobody to be piped to', () => {
    const { network, connect, back, front } = proxied();
    back.server.stop();
    front.server.on('connected', ({ handler }) => handler?.send({ type: 'pipe.refused' }));
    network.advance(50);
    connect();
    network.advance(50);
    expect(front.said.of('disconnected')).toMatchObject([{ howDied: 'aborted' }]);
  });

  it('break the other off where one is gone already', () => {
    const { network, connect, front, back } = proxied();
    connect();
    network.advance(50);
    const [{ csa } = {} as never] = listConnections(front.server);
    const [{ csa: other } = {} as never] = listConnections(back.server);
    (csa as AnyActorRef).send({ type: 'control.shutdownMicroprocess' });
    pipe(csa, other);
    network.advance(50);
    expect(back.said.count('disconnected')).toBe(1);
  });
});

describe('what cannot be piped', () => {
  const reason = (act: () => void) => {
    try {
      act();
      return undefined;
    } catch (error) {
      return error;
    }
  };

  it('is refused in words', () => {
    const network = simulatedNetwork();
    afterwards(() => void network.advance(1_000));
    const server = createActor(serverCore, {
      input: {
        port: FRONT,
        transport: network,
        protocol: setupProtocol({ codec: lines() }).createMachine({}) as never,
      },
      clock: network.clock,
    });
    afterwards(() => void server.stop());
    server.start();
    network.settle();
    network.connect({ port: FRONT });
    network.advance(10);
    const [{ handler, csa } = {} as never] = listConnections(server);
    const words = [
      reason(() => pipe(undefined, csa)),
      reason(() => pipe(server, csa)),
      reason(() => pipe(handler, csa)),
      reason(() => pipe(csa, csa)),
    ].map((error) => (error as Error).message);
    expect(words).toEqual([
      expect.stringContaining('one end is undefined'),
      expect.stringContaining('is the handler of no connection'),
      expect.stringContaining('has a codec'),
      expect.stringContaining('give it two connections'),
    ]);
  });
});
