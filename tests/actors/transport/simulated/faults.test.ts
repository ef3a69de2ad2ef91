import { createActor } from 'xstate';
import { serverCore } from '../../../../actors/server/serverCore';
import type {
  NetworkFaults,
  SimulatedNetworkOptions,
} from '../../../../actors/transport/simulated/api';
import { simulatedNetwork } from '../../../../actors/transport/simulated/simulatedNetwork';
import { echo } from '../../../../machines/protocols/echo';
import { connected, listen, PORT, pattern } from './peers';

const FIFTEEN_MINUTES = 900_000;
const HOUR = 3_600_000;

describe('a link', () => {
  it('takes its latency to connect, and to carry', () => {
    const network = simulatedNetwork({ latency: 50 });
    const peers = listen(network);
    network.settle();
    const client = network.connect({ port: PORT });
    network.advance(99);
    expect(client.state).toBe('connecting');
    network.advance(1);
    expect(client.state).toBe('open');
    expect(peers.all).toHaveLength(0);
    network.advance(50);
    expect(peers.all).toHaveLength(1);
    client.send(pattern(1));
    network.advance(49);
    expect(peers.all[0]?.received()).toHaveLength(0);
    network.advance(2);
    expect(peers.all[0]?.received()).toHaveLength(1);
  });

  it('carries no more than its rate', () => {
    const network = simulatedNetwork({ latency: 0, rate: 1_000, receiveBuffer: 1 << 20 });
    const [client, peer] = connected(network);
    client.send(pattern(1 << 20));
    network.advance(500);
    expect(peer.received().length).toBeLessThanOrEqual(500_000);
    network.advance(600);
    expect(peer.received().equals(pattern(1 << 20))).toBe(true);
  });

  it('may take no time at all: then everything happens at one moment', () => {
    const network = simulatedNetwork({ latency: 0, rate: Number.POSITIVE_INFINITY });
    const peers = listen(network);
    const client = network.connect({ port: PORT });
    client.send(pattern(1 << 20));
    client.end();
    network.settle();
    expect(peers.all[0]?.received().equals(pattern(1 << 20))).toBe(true);
    expect(peers.all[0]?.told).toEqual(['end']);
    expect(network.clock.now()).toBe(0);
  });

  it('holds a sender back with the buffers of both kernels, and no more', () => {
    const network = simulatedNetwork({ sendBuffer: 1_000, receiveBuffer: 2_000 });
    const [client, { socket }] = connected(network, { highWaterMark: 500 });
    client.pause();
    let written = 0;
    while (socket.writableLength === 0) {
      while (socket.writableLength < 500) {
        socket.write(pattern(100));
        written += 100;
      }
      network.advance(100);
    }
    // What a paused Node socket of a client holds, both kernels, and the high-water mark.
    expect(written).toBeGreaterThanOrEqual(65_536 + 3_000);
    expect(written).toBeLessThanOrEqual(65_536 + 3_000 + 3_000);
  });

  it('takes what is sent as it is then: a buffer that is used again changes nothing', () => {
    const network = simulatedNetwork();
    const [client, peer] = connected(network);
    const buffer = Buffer.from('first');
    client.send(buffer);
    buffer.write('again');
    client.send(buffer);
    network.advance(10);
    expect(peer.received().toString()).toBe('firstagain');
  });
});

