import * as fc from 'fast-check';
import { createActor } from 'xstate';
import { serverCore } from '../../../../actors/server/serverCore';
import type {
  Carried,
  NetworkFaults,
  SimulatedClient,
  SimulatedNetworkOptions,
} from '../../../../actors/transport/simulated/api';
import { simulatedNetwork } from '../../../../actors/transport/simulated/simulatedNetwork';
import { chargen } from '../../../../machines/protocols/chargen';
import { echo } from '../../../../machines/protocols/echo';
import { connected, listen, type Peers, PORT, pattern } from './peers';

const HARMLESS = fc.record<NetworkFaults>(
  {
    split: fc.boolean(),
    jitter: fc.integer({ min: 0, max: 50 }),
    clog: fc.constantFrom(0, 0.1, 0.5),
  },
  { requiredKeys: [] },
);

const HARMFUL = fc.record<NetworkFaults>(
  {
    split: fc.boolean(),
    jitter: fc.integer({ min: 0, max: 50 }),
    clog: fc.constantFrom(0, 0.2),
    reset: fc.constantFrom(0, 0.1),
    vanish: fc.constantFrom(0, 0.1),
    refuse: fc.constantFrom(0, 0.2),
    hang: fc.constantFrom(0, 0.2),
    acceptAborted: fc.constantFrom(0, 0.2),
    outOfDescriptors: fc.constantFrom(0, 0.2),
  },
  { requiredKeys: [] },
);

const NETWORK = fc.record<SimulatedNetworkOptions>({
  seed: fc.integer(),
  latency: fc.constantFrom(0, 1, 20),
  rate: fc.constantFrom(100, 125_000, Number.POSITIVE_INFINITY),
  receiveBuffer: fc.constantFrom(10, 1_000, 65_536),
  sendBuffer: fc.constantFrom(10, 1_000, 65_536),
});

/** What one side sends, when, and whether it pauses now and then. */
const SIDE = fc.record({
  sends: fc.array(fc.integer({ min: 1, max: 2_000 }), { maxLength: 5 }),
  every: fc.integer({ min: 0, max: 30 }),
  pauses: fc.boolean(),
});

type Side = typeof SIDE extends fc.Arbitrary<infer TSide> ? TSide : never;

interface Life {
  readonly options: SimulatedNetworkOptions;
  readonly faults: NetworkFaults;
  readonly client: Side;
  readonly server: Side;
}

const life = (faults: fc.Arbitrary<NetworkFaults>) =>
  fc.record<Life>({ options: NETWORK, faults, client: SIDE, server: SIDE });

const sentBy = ({ sends }: Side) => Buffer.concat(sends.map((size) => pattern(size, size)));

/** Sends, pauses and resumes at its times, and finishes at the end of them. */
function drive(
  network: ReturnType<typeof simulatedNetwork>,
  side: Side,
  end: { send(data: Buffer): void; end(): void; pause(): void; resume(): void },
): void {
  const { clock } = network;
  let at = 1;
  for (const size of side.sends) {
    clock.setTimeout(() => {
      end.send(pattern(size, size));
      if (side.pauses) end.pause();
    }, at);
    at += side.every + 1;
    if (side.pauses) clock.setTimeout(() => end.resume(), at + 20);
  }
  clock.setTimeout(() => end.end(), at);
}

/** Lives a connection's life under faults, then without them until nothing moves any more. */
function live({ options, faults, client, server }: Life) {
  const network = simulatedNetwork(options);
  const peers: Peers = listen(network);
  network.settle();
  network.setFaults(faults);
  const end: SimulatedClient = network.connect({ port: PORT });
  drive(network, client, end);
  let served = 0;
  const watch = () => {
    for (const { socket } of peers.all.slice(served)) {
      served += 1;
      drive(network, server, {
        send: (data) => socket.write(data),
        end: () => socket.end(),
        pause: () => socket.pause(),
        resume: () => socket.resume(),
      });
    }
  };
  for (let time = 0; time < 200; time += 1) {
    network.advance(1);
    watch();
  }
  network.setFaults();
  network.runToQuiescence();
  peers.close();
  network.settle();
  return { network, client: end, peer: peers.all[0] };
}

