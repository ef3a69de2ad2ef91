import { once } from 'node:events';
import { connect } from 'node:net';
import { ONE_SIGNAL } from '../../cli/serveMachine';
import { Command } from '../cli/support/command';
import { afterwards, leaveNothingBehind } from '../support/afterwards';
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

const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

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
    const { npm, server } = await npmStart('chargen');
    const client = connect({ port: npm.port, host: '127.0.0.1' });
    client.on('error', () => {});
    afterwards(() => {
      client.destroy();
    });
    client.pause();
    await once(client, 'connect');
    await npm.logged('connected');
    const ctrlC = () => {
      npm.kill('SIGINT');
      process.kill(server, 'SIGINT');
    };
    ctrlC();
    await npm.logged('closing');
    // The rule is about time, so that the test has to let some pass.
    await later(2 * ONE_SIGNAL);
    expect(npm.log.some(({ event }) => event === 'disconnected')).toBe(false);
    ctrlC();
    expect(await npm.ended()).toEqual({ status: 130, signal: null });
    expect((await npm.logged('disconnected'))[0]).toMatchObject({ howDied: 'aborted' });
  });
});
