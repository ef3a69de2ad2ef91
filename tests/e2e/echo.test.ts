import { join } from 'node:path';
import { Command } from '../cli/support/command';
import { leaveNothingBehind } from '../support/afterwards';
import { aFolder } from '../support/folder';
import { MIB, randomBytes, same } from '../support/pattern';
import { hasIpv6, needs, run } from './support/clients';

needs('nc', 'socat');
leaveNothingBehind();

const itOverIpv6 = hasIpv6 ? it : it.skip;

describe('echo, for clients that half-close', () => {
  it('sends hello back to nc -N, which ends by itself', async () => {
    const { port } = await Command.serve();
    const { status, stdout } = await run('nc', ['-N', '127.0.0.1', String(port)], 'hello');
    expect(stdout.toString()).toBe('hello');
    expect(status).toBe(0);
  });

  it('sends 64 MiB back as they were', async () => {
    const command = await Command.serve();
    const bytes = randomBytes(64 * MIB);
    const { stdout } = await run('nc', ['-N', '127.0.0.1', String(command.port)], bytes);
    expect(same(stdout, bytes)).toBe(true);
    expect((await command.logged('disconnected'))[0]).toMatchObject({
      howDied: 'peerClosed',
      bytesReceived: 64 * MIB,
      bytesSent: 64 * MIB,
    });
  });

  itOverIpv6('does so over IPv6', async () => {
    const { port } = await Command.serve('--host', '::1');
    const bytes = randomBytes(8 * MIB);
    const { stdout } = await run('nc', ['-N', '::1', String(port)], bytes);
    expect(same(stdout, bytes)).toBe(true);
    const viaSocat = await run('socat', ['-t', '20', '-', `TCP6:[::1]:${port}`], bytes);
    expect(same(viaSocat.stdout, bytes)).toBe(true);
  });

  itOverIpv6('does so for IPv4 and IPv6 on one port', async () => {
    const { port } = await Command.serve('--host', '::');
    for (const host of ['127.0.0.1', '::1']) {
      const { stdout } = await run('nc', ['-N', host, String(port)], host);
      expect(stdout.toString()).toBe(host);
    }
  });

  it('does so over a unix socket', async () => {
    const path = join(aFolder(), 'echo.sock');
    await Command.serve('--path', path);
    const bytes = randomBytes(8 * MIB);
    const { stdout } = await run('nc', ['-N', '-U', path], bytes);
    expect(same(stdout, bytes)).toBe(true);
    const viaSocat = await run('socat', ['-t', '20', '-', `UNIX-CONNECT:${path}`], bytes);
    expect(same(viaSocat.stdout, bytes)).toBe(true);
  });

  it('serves on the path that a killed server has left behind', async () => {
    const path = join(aFolder(), 'echo.sock');
    const killed = await Command.serve('--path', path);
    killed.kill('SIGKILL');
    await killed.ended();
    await Command.serve('--path', path);
    expect((await run('nc', ['-N', '-U', path], 'hello')).stdout.toString()).toBe('hello');
  });
});
