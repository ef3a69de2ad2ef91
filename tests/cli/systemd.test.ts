import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerAddress } from '../../machines/connection/connectionInfo';
import { leaveNothingBehind } from '../support/afterwards';
import { aFolder } from '../support/folder';
import { somebodyElse } from '../support/listen';
import { Command } from './support/command';
import { compiledCommand } from './support/compiled';
import { exchange } from './support/exchange';

leaveNothingBehind();

/** A port that is free now: systemd-socket-activate does not say which one the kernel has chosen. */
async function aFreePort(): Promise<number> {
  const { server, port } = await somebodyElse({ host: '127.0.0.1', port: 0 });
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/** The command, started by systemd-socket-activate at the first connection to one of the sockets. */
const activate = (sockets: readonly string[], ...more: string[]) =>
  new Command('systemd-socket-activate', [
    ...sockets.flatMap((socket) => ['--listen', socket]),
    process.execPath,
    compiledCommand(),
    'serve',
    '--log',
    'json',
    ...more,
  ]);

const listens = (command: Command, sockets: number) =>
  command.until('its sockets', () => command.stderr.split('Listening on').length > sockets);

const addresses = (command: Command) =>
  command.log.filter(({ event }) => event === 'listening') as unknown as ServerAddress[];

// A process that starts another one, on a machine that has other things to do.
jest.setTimeout(90_000);

describe('xstate-net serve --systemd', () => {
  it('serves those on the sockets that systemd-socket-activate has opened, the first of them included', async () => {
    const port = await aFreePort();
    const path = join(aFolder(), 'echo.sock');
    const command = activate([`127.0.0.1:${port}`, path], '--systemd');
    await listens(command, 2);
    const first = await exchange({ family: 'IPv4', host: '127.0.0.1', port }, 'hello');
    expect(first.toString()).toBe('hello');
    expect(addresses(command)).toMatchObject([
      { family: 'IPv4', host: '127.0.0.1', port },
      { family: 'unix', path },
    ]);
    expect((await exchange({ family: 'unix', path }, 'hello')).toString()).toBe('hello');
    command.kill('SIGTERM');
    expect(await command.ended()).toEqual({ status: 0, signal: null });
    // It is systemd's, which goes on listening there.
    expect(statSync(path).isSocket()).toBe(true);
  });

  it('says that there are none where nobody has opened any', async () => {
    const command = Command.run('serve', '--systemd');
    expect((await command.ended()).status).toBe(1);
    expect(command.stderr).toMatch(/LISTEN_FDS is not set.*\[XN_NOT_ACTIVATED\]|XN_NOT_ACTIVATED/);
  });

  it('says that a connection is none to listen on, as with Accept=yes', async () => {
    const port = await aFreePort();
    const command = new Command('systemd-socket-activate', [
      '--accept',
      '--listen',
      `127.0.0.1:${port}`,
      process.execPath,
      compiledCommand(),
      'serve',
      '--systemd',
    ]);
    await listens(command, 1);
    await exchange({ family: 'IPv4', host: '127.0.0.1', port }, 'hello').catch(() => {});
    await command.until('the error', () => command.stderr.includes('XN_BAD_DESCRIPTOR'));
    expect(command.stderr).toContain('Accept=no');
    command.kill('SIGTERM');
    await command.ended();
  });
});
