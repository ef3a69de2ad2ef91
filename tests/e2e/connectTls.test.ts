import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import smtp from '../../examples/smtp';
import type { ServerAddress } from '../../machines/connection/connectionInfo';
import type { Protocol } from '../../machines/handler/protocol';
import { compiledCommand } from '../cli/support/compiled';
import { afterwards, leaveNothingBehind } from '../support/afterwards';
import { type Issued, selfSigned } from '../support/certificate';
import { aFolder } from '../support/folder';
import { Run } from '../support/openssl';
import { rawServer } from '../support/rawServer';
import { serve } from '../support/serve';

leaveNothingBehind();

let issued: Issued;

beforeAll(() => {
  issued = selfSigned('localhost');
});

/** A file of this test's own with that text. */
function file(text: string): string {
  const path = `${aFolder()}/pem`;
  writeFileSync(path, text);
  return path;
}

/** `xstate-net connect`, until it ends, with all of its standard input there. */
function connected(address: ServerAddress, input: string, ...flags: readonly string[]) {
  const where =
    address.family === 'unix' ? ['--path', address.path] : ['localhost', `${address.port}`];
  return new Promise<{ status: unknown; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [compiledCommand(), 'connect', ...where, ...flags],
      (error, stdout, stderr) => resolve({ status: error?.code ?? 0, stdout, stderr }),
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    afterwards(() => void child.kill('SIGKILL'));
  });
}

const secure = () => ({ key: issued.key, cert: issued.cert });

describe('xstate-net connect', () => {
  it('speaks TLS with --tls', async () => {
    const { address } = await serve({ host: 'localhost', tls: secure() });
    const ran = await connected(address, 'hello\n', '--tls', '--ca', file(issued.cert));
    expect(ran).toEqual({ status: 0, stdout: 'hello\n', stderr: '' });
  });

  it('refuses a certificate that nobody vouches for, and says which flags would help', async () => {
    const { address } = await serve({ host: 'localhost', tls: secure() });
    const { status, stderr } = await connected(address, 'hello\n', '--tls');
    expect(status).toBe(1);
    expect(stderr).toContain('XN_TLS_UNTRUSTED');
    expect(stderr).toContain('--ca');
    expect(stderr).toContain('--insecure');
  });

  it('takes any certificate with --insecure, and one for another name with --servername', async () => {
    const { address } = await serve({ host: 'localhost', tls: secure() });
    expect(await connected(address, 'a', '--tls', '--insecure')).toMatchObject({ stdout: 'a' });
    const { stderr } = await connected(
      address,
      'a',
      ...['--tls', '--ca', file(issued.cert), '--servername', 'other.example'],
    );
    expect(stderr).toContain('XN_TLS_WRONG_NAME');
  });

  it('speaks with openssl s_server', async () => {
    const run = new Run('openssl', [
      ...['s_server', '-accept', '0', '-rev', '-naccept', '1'],
      ...['-key', file(issued.key), '-cert', file(issued.cert)],
    ]);
    const port = Number(/ACCEPT .*:(\d+)/.exec(await run.prints(/ACCEPT .*:\d+/))?.[1]);
    const { stdout } = await connected(
      { family: 'IPv4', host: 'localhost', port },
      'hello\n',
      ...['--tls', '--ca', file(issued.cert)],
    );
    expect(stdout).toBe('olleh\n');
  });

  it('agrees on TLS with a server of SMTP, and carries the rest secured', async () => {
    const { address } = await serve({
      host: 'localhost',
      tls: { ...secure(), starttls: true },
      protocol: smtp as unknown as Protocol,
    });
    const ran = await connected(
      address,
      'EHLO me\nQUIT\n',
      ...['--starttls', 'smtp', '--lines', '--ca', file(issued.cert)],
    );
    expect(ran).toEqual({ status: 0, stdout: '250 localhost, secured\n221 bye\n', stderr: '' });
  });

  it.each([
    ['imap', ['* OK hi\r\n', '* BYE\r\na BAD no\r\n'], 'a BAD no'],
    ['pop3', ['+OK hi\r\n', '-ERR no\r\n'], '-ERR no'],
    ['smtp', ['554 go away\r\n'], '554 go away'],
  ])('says that a server of %s does not agree', async (dialect, answers, words) => {
    const address = await rawServer((socket) => {
      const left = [...answers];
      socket.write(left.shift() ?? '');
      socket.on('data', () => void socket.write(left.shift() ?? ''));
    });
    const { status, stderr } = await connected(address, '', '--starttls', dialect);
    expect(status).toBe(1);
    expect(stderr).toContain('XN_TLS_FAILED');
    expect(stderr).toContain(words);
  });

  it.each([
    [['--insecure'], '--insecure says something of TLS'],
    [['--starttls', 'ftp'], '--starttls ftp is not known'],
    [['--tls', '--starttls', 'smtp'], '--tls excludes --starttls'],
    [['--tls', '--insecure', '--ca', 'x'], '--insecure excludes --ca'],
  ])('refuses %j', async (flags, words) => {
    const { status, stderr } = await connected(
      { family: 'IPv4', host: 'localhost', port: 1 },
      '',
      ...flags,
    );
    expect([status, stderr]).toEqual([1, expect.stringContaining(words)]);
  });
});