describe('the fault', () => {
  const withFaults = (faults: NetworkFaults, options: SimulatedNetworkOptions = {}) => {
    const network = simulatedNetwork(options);
    const [client, peer, peers] = connected(network);
    network.setFaults(faults);
    return { network, client, peer, peers };
  };

  it('split cuts what is sent, single bytes included, and joins what is sent together', () => {
    const { network, client, peer } = withFaults({ split: true });
    for (let count = 0; count < 50; count += 1) {
      for (let part = 0; part < 4; part += 1) client.send(pattern(100, part));
      network.advance(50);
    }
    const sizes = peer.pieces.map(({ length }) => length);
    expect(sizes).toContain(1);
    expect(Math.max(...sizes)).toBeGreaterThan(100);
    expect(sizes.reduce((a, b) => a + b)).toBe(50 * 400);
  });

  it('split lets a kernel take part of a write, which drains later', () => {
    const { network, peer, client } = withFaults({ split: true });
    let waited = 0;
    for (let count = 0; count < 20; count += 1) {
      peer.socket.write(pattern(1_000));
      if (peer.socket.writableLength > 0) waited += 1;
      network.advance(50);
      expect(peer.socket.writableLength).toBe(0);
    }
    expect(waited).toBeGreaterThan(0);
    expect(client.bytesReceived).toBe(20_000);
  });

  it('jitter delays by up to so much, and reorders nothing', () => {
    const { network, client, peer } = withFaults({ jitter: 100 });
    const arrivals: number[] = [];
    peer.socket.on('data', () => arrivals.push(network.clock.now()));
    for (let count = 0; count < 100; count += 1) {
      client.send(pattern(10, count));
      network.advance(10);
    }
    network.advance(200);
    const sent = Buffer.concat(Array.from({ length: 100 }, (_, count) => pattern(10, count)));
    expect(peer.received().equals(sent)).toBe(true);
    expect(new Set(arrivals).size).toBeGreaterThan(20);
  });

  it('clog holds everything behind a piece back until the faults stop', () => {
    const { network, client, peer } = withFaults({ clog: 1 });
    client.send(pattern(10));
    client.end();
    network.advance(HOUR);
    expect(peer.received()).toHaveLength(0);
    expect(peer.told).toEqual([]);
    network.setFaults();
    network.advance(10);
    expect(peer.received()).toHaveLength(10);
    expect(peer.told).toEqual(['end']);
  });

  it('clog on one client holds back that one, a RST included, until it is unclogged', () => {
    const network = simulatedNetwork();
    const [client, peer] = connected(network);
    client.clog();
    client.send(pattern(10));
    network.advance(10);
    client.reset();
    network.advance(HOUR);
    expect(peer.told).toEqual([]);
    client.unclog();
    network.advance(10);
    expect(peer.told).toEqual(['error ECONNRESET', 'close']);
  });

  it('reset breaks the connection off for both', () => {
    const { network, client, peer } = withFaults({ reset: 1 });
    client.send(pattern(10));
    network.advance(10);
    expect(peer.told).toEqual(['error ECONNRESET', 'close']);
    expect(client.error).toBe('ECONNRESET');
    expect(client.state).toBe('closed');
  });

  it('vanish leaves a server alone until its kernel gives up what is not acknowledged', () => {
    const { network, client, peer } = withFaults({ vanish: 1 });
    client.send(pattern(10));
    network.advance(FIFTEEN_MINUTES);
    expect(peer.received()).toHaveLength(0);
    peer.socket.write(pattern(10));
    network.advance(FIFTEEN_MINUTES);
    expect(peer.told).toEqual([]);
    network.advance(FIFTEEN_MINUTES);
    expect(peer.told).toEqual(['error ETIMEDOUT', 'close']);
    expect(client.bytesReceived).toBe(0);
  });

  it('vanish is found by keep-alive probes, where they are sent', () => {
    const network = simulatedNetwork();
    const [client, peer] = connected(network, { keepAlive: true, keepAliveInitialDelay: 60_000 });
    client.vanish();
    network.advance(FIFTEEN_MINUTES);
    expect(peer.told).toEqual(['error ETIMEDOUT', 'close']);
  });

  it('vanish without either is seen by nobody', () => {
    const network = simulatedNetwork();
    const [client, peer] = connected(network);
    client.vanish();
    client.send(pattern(10));
    client.reset();
    network.advance(24 * HOUR);
    expect(peer.told).toEqual([]);
    peer.socket.destroy();
    network.advance(1);
    expect(network.census().sockets).toBe(0);
    expect(network.runToQuiescence()).toBe(0);
  });

  it('vanish is what an idle timeout is for', () => {
    const network = simulatedNetwork();
    const server = createActor(serverCore, {
      input: { port: PORT, protocol: echo, transport: network, idleTimeout: 5_000 },
      clock: network.clock,
    });
    const ends: unknown[] = [];
    server.on('disconnected', ({ howDied }) => ends.push(howDied));
    server.start();
    network.settle();
    const client = network.connect({ port: PORT });
    client.send(pattern(10));
    network.advance(10);
    client.vanish();
    network.advance(5_000);
    expect(ends).toEqual(['idleTimeout']);
    expect(network.census().sockets).toBe(0);
  });

  const attempt = (faults: NetworkFaults) => {
    const network = simulatedNetwork({ faults });
    const peers = listen(network);
    network.settle();
    const client = network.connect({ port: PORT });
    client.send(pattern(10));
    network.advance(10);
    return { network, peers, client };
  };

  it('refuse turns a client away as if nobody listened', () => {
    const { client, peers } = attempt({ refuse: 1 });
    expect([client.state, client.error]).toEqual(['closed', 'ECONNREFUSED']);
    expect(peers.told).toEqual(['listening']);
  });

  it('hang leaves a client to its own timeout', () => {
    const { network, client, peers } = attempt({ hang: 1 });
    expect(client.state).toBe('connecting');
    network.advance(FIFTEEN_MINUTES);
    expect([client.state, client.error]).toEqual(['closed', 'ETIMEDOUT']);
    expect(peers.told).toEqual(['listening']);
  });

  it('acceptAborted resets the client and tells the server, but does not flood it', () => {
    const { network, client, peers } = attempt({ acceptAborted: 1 });
    expect(client.error).toBe('ECONNRESET');
    expect(peers.told).toEqual(['listening', 'error XN_ACCEPT_FAILED']);
    for (let count = 0; count < 10; count += 1) network.connect({ port: PORT });
    network.advance(10);
    expect(peers.told).toHaveLength(2);
    network.advance(100);
    network.connect({ port: PORT });
    network.advance(10);
    expect(peers.told).toHaveLength(3);
  });

  it('outOfDescriptors closes a client without a word to the server, as libuv does', () => {
    const { network, peers } = attempt({ outOfDescriptors: 1 });
    const silent = network.connect({ port: PORT });
    network.advance(10);
    expect(silent.ended).toBe(true);
    expect(peers.told).toEqual(['listening']);
    expect(network.census().sockets).toBe(0);
  });

  it('addressInUse makes binding fail', () => {
    const { peers, client } = attempt({ addressInUse: 1 });
    expect(peers.told).toEqual(['failed XN_PORT_IN_USE']);
    expect(client.error).toBe('ECONNREFUSED');
  });

  it('of one link happens to no other', () => {
    const network = simulatedNetwork();
    const [client, peer, peers] = connected(network);
    const other = network.connect({ port: PORT });
    network.advance(10);
    client.setFaults({ reset: 1 });
    client.send(pattern(10));
    other.send(pattern(10));
    network.advance(10);
    expect(peer.told).toEqual(['error ECONNRESET', 'close']);
    expect(peers.all[1]?.received()).toHaveLength(10);
  });
});

