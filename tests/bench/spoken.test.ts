import { spawnSync } from 'node:child_process';
import { measure } from '../../bench/comparison/measure';
import { prepareGenerator } from '../../bench/harness/client';
import { CONTENDERS, type Contender } from '../../bench/harness/contenders';
import { WORKLOADS } from '../../bench/workloads';
import type { Workload } from '../../bench/workloads/workload';

jest.setTimeout(60_000);

const run = (id: string, contender: Contender) =>
  measure(WORKLOADS.find((one) => one.id === id) as Workload, contender, 50, 1, {
    generator: prepareGenerator(),
    cores: undefined,
    quick: true,
    patience: 0,
    repeats: 0,
  });

const known = (id: string) => CONTENDERS.find((one) => one.id === id) as Contender;
const hasRedisBenchmark = spawnSync('redis-benchmark', ['--version']).error === undefined;

describe.each(['net', 'app'])('what is spoken beside an echo, by %s', (id) => {
  it.each(['lines', 'turns', 'tls-request', 'handshakes', ...(hasRedisBenchmark ? ['resp'] : [])])(
    'is answered right under the load of %s',
    async (workload) => {
      expect(await run(workload, known(id))).toMatchObject({
        sample: { rate: expect.any(Number), cpu: expect.any(Number), p99: expect.any(Number) },
      });
    },
  );
});

describe('a measurement of lines', () => {
  it('fails when two of them change places', async () => {
    const swaps = `
      require('node:net').createServer((socket) => {
        socket.on('error', () => {});
        socket.setEncoding('latin1');
        let n = 0;
        socket.on('data', (text) => {
          const lines = text.split('\\n').slice(0, -1);
          socket.write((n++ === 3 ? lines.reverse() : lines).map((line) => line + '\\n').join(''));
        });
      }).listen(0, '127.0.0.1', function () { console.log('listening ' + this.address().port); });`;
    const server: Contender = {
      id: 'swaps',
      title: 'swaps',
      answers: false,
      command: () => [process.execPath, '-e', swaps],
    };
    expect(await run('lines', server)).toMatchObject({
      error: expect.stringMatching(/echo differs/),
    });
  });
});
