import { tcpTransport } from '../../actors/transport/tcp/tcpTransport';
import { loopbackUnderTest } from '../../testing/compliance/loopback';
import type { NetworkUnderTest } from '../../testing/compliance/networkUnderTest';
import { simulatedUnderTest } from '../../testing/compliance/simulated';
import { afterwards } from '../support/afterwards';

/** A way that takes no time: what both sides do in one turn then happens in that order. */
const LOOPBACK = { latency: 0, rate: Number.POSITIVE_INFINITY };

/** As Node 20 and 22 have it, and as Node 26 has it. */
const OLD = { uv: '1.51.0' };
const NEW = { uv: '1.52.1' };

/** Each test makes a new one, so that nothing is shared. */
export const NETWORKS = {
  'the simulated network': () => simulatedUnderTest(),
  'simulated loopback': () => simulatedUnderTest(LOOPBACK),
  'simulated loopback of Node 22': () => simulatedUnderTest({ ...LOOPBACK, imitates: OLD }),
  'simulated loopback of Node 26': () => simulatedUnderTest({ ...LOOPBACK, imitates: NEW }),
  'real TCP': () => loopbackUnderTest(tcpTransport()),
  'simulated unix sockets': () => simulatedUnderTest(LOOPBACK, true),
  'real unix sockets': () => loopbackUnderTest(tcpTransport(), true),
} as const satisfies Record<string, () => NetworkUnderTest>;

export const ALL_NETWORKS = Object.entries(NETWORKS);

/** One that goes with the test that makes it. */
export function withTheTest(make: () => NetworkUnderTest): NetworkUnderTest {
  const network = make();
  afterwards(() => network.close());
  return network;
}