const isPrefix = (part: Uint8Array, whole: Buffer) =>
  whole.subarray(0, part.length).equals(Buffer.from(part));

describe('whatever befalls a link that breaks nothing', () => {
  it('all that was sent arrives, in order, and both sides close', () => {
    fc.assert(
      fc.property(life(HARMLESS), (one) => {
        const { network, client, peer } = live(one);
        expect(peer?.received().equals(sentBy(one.client))).toBe(true);
        expect(Buffer.from(client.received).equals(sentBy(one.server))).toBe(true);
        expect(peer?.told.filter((what) => what !== 'drain').sort()).toEqual([
          'close',
          'end',
          'finish',
        ]);
        expect([client.state, client.error, client.ended]).toEqual(['closed', undefined, true]);
        expect(network.census()).toEqual({ sockets: 0, listening: 0, timers: 0 });
        expect(network.runToQuiescence()).toBe(0);
      }),
      { numRuns: 100 },
    );
  });
});

describe('whatever befalls a link', () => {
  it('what arrives is the beginning of what was sent, and the end is told once, and last', () => {
    fc.assert(
      fc.property(life(HARMFUL), (one) => {
        const { network, client, peer } = live(one);
        expect(isPrefix(client.received, sentBy(one.server))).toBe(true);
        expect(network.census().timers).toBe(0);
        if (peer === undefined) return;
        expect(isPrefix(peer.received(), sentBy(one.client))).toBe(true);
        const { told } = peer;
        for (const what of ['end', 'finish', 'close']) {
          expect(told.filter((other) => other === what).length).toBeLessThanOrEqual(1);
        }
        const closed = told.indexOf('close');
        if (closed >= 0) expect(closed).toBe(told.length - 1);
        else expect(peer.socket.destroyed).toBe(false);
        const failed = told.findIndex((what) => what.startsWith('error'));
        if (failed >= 0) expect(told.slice(failed + 1)).toEqual(['close']);
      }),
      { numRuns: 150 },
    );
  });

  it('the same seed gives the same trace, and hearing or not hearing it changes nothing', () => {
    fc.assert(
      fc.property(life(HARMFUL), (one) => {
        const first = live(one);
        const second = live(one);
        expect(second.network.traceHash()).toBe(first.network.traceHash());
        expect(second.client.received).toEqual(first.client.received);
        expect(second.peer?.told).toEqual(first.peer?.told);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the random stream of a link', () => {
  /** What one link carried, while another one lived under these faults. */
  function beside(faults: NetworkFaults): Carried[] {
    const network = simulatedNetwork({ seed: 5 });
    listen(network);
    network.settle();
    const carried: Carried[] = [];
    network.watch((what) => {
      if (what.link === 'watched') carried.push(what);
    });
    const other = network.connect({ port: PORT }, 'other');
    const watched = network.connect({ port: PORT }, 'watched');
    other.setFaults(faults);
    watched.setFaults({ split: true, jitter: 10 });
    for (let count = 0; count < 20; count += 1) {
      other.send(pattern(500));
      watched.send(pattern(500));
      network.advance(7);
    }
    network.advance(100);
    return carried;
  }

  it('is not moved by what happens to others', () => {
    const alone = beside({});
    expect(alone.length).toBeGreaterThan(20);
    expect(beside({ split: true, jitter: 30, clog: 0.1 })).toEqual(alone);
    expect(beside({ reset: 0.2 })).toEqual(alone);
  });

  it('is not moved by switching another fault on', () => {
    const pieces = (faults: NetworkFaults) => {
      const network = simulatedNetwork({ seed: 9 });
      const [client, peer] = connected(network);
      client.setFaults({ split: true, ...faults });
      for (let count = 0; count < 10; count += 1) {
        client.send(pattern(1_000));
        network.advance(100);
      }
      return peer.pieces.map(({ length }) => length);
    };
    expect(pieces({ jitter: 5 })).toEqual(pieces({}));
    const broken = pieces({ reset: 0.02 });
    expect(broken).toEqual(pieces({}).slice(0, broken.length));
  });

  it('is that of its name: the same client gives the same trace in another order of coming', () => {
    const lengths = (names: readonly string[]) => {
      const network = simulatedNetwork({ seed: 3, faults: { split: true } });
      const carried: number[] = [];
      network.watch(({ link, kind, data }) => {
        if (link === 'a' && kind === 'data') carried.push(data?.length ?? 0);
      });
      listen(network);
      network.settle();
      for (const name of names) network.connect({ port: PORT }, name).send(pattern(2_000));
      network.advance(100);
      return carried;
    };
    expect(lengths(['b', 'c', 'a'])).toEqual(lengths(['a']));
  });

  it('differs for a second connection of the same name', () => {
    const network = simulatedNetwork({ faults: { split: true } });
    const pieces: Record<string, number[]> = {};
    network.watch(({ link, kind, data }) => {
      if (kind !== 'data') return;
      pieces[link] ??= [];
      pieces[link]?.push(data?.length ?? 0);
    });
    listen(network);
    network.settle();
    for (let count = 0; count < 2; count += 1) {
      network.connect({ port: PORT }, 'a').send(pattern(2_000));
    }
    network.advance(100);
    expect(pieces.a).toBeDefined();
    expect(pieces['a#2']).toBeDefined();
    expect(pieces.a).not.toEqual(pieces['a#2']);
  });
});

describe('a whole server in virtual time', () => {
  const serve = (protocol: typeof echo | typeof chargen, seed = 1) => {
    const network = simulatedNetwork({ seed, rate: 10_000, faults: { split: true, jitter: 3 } });
    const server = createActor(serverCore, {
      input: { port: PORT, protocol: protocol as typeof echo, transport: network },
      clock: network.clock,
    }).start();
    network.settle();
    return { network, server };
  };

  it('has a trace that depends on its seed, and on nothing else', () => {
    const hash = (seed: number) => {
      const { network, server } = serve(echo, seed);
      for (let count = 0; count < 10; count += 1) {
        const client = network.connect({ port: PORT });
        client.send(pattern(5_000, count));
        client.end();
        network.advance(count);
      }
      network.advance(1_000);
      server.send({ type: 'control.serverShutdown' });
      network.runToQuiescence();
      expect(server.getSnapshot().status).toBe('done');
      expect(network.census()).toEqual({ sockets: 0, listening: 0, timers: 0 });
      return network.traceHash();
    };
    expect(hash(1)).toBe(hash(1));
    expect(hash(2)).not.toBe(hash(1));
  });

  it('lets a producer with a reading client make progress as time passes', () => {
    const { network, server } = serve(chargen);
    const client = network.connect({ port: PORT });
    network.advance(100);
    const afterOneTenth = client.bytesReceived;
    expect(afterOneTenth).toBeGreaterThan(100_000);
    network.advance(100);
    expect(client.bytesReceived).toBeGreaterThan(afterOneTenth * 1.5);
    client.reset();
    server.send({ type: 'control.serverShutdown' });
    network.runToQuiescence();
    expect(network.census().sockets).toBe(0);
  });
});

it('has the same hash for the same life on every machine', () => {
  const network = simulatedNetwork({ seed: 42, faults: { split: true, jitter: 7 } });
  const [client, peer, peers] = connected(network);
  client.send(pattern(10_000));
  peer.socket.write(pattern(3_000));
  peer.socket.end();
  client.end();
  peers.close();
  network.runToQuiescence();
  expect(network.traceHash()).toBe('40933a7b7eb4232c');
});
