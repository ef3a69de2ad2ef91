import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterwards, leaveNothingBehind } from '../support/afterwards';
import { aFolder } from '../support/folder';
import { soon } from '../support/until';
import { Command } from './support/command';
import { compiledCommand, ROOT } from './support/compiled';
import { exchange } from './support/exchange';

leaveNothingBehind();

/** What a peer sends to write on the operator's screen, forge a line, and turn what follows around. */
const HOSTILE = '\x1b[2J\x1b]0;owned\x07\r12:00:00 #9 opened\n\x9b31m\u202egpj.exe';

describe('a peer whose bytes a handler quotes in its error', () => {
  const quoting = () => {
    const file = join(aFolder(), 'quoting.cjs');
    writeFileSync(
      file,
      `const { setupProtocol } = require(${JSON.stringify(compiledCommand().replace('cli.js', 'index.js'))});
       exports.default = setupProtocol().createMachine({
         on: { inbox: { actions: ({ event }) => { throw new Error('bad line: ' + Buffer.from(event.data)); } } },
       });`,
    );
    return file;
  };

  it('does not reach the terminal by the log as text, with stacks or without', async () => {
    const path = join(aFolder(), 'x.sock');
    const command = Command.run('serve', quoting(), '--path', path, '--verbose');
    await command.until('"listens"', () => command.stdout.includes('try it'));
    await exchange({ family: 'unix', path }, HOSTILE).catch(() => {});
    await command.until('"closed"', () => command.stdout.includes('closed: handlerError'));
    expect(command.stdout).toContain('bad line: \\x1b[2J\\x1b]0;owned\\x07\\r12:00:00 #9 opened');
    expect(command.stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    const lines = command.stdout.split('\n').filter((line) => line.includes('#9 opened'));
    expect(lines.filter((line) => line.startsWith('12:00:00 #9'))).toEqual([]);
  });

  it('is told in JSON in words that no terminal obeys, once it is shown', async () => {
    const command = await Command.serve(quoting());
    await exchange(command.address, HOSTILE).catch(() => {});
    const [told] = await command.logged('handlerError');
    expect(told).toMatchObject({ error: { message: expect.stringContaining('\\u202egpj.exe') } });
    expect(command.stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  it('nor does the name of a file that somebody was made to serve', async () => {
    const command = Command.run('serve', `./${HOSTILE}.ts`);
    expect(await command.ended()).toEqual({ status: 1, signal: null });
    expect(command.stderr).toMatch(/^xstate-net: there is no file [^\n]*\\x1b\[2J[^\n]*\n$/);
    expect(command.stderr.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});

describe('a log that nobody reads', () => {
  /** A server whose log goes into a pipe that is not read until the test does. */
  async function unread(...args: string[]) {
    const path = join(aFolder(), 'x.sock');
    const server = spawn(
      process.execPath,
      [compiledCommand(), 'serve', '--log', 'json', '--path', path, ...args],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    afterwards(async () => {
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.kill('SIGKILL');
      await once(server, 'close');
    });
    // The first line, and no more: the pipe is not read again until somebody asks.
    const [first] = (await soon('its first line', once(server.stdout, 'data'), 25_000)) as [Buffer];
    server.stdout.pause();
    return { server, path, first: first.toString() };
  }

  /** Comes and goes so often, eight at a time. */
  async function visit(path: string, times: number): Promise<void> {
    const eighth = async () => {
      for (let i = 0; i < times / 8; i += 1) await exchange({ family: 'unix', path }, 'x');
    };
    await Promise.all(Array.from({ length: 8 }, eighth));
  }

  /** Enough for a log that no pipe holds. */
  const VISITS = 2_400;

  it('says what is missing when it is read again, and loses nothing else', async () => {
    const { server, path, first } = await unread('--log-limit', '20000');
    await visit(path, VISITS);
    let said = first;
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    server.stdout.resume();
    const closed = once(server, 'close');
    server.kill('SIGTERM');
    expect(await soon('its end', closed, 25_000)).toEqual([0, null]);
    const log = said
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const dropped = log.filter(({ event }) => event === 'logDropped');
    const missing = dropped.reduce((sum, { lines }) => sum + lines, 0);
    expect(missing).toBeGreaterThan(0);
    // Opened and closed for each; listening, closing and shutdown.
    expect(log.length - dropped.length + missing).toBe(2 * VISITS + 3);
  });

  it('does not keep the process from ending', async () => {
    const { server, path } = await unread('--log-limit', '1000');
    await visit(path, VISITS);
    const exit = once(server, 'exit');
    server.kill('SIGTERM');
    expect(await soon('its end', exit, 10_000)).toEqual([0, null]);
  });

  it.each(['-1', 'lots', '1.5', '', '4294967296'])('has no limit of %j', async (limit) => {
    const command = Command.run('serve', '--log-limit', limit);
    expect(await command.ended()).toEqual({ status: 1, signal: null });
    expect(command.stderr).toBe(
      `xstate-net: --log-limit is "${limit}"; give it an integer from 0 to 2147483647 [XN_BAD_USAGE]\n`,
    );
  });
});

describe('output that is read slowly', () => {
  it('is written to its end before the process ends', async () => {
    const script = join(ROOT, 'examples/scripts/back-pressure.json');
    const slow = spawn(process.execPath, [compiledCommand(), 'script', script, '--trace'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [first] = (await soon('its first line', once(slow.stdout, 'data'), 25_000)) as [Buffer];
    slow.stdout.pause();
    // As long as it takes another to come to its end.
    const quick = new Command(process.execPath, [compiledCommand(), 'script', script, '--trace']);
    await quick.ended();
    let said = first.toString();
    slow.stdout.on('data', (text: Buffer) => {
      said += text.toString();
    });
    slow.stdout.resume();
    expect(await once(slow, 'close')).toEqual([0, null]);
    expect(said.length).toBe(quick.stdout.length);
  });
});