describe('options that no network can have', () => {
  it.each<[string, object]>([
    ['seed is 1.5', { seed: 1.5 }],
    ['latency is -1', { latency: -1 }],
    ['latency is NaN', { latency: Number.NaN }],
    ['rate is 0', { rate: 0 }],
    ['receiveBuffer is 0', { receiveBuffer: 0 }],
    ['sendBuffer is 1.5', { sendBuffer: 1.5 }],
    ['maxSteps is Infinity', { maxSteps: Number.POSITIVE_INFINITY }],
    ['startsAt is "yesterday"', { startsAt: 'yesterday' }],
    ['faults.reset is 2', { faults: { reset: 2 } }],
    ['faults.jitter is -1', { faults: { jitter: -1 } }],
    ['faults.split is "yes"', { faults: { split: 'yes' } }],
    ['faults.clockJump is 5', { faults: { clockJump: 5 } }],
    ['faults.clockJump lacks milliseconds', { faults: { clockJump: { chance: 1 } } }],
    ['no fault is called loss', { faults: { loss: 1 } }],
    ['no option of a simulated network is called latncy', { latncy: 1 }],
    ['faults.clockJump.chance is 7', { faults: { clockJump: { chance: 7, milliseconds: 1 } } }],
  ])('are refused: %s', (message, options) => {
    expect(() => simulatedNetwork(options)).toThrow(
      expect.objectContaining({
        code: 'XN_BAD_OPTION',
        message: expect.stringContaining(message),
      }),
    );
  });

  it('are refused for faults that come later, too', () => {
    const network = simulatedNetwork();
    expect(() => network.setFaults({ vanish: -1 })).toThrow(/faults.vanish is -1/);
    const [client] = connected(network);
    expect(() => client.setFaults({ clog: 3 })).toThrow(/faults.clog is 3/);
  });
});
