import { existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leaveNothingBehind } from '../support/afterwards';
import { aFolder } from '../support/folder';
import { Command } from './support/command';
import { compiledCommand } from './support/compiled';
import { exchange } from './support/exchange';
import { runMain } from './support/runMain';

leaveNothingBehind();

/** What would clear the operator's screen. */
const ESC = '\x1b[2J';

/** A protocol in a file of its own: a logic that does something when it hears bytes, and goes on. */
function aProtocol(atBytes: string): string {
  const file = join(aFolder(), 'protocol.cjs');
  writeFileSync(
    file,
    `const active = { status: 'active', output: undefined, error: undefined };
    module.exports = {
      getInitialSnapshot: () => active,
      transition: (snapshot, event) => {
        if (event.type === 'inbox') { ${atBytes} }
        return event.type.startsWith('control.') ? { ...snapshot, status: 'done' } : snapshot;
      },
      getPersistedSnapshot: (snapshot) => snapshot,
    };`,
  );
  return file;
}

describe('a protocol file that throws outside of its handlers', () => {
  it.each([
    ['in a timer', `setTimeout(() => { throw new Error('from a timer ' + event.data); }, 1);`],
    ['by a promise that is rejected', `Promise.reject(new Error('from a promise ' + event.data));`],
    ['what cannot be shown', `setTimeout(() => { throw Object.create(null); }, 1);`],
  ])('%s, ends the command in one harmless line, and leaves no unix socket', async (_, code) => {
    const path = join(aFolder(), 'x.sock');
    const command = await Command.serve(aProtocol(code), '--path', path);
    await exchange({ family: 'unix', path }, ESC).catch(() => {});
    expect(await command.ended()).toEqual({ status: 1, signal: null });
    expect(existsSync(path)).toBe(false);
    expect(command.stderr).toMatch(/^xstate-net: .*threw outside of its handlers.*\n$/);
    expect(command.stderr).toContain('[XN_PROTOCOL_FILE_FAILED]');
    expect(command.stdout + command.stderr).not.toContain('\x1b');
  });

  it('shows the stack with --verbose, as harmless', async () => {
    const code = `setTimeout(() => { throw new Error('from a timer ' + event.data); }, 1);`;
    const command = await Command.serve(aProtocol(code), '--verbose');
    await exchange(command.address, ESC).catch(() => {});
    expect((await command.ended()).status).toBe(1);
    expect(command.stderr).toMatch(/\n {2,}at .*protocol\.cjs/);
    expect(command.stderr).not.toContain('\x1b');
  });
});

describe('a warning of the process', () => {
  const warns = () => aProtocol(`process.emitWarning('heard ' + event.data, { code: 'MINE' });`);

  it('is written as an error is, harmless', async () => {
    const command = await Command.serve(warns());
    await exchange(command.address, ESC);
    await command.until('the warning', () => command.stderr.includes('\n'));
    expect(command.stderr).toBe(`(node:${command.pid}) [MINE] Warning: heard \\x1b[2J\n`);
  });

  it('is not written for who told Node to be silent', async () => {
    const command = new Command(process.execPath, [
      '--no-warnings',
      compiledCommand(),
      ...['serve', warns(), '--port', '0', '--log', 'json'],
    ]);
    await command.logged('listening');
    await exchange(command.address, ESC);
    command.kill('SIGTERM');
    expect(await command.ended()).toEqual({ status: 0, signal: null });
    expect(command.stderr).toBe('');
  });
});

const full = (...args: string[]) =>
  new Command(process.execPath, [compiledCommand(), ...args], {
    stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
  });

describe('output to a full disk', () => {
  it.each([['protocols'], ['--help'], ['--version']])('of %s is an error', async (...args) => {
    const command = full(...args);
    expect(await command.ended()).toEqual({ status: 1, signal: null });
    expect(command.stderr).toMatch(
      /^xstate-net: standard output could not be written \(.*ENOSPC.*\); .*\[XN_OUTPUT_FAILED\]\n$/,
    );
  });

  it('of a server is told of once, when it begins; the server goes on, and ends with status 1', async () => {
    const path = join(aFolder(), 'x.sock');
    const command = full('serve', '--path', path);
    await command.until('the error', () => command.stderr.includes('\n'));
    expect((await exchange({ family: 'unix', path }, 'hello')).toString()).toBe('hello');
    expect((await exchange({ family: 'unix', path }, 'again')).toString()).toBe('again');
    command.kill('SIGTERM');
    expect(await command.ended()).toEqual({ status: 1, signal: null });
    expect(command.stderr).toMatch(
      /^xstate-net: the log could not be written \(.*ENOSPC.*\); .*\[XN_OUTPUT_FAILED\]\n$/,
    );
  });
});

describe('what is given to serve and is no good', () => {
  it.each([
    ['a device as protocol', ['/dev/null'], '/dev/null is no regular file; check the path'],
    ['a folder as protocol', ['/dev/'], '/dev/ is a directory; check the path'],
    [
      '--ipv6-only with a path',
      ['--ipv6-only', '--path', '/tmp/x'],
      'ipv6Only says nothing of path',
    ],
    [
      '--ipv6-only with an IPv4 host',
      ['--ipv6-only', '--host', '127.0.0.1'],
      'ipv6Only says nothing of host 127.0.0.1; give host ::',
    ],
    ['--ipv6-only without a host', ['--ipv6-only'], 'ipv6Only says nothing of host 127.0.0.1'],
    [
      '--ipv6-only with a mapped one',
      ['--ipv6-only', '--host', '::ffff:127.0.0.1'],
      'ipv6Only says nothing of host ::ffff:127.0.0.1',
    ],
    ['a zone that there is not', ['--host', '::1%nope'], 'the zone "nope", and there is no such'],
    ['an empty zone', ['--host', 'fe80::1%'], 'fe80::1%'],
  ])('%s is told of, with status 1', async (_, args, message) => {
    const { status, out, err } = await runMain('serve', ...args);
    expect(out).toEqual([]);
    expect(err).toEqual([expect.stringContaining(message)]);
    expect(status).toBe(1);
  });
});
