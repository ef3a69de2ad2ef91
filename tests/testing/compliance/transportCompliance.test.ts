import type { Transport } from '../../../actors/transport/transport';
import type { NetworkUnderTest } from '../../../testing/compliance/networkUnderTest';
import { simulatedUnderTest } from '../../../testing/compliance/simulated';
import { transportCompliance } from '../../../testing/compliance/transportCompliance';

const LOOPBACK = { latency: 0, rate: Number.POSITIVE_INFINITY };

/** A network whose transport does one thing otherwise. */
function spoilt(spoil: (transport: Transport) => void): NetworkUnderTest {
  const network = simulatedUnderTest(LOOPBACK);
  const transport = Object.create(network.transport) as Transport;
  spoil(transport);
  return { ...network, transport };
}

async function failures(make: () => NetworkUnderTest): Promise<string[]> {
  const failed: string[] = [];
  for (const { group, run } of transportCompliance(make))
    await run().catch(() => failed.push(group));
  return [...new Set(failed)];
}

describe('the compliance of a transport', () => {
  it('is found out case by case, by names that are all different', () => {
    const names = transportCompliance(() => simulatedUnderTest()).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(70);
  });

  it('holds for one that does as Node does', async () => {
    expect(await failures(() => simulatedUnderTest(LOOPBACK))).toEqual([]);
  });

  it('does not hold for one that never listens', async () => {
    const make = () =>
      spoilt((transport) => {
        transport.listen = () => ({ close: () => {} });
      });
    expect(await failures(make)).toContain('listening');
  });

  it('does not hold for one that breaks off where it should reset', async () => {
    const make = () =>
      spoilt((transport) => {
        const inner = Object.getPrototypeOf(transport) as Transport;
        transport.listen = (request, events) =>
          inner.listen(request, {
            ...events,
            connection: (socket) => {
              socket.resetAndDestroy = () => socket.destroy();
              events.connection(socket);
            },
          });
      });
    expect(await failures(make)).toEqual(['destroying', 'connecting']);
  });

  it('says what was seen and what was expected', async () => {
    const make = () =>
      spoilt((transport) => {
        const inner = Object.getPrototypeOf(transport) as Transport;
        transport.listen = (request, events) =>
          inner.listen(request, { ...events, closed: () => {} });
      });
    const [closed] = transportCompliance(make).filter(({ name }) =>
      name.includes('says closed once'),
    );
    await expect(closed?.run()).rejects.toThrow(/'closed'/);
  });
});
