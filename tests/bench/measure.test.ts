import { measure, type Setting } from '../../bench/comparison/measure';
import { prepareGenerator } from '../../bench/harness/client';
import type { Contender } from '../../bench/harness/contenders';
import { firstError } from '../../bench/harness/server';
import { WORKLOADS } from '../../bench/workloads';
import type { Workload } from '../../bench/workloads/workload';

jest.setTimeout(60_000);

const setting = (): Setting => ({
  generator: prepareGenerator(),
  cores: undefined,
  quick: true,
  patience: 0,
  repeats: 0,
});

/** A server on plain sockets whose connections are served by a piece of code. */
const server = (serve: string): Contender => ({
  id: 'test',
  title: 'test',
  answers: true,
  command: () => [
    process.execPath,
    '-e',
    `const server = require('node:net').createServer({ allowHalfOpen: true }, (socket) => {
       socket.on('error', () => {});
       ${serve}
     });
     server.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));`,
  ],
});

const run = (id: string, contender: Contender, connections = 50) =>
  measure(WORKLOADS.find((one) => one.id === id) as Workload, contender, connections, 1, setting());

describe('a measurement', () => {
  it('reports the speed of a server that echoes and the CPU time that it took', async () => {
    const outcome = await run('request', server('socket.pipe(socket)'));
    expect(outcome).toMatchObject({ round: 1, repeated: 0 });
    const { sample } = outcome as unknown as { sample: { rate: number; cpu: number } };
    expect(sample.rate).toBeGreaterThan(100);
    expect(sample.cpu).toBeGreaterThan(0);
  });

  it('fails when one byte of the echo is wrong', async () => {
    const wrong = `let n = 0;
      socket.on('data', (d) => { if (n++ === 3) d[d.length - 1] ^= 1; socket.write(d); });`;
    expect(await run('request', server(wrong))).toMatchObject({
      error: expect.stringMatching(/echo differs/),
    });
  });

  it('fails when a bulk transfer loses bytes', async () => {
    const wrong = `let n = 0;
      socket.on('data', (d) => { socket.write(n++ === 9 ? d.subarray(1) : d); });`;
    expect(await run('bulk', server(wrong))).toMatchObject({
      error: expect.stringMatching(/echo differs/),
    });
  });

  it('fails when the server closes before it has answered', async () => {
    expect(await run('connect', server('socket.end()'))).toMatchObject({
      error: expect.any(String),
    });
  });

  it('says why a server died rather than that its client lost it', async () => {
    const dies = `socket.on('data', () => { throw new TypeError('out of cheese'); })`;
    expect(await run('request', server(dies))).toMatchObject({
      error: expect.stringMatching(/the server ended.*out of cheese/s),
    });
  });

  it('fails when the server cannot be started', async () => {
    const broken: Contender = {
      ...server(''),
      command: () => [process.execPath, '-e', 'throw new Error("no such thing")'],
    };
    expect(await run('request', broken)).toMatchObject({
      error: expect.stringMatching(/did not start.*no such thing/s),
    });
  });
});

describe('the reason of a death', () => {
  it('is the line of the stack that names the error', () => {
    expect(firstError('node:internal:1\n  throw e\n  ^\n\nTypeError: x is not y\n    at z')).toBe(
      'TypeError: x is not y',
    );
    expect(firstError('accept: too many open files\n')).toBe('accept: too many open files');
    expect(firstError('')).toBeUndefined();
  });
});
