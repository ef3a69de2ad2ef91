import { once } from 'node:events';
import { connect } from 'node:net';
import { Bystander, WITH_BYSTANDER } from '../cli/support/bystander';
import { Command } from '../cli/support/command';
import { afterwards, leaveNothingBehind } from '../support/afterwards';
import { KIB } from '../support/pattern';
import { needs, run } from './support/clients';

needs('nc');
leaveNothingBehind();

/** `npm start`, as a user types it, once it listens, and the pid of the server itself. */
async function npmStart(...args: string[]): Promise<{ npm: Command; server: number }> {
  const npm = new Command('npm', ['start', '--', '--log', 'json', '--port', '0', ...args]);
  const [listening] = await npm.logged('listening');
  const server = listening?.pid as number;
  // A test that fails must not leave the server behind: it outlives an npm that was killed.
  afterwards(() => {
    if (npm.process.exitCode === null) process.kill(server, 'SIGKILL');
  });
  return { npm, server };
}

describe('npm start', () => {
  it('serves echo, and drains when npm is asked to stop', async () => {
    const { npm } = await npmStart();
    const { stdout } = await run('nc', ['-N', '127.0.0.1', String(npm.port)], 'hello');
    expect(stdout.toString()).toBe('hello');
    npm.kill('SIGTERM');
    expect(await npm.ended()).toEqual({ status: 0, signal: null });
  });

  it('takes a protocol and options', async () => {
    const { npm } = await npmStart('daytime');
    const { stdout } = await run('nc', ['-d', '127.0.0.1', String(npm.port)]);
    expect(stdout.toString()).toMatch(/-UTC\r\n$/);
    npm.kill('SIGINT');
    expect(await npm.ended()).toEqual({ status: 0, signal: null });
  });

  it('drains on a Ctrl-C that reaches npm and the server, and forces on the next', async () => {
    const { npm, server } = await npmStart('echo', ...WITH_BYSTANDER);
    const client = connect({ port: npm.port, host: '127.0.0.1' });
    client.on('error', () => {});
    afterwards(() => {
      client.destroy();
    });
    client.pause();
    // More than kernels hold for a peer that does not read.
    client.write(Buffer.alloc(16_384 * KIB));
    await once(client, 'connect');
    await npm.logged('connected');
    const bystander = await Bystander.of(npm);
    const ctrlC = () => {
      npm.kill('SIGINT');
      process.kill(server, 'SIGINT');
    };
    ctrlC();
    await bystander.signalIsOver();
    ctrlC();
    expect(await npm.ended()).toEqual({ status: 130, signal: null });
    const ends = await npm.logged('disconnected', 2);
    expect(ends.map(({ howDied }) => howDied)).toEqual(['lingerTimeout', 'aborted']);
  });
});
