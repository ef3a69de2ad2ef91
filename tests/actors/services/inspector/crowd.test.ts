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

/** CPU time in milliseconds: what others do on a busy machine meanwhile is not counted. */
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/** The CPU time of each turn of the event loop while something is done, the longest first. */
async function turnsOf(work: () => Promise<unknown>): Promise<readonly number[]> {
  const turns: number[] = [];
  let goOn = true;
  let last = cpu();
  const tick = () => {
    const now = cpu();
    turns.push(now - last);
    last = now;
    if (goOn) setImmediate(tick);
  };
  setImmediate(tick);
  await work();
  goOn = false;
  return turns.sort((a, b) => b - a);
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;

describe(`${MANY} connections`, () => {
  let page: Looking;

  it('are looked at a few at a time, and answered for at once', async () => {
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
    const costs: number[] = [];
    const longest: number[] = [];
    for (let i = 0; i < 12; i += 1) {
      const before = cpu();
      const turns = await turnsOf(async () => {
        const { live, rows } = await page.connections(questions[i % questions.length]);
        expect([live, rows.length > 0]).toEqual([MANY, true]);
      });
      costs.push(cpu() - before);
      longest.push(turns[0] ?? 0);
    }
    // Half of the bounds: this process is its own client, and counts what the collector does, too.
    expect(median(costs)).toBeLessThan(50);
    expect(median(longest)).toBeLessThan(10);
  });
});
