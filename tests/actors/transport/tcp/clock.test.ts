import { realClock } from '../../../../actors/transport/tcp/tcpTransport';
import { leaveNothingBehind } from '../../../support/afterwards';
import { serve } from '../../../support/serve';

leaveNothingBehind();

const HOUR = 3_600_000;

/** Sets the clock of the machine, as far as JavaScript sees it. */
const setClock = (by: number) => {
  const { now } = Date;
  return jest.spyOn(Date, 'now').mockImplementation(() => now() + by);
};

describe('the real clock', () => {
  it('is in milliseconds since the epoch', () => {
    expect(Number.isInteger(realClock.now())).toBe(true);
    // The clock of the machine may have been set a little since this process started.
    expect(Math.abs(realClock.now() - Date.now())).toBeLessThan(60_000);
  });

  it.each([HOUR, -HOUR])('does not follow the clock of the machine, set by %d ms', async (by) => {
    const { client, said } = await serve();
    const before = realClock.now();
    const one = await client();
    const { connection } = await said.one('connected');
    const spy = setClock(by);
    const two = await client();
    const [, second] = await said.many('connected', 2);
    one.end();
    two.end();
    const ends = await said.many('disconnected', 2);
    spy.mockRestore();
    const after = realClock.now();
    for (const { connectedAt } of [connection, second?.connection ?? connection]) {
      expect(connectedAt).toBeGreaterThanOrEqual(before);
      expect(connectedAt).toBeLessThanOrEqual(after);
    }
    for (const { duration } of ends) {
      expect(duration).toBeGreaterThanOrEqual(0);
      expect(duration).toBeLessThanOrEqual(after - before);
    }
  });
});
