import { existsSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { ServerAddress } from '../../machines/connection/connectionInfo';
import { afterwards, leaveNothingBehind } from '../support/afterwards';
import { aFolder } from '../support/folder';
import { Command } from './support/command';
import { exchange } from './support/exchange';

leaveNothingBehind();

describe('xstate-net serve', () => {
  it('serves echo on loopback, and logs a line per connection opened and closed', async () => {
    const command = await Command.serve();
    expect(command.address).toMatchObject({
      protocol: 'echo',
      family: 'IPv4',
      host: '127.0.0.1',
      tryIt: `printf 'hello' | npx xstate-net connect 127.0.0.1 ${command.port}`,
    });
    expect((await exchange(command.address, 'hello')).toString()).toBe('hello');
    const [opened] = await command.logged('connected');
    expect(opened).toMatchObject({ id: 1, peer: '127.0.0.1', localport: command.port });
    const [closed] = await command.logged('disconnected');
    expect(closed).toMatchObject({
      id: 1,
      peerport: opened?.peerport,
      howDied: 'peerClosed',
      bytesReceived: 5,
      bytesSent: 5,
      duration: expect.any(Number),
    });
  });

  it('writes the log for people unless told otherwise', async () => {
    const command = Command.run('serve', 'cleverEcho', '--port', '0');
    await command.until('"try it"', () => command.stdout.includes('try it'));
    const port = Number(/listens on 127\.0\.0\.1:(\d+)\n/.exec(command.stdout)?.[1]);
    await exchange({ family: 'IPv4', host: '127.0.0.1', port }, 'hello');
    await command.until('"closed"', () => command.stdout.includes('closed: peerClosed'));
    expect(command.stdout).toMatch(/#1 127\.0\.0\.1:\d+ opened\n/);
    expect(command.stdout).toMatch(
      /#1 127\.0\.0\.1:\d+ closed: peerClosed, 5 bytes in, \d+ bytes out, \d\.\d{3} s\n/,
    );
  });

  it('writes nothing under --log silent, and serves on a unix socket, which it removes', async () => {
    const path = join(aFolder(), 'echo.sock');
    const command = Command.run('serve', '--log', 'silent', '--path', path);
    const isThere = setInterval(() => existsSync(path) && command.wake(), 20);
    await command.until('the unix socket', () => existsSync(path));
    clearInterval(isThere);
    expect((await exchange({ family: 'unix', path }, 'hello')).toString()).toBe('hello');
    command.kill('SIGTERM');
    expect(await command.ended()).toEqual({ status: 0, signal: null });
    expect(command.stdout + command.stderr).toBe('');
    expect(existsSync(path)).toBe(false);
  });

  it('listens at each --listen, and serves a protocol behind them', async () => {
    const path = join(aFolder(), 'echo.sock');
    const words = ['--listen', '127.0.0.1:0', '--listen', `unix:${path}`, 'cleverEcho'];
    const command = Command.run('serve', '--log', 'json', ...words);
    await command.until(
      'both',
      () => command.log.filter(({ event }) => event === 'listening').length === 2,
    );
    expect(command.log).toMatchObject([
      { event: 'listening', protocol: 'cleverEcho', family: 'IPv4', host: '127.0.0.1' },
      { event: 'listening', protocol: 'cleverEcho', family: 'unix', path },
    ]);
    for (const line of command.log) {
      const address = line as unknown as ServerAddress;
      expect((await exchange(address, 'hello')).toString()).toContain('hello');
    }
  });

  it('makes its unix socket with the permissions of --mode', async () => {
    const path = join(aFolder(), 'echo.sock');
    await Command.serve('--path', path, '--mode', '600');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('refuses what is over --max-connections, and says whom', async () => {
    const command = await Command.serve('--max-connections', '1');
    const held = connect({ port: command.port, host: '127.0.0.1' });
    afterwards(() => {
      held.destroy();
    });
    await command.logged('connected');
    // It is closed, with a FIN or a reset as its bytes are late or early.
    await exchange(command.address, 'me too').catch(() => {});
    const [refused] = await command.logged('refused');
    expect(refused).toMatchObject({ peer: '127.0.0.1', reason: 'maxConnections' });
  });

  it('ends what is silent for longer than --idle-timeout', async () => {
    const command = await Command.serve('--idle-timeout', '50');
    const silent = connect({ port: command.port, host: '127.0.0.1' });
    afterwards(() => {
      silent.destroy();
    });
    expect((await command.logged('disconnected'))[0]).toMatchObject({ howDied: 'idleTimeout' });
  });

  it('takes quotes from a file, the next one with each connection', async () => {
    const file = join(aFolder(), 'quotes');
    writeFileSync(file, 'One.\n%\nTwo.\n');
    const command = await Command.serve('qotd', '--quotes', file, '--quote-per', 'connection');
    expect((await exchange(command.address, '')).toString()).toBe('One.\r\n');
    expect((await exchange(command.address, '')).toString()).toBe('Two.\r\n');
  });

  it('goes on serving when nobody reads its log any more', async () => {
    const command = await Command.serve();
    const { address } = command;
    command.process.stdout?.destroy();
    for (let i = 0; i < 3; i += 1) {
      expect((await exchange(address, 'still there?')).toString()).toBe('still there?');
    }
    command.kill('SIGTERM');
    expect(await command.ended()).toEqual({ status: 0, signal: null });
    expect(command.stderr).toBe('');
  });
});
