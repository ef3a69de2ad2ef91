import { openSockets } from '../../../actors/connection/descriptors';
import { listConnections } from '../../../actors/server/listConnections';
import { leaveNothingBehind } from '../../support/afterwards';
import type { Client } from '../../support/client';
import { selectorOf } from '../../support/selectorOf';
import { serve } from '../../support/serve';

leaveNothingBehind();

const COUNT = Number(process.env.XN_SCALE ?? 1_000);
const ROUND = 50;

it(`holds ${COUNT} connections, each as cheap as the first, and none after a drain`, async () => {
  const { client, said, server, drain } = await serve();
  const clients: Client[] = [];
  const times: number[] = [];
  for (let made = 0; made < COUNT; made += ROUND) {
    const startedAt = performance.now();
    clients.push(...(await Promise.all(Array.from({ length: ROUND }, () => client()))));
    await said.many('connected', clients.length);
    times.push(performance.now() - startedAt);
  }
  expect(openSockets()).toBe(COUNT);
  expect(listConnections(server)).toHaveLength(COUNT);
  expect(selectorOf(server)).toEqual({ readers: COUNT, writers: 0, servers: 1 });
  // The best of many: what else the machine does must not count.
  const half = times.length / 2;
  const early = Math.min(...times.slice(2, half));
  const late = Math.min(...times.slice(half));
  expect(late).toBeLessThan(early * 4);

  for (const one of clients) one.socket.once('end', () => one.end());
  await drain();
  expect(openSockets()).toBe(0);
  expect(listConnections(server)).toEqual([]);
  expect(selectorOf(server)).toBeUndefined();
  expect(said.count('disconnected')).toBe(COUNT);
  expect(new Set(said.of('disconnected').map(({ howDied }) => howDied))).toEqual(
    new Set(['finished']),
  );
});
