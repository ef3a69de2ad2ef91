import { afterwards, leaveNothingBehind } from '../support/afterwards';
import { Client } from '../support/client';
import { Command } from './support/command';
import { exchange } from './support/exchange';

leaveNothingBehind();

async function pageOf(command: Command, name: string): Promise<string> {
  const pattern = new RegExp(`^${name}: {2}(http://\\S+)$`, 'm');
  await command.until(`the page ${name}`, () => pattern.test(command.stderr));
  return pattern.exec(command.stderr)?.[1] ?? '';
}

describe('xstate-net serve --metrics --health', () => {
  it('serves figures for Prometheus, and says when it drains', async () => {
    const args = ['--metrics', '0', '--health', '0', '--linger-timeout', '4000'];
    const command = await Command.serve(...args);
    const metrics = await pageOf(command, 'metrics');
    const health = await pageOf(command, 'health');
    expect((await exchange(command.address, 'hello')).toString()).toBe('hello');
    await command.logged('disconnected');
    const counted = await (await fetch(metrics)).text();
    expect(counted).toContain(`xstate_net_serving{server="127.0.0.1:${command.port}"} 1`);
    expect(counted).toMatch(/^xstate_net_received_bytes_total\{[^}]*\} 5$/m);
    expect((await fetch(health)).status).toBe(200);
    // A client that keeps its half open holds the drain up.
    const client = await Client.to(command.address);
    afterwards(() => {
      client.socket.destroy();
    });
    await command.logged('connected', 2);
    command.process.kill('SIGTERM');
    await command.logged('closing');
    const draining = await fetch(health);
    expect([draining.status, await draining.text()]).toEqual([503, 'draining\n']);
    client.socket.destroy();
    expect(await command.exit).toEqual({ status: 0, signal: null });
  });

  it.each([
    [['--metrics', 'x'], 'give it a port'],
    [['--health-host', '::'], 'give --health, too'],
    [['--metrics', '99999'], '65535'],
  ])('says in one line what is wrong with %s', async (args, told) => {
    const command = Command.run('serve', 'echo', '--port', '0', ...args);
    expect((await command.exit).status).toBe(1);
    expect(command.stderr).toContain(told);
    expect(command.stderr.trim().split('\n')).toHaveLength(1);
  });
});
