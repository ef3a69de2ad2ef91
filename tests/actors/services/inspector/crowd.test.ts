import { type Actor, createActor } from 'xstate';
import { serverCore } from '../../../../actors/server/serverCore';
import { simulatedNetwork } from '../../../../actors/transport/simulated/simulatedNetwork';
import type { Protocol } from '../../../../machines/handler/protocol';
import { echo } from '../../../../machines/protocols/echo';
import { afterwards, leaveNothingBehind } from '../../../support/afterwards';
import { type Looking, look } from './support/looking';

leaveNothingBehind();

const MANY = 10_000;

/** A server with so many connections, in a process that has done nothing else: a network without a kernel. */
function aCrowd(): Actor<typeof serverCore> {
  const network = simulatedNetwork();
  const server = createActor(serverCore, {
    input: {
      port: 1601,
      protocol: echo as unknown as Protocol,
      transport: network,
      maxlisten: 511,
    },
  });
  afterwards(() => {
    server.stop();
    network.runToQuiescence();
  });
  server.start();
  network.settle();
  for (let i = 1; i <= MANY; i += 1) {
    network.connect({ port: 1601 });
    if (i % 250 === 0) network.advance(5);
  }
  network.advance(100);
  return server;
}

describe(`${MANY} connections`, () => {
  let page: Looking;

  it('are counted, sorted and searched, a page at a time', async () => {
    page = await look(aCrowd());
    const stream = await page.stream();
    const { servers } = await stream.one('totals');
    expect(servers[0]).toMatchObject({ live: MANY });
    const questions = [
      { sort: 'peer', offset: 5_000, limit: 200 },
      { sort: 'bytesReceived', order: 'desc', limit: 200 },
      { search: '77', limit: 200 },
      { sort: 'age', order: 'desc' },
    ] as const;
    for (const question of questions) {
      const { live, rows } = await page.connections(question);
      expect(live).toBe(MANY);
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.length).toBeLessThanOrEqual(200);
    }
  });
});
