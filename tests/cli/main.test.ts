import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { protocols } from '../../machines/protocols';
import { version } from '../../package.json';
import { afterwards, leaveNothingBehind } from '../support/afterwards';
import { aFolder } from '../support/folder';
import { runMain } from './support/runMain';

leaveNothingBehind();

const THERE_ARE = Object.keys(protocols).join(', ');

/** A port that somebody has. */
async function aTakenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  afterwards(() => {
    server.close();
  });
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
}

/** A file of this test's own. */
function aFile(name: string, text: string): string {
  const file = join(aFolder(), name);
  writeFileSync(file, text);
  return file;
}

describe('xstate-net', () => {
  it('tells its version', async () => {
    expect(await runMain('--version')).toEqual({ status: 0, out: [version], err: [] });
  });

  it('lists the protocols that ship, with their RFCs', async () => {
    const { status, out } = await runMain('protocols');
    expect(status).toBe(0);
    expect(out).toContain('echo        RFC 862  sends back what it is sent');
    expect(out.map((line) => line.split(' ')[0])).toEqual(Object.keys(protocols));
  });

  it('explains itself, with status 0 if it was asked to', async () => {
    const asked = await runMain('--help');
    expect(asked.status).toBe(0);
    expect(asked.out.join('\n')).toContain('serve [options] [protocol]');
    const unasked = await runMain();
    expect(unasked.status).toBe(1);
    expect(unasked.err).toEqual(asked.out);
  });

  it('explains every option of serve', async () => {
    const { status, out } = await runMain('serve', '--help');
    expect(status).toBe(0);
    for (const option of ['--port', '--host', '--path', '--idle-timeout', '--quotes', '--log']) {
      expect(out.join('\n')).toContain(`${option} <`);
    }
  });
});

describe('what goes wrong is told in one line, with a code and status 1', () => {
  it.each([
    [['frob'], "unknown command 'frob'; see xstate-net --help [XN_BAD_USAGE]"],
    [
      ['serve', '--prot', '1'],
      "unknown option '--prot' (Did you mean --port?); see xstate-net --help [XN_BAD_USAGE]",
    ],
    [
      ['serve', 'echo', 'twice'],
      "too many arguments for 'serve'. Expected 1 argument but got 2; see xstate-net --help [XN_BAD_USAGE]",
    ],
    [
      ['serve', '--log', 'xml'],
      "option '--log <format>' argument 'xml' is invalid. Allowed choices are text, json, silent; see xstate-net --help [XN_BAD_USAGE]",
    ],
    [
      ['serve', 'ecko'],
      `unknown protocol "ecko"; there are ${THERE_ARE}, or give a file, such as ./protocol.ts [XN_UNKNOWN_PROTOCOL]`,
    ],
    [
      ['serve', 'toString'],
      `unknown protocol "toString"; there are ${THERE_ARE}, or give a file, such as ./protocol.ts [XN_UNKNOWN_PROTOCOL]`,
    ],
    [['serve', '--port', 'abc'], 'port is "abc"; give it an integer from 0 to 65535 [XN_BAD_PORT]'],
    [
      ['serve', '--port', '65536'],
      'port is 65536; give it an integer from 0 to 65535 [XN_BAD_PORT]',
    ],
    [['serve', '--port', '-1'], 'port is -1; give it an integer from 0 to 65535 [XN_BAD_PORT]'],
    [
      ['serve', '--idle-timeout', 'soon'],
      'idleTimeout is "soon"; give it an integer from 0 to 2147483647 [XN_BAD_OPTION]',
    ],
    [
      ['serve', '--path', '/tmp/x.sock', '--port', '7'],
      'path "/tmp/x.sock" excludes port and host; give one or the other [XN_BAD_OPTION]',
    ],
    [
      ['serve', '--port', '0', '--host', 'no where'],
      'host is "no where"; give it an address or a host name, such as 127.0.0.1, ::1 or localhost [XN_BAD_HOST]',
    ],
    [
      ['serve', '--port', '0', '--host', '203.0.113.1'],
      'cannot listen: port 0 on 203.0.113.1 is not an address of this machine; listen on one that is, such as 127.0.0.1 or :: [XN_ADDRESS_UNAVAILABLE]',
    ],
    [
      ['serve', './nowhere.ts'],
      'there is no file ./nowhere.ts; check the path [XN_PROTOCOL_FILE_FAILED]',
    ],
    [
      ['serve', 'echo', '--quotes', __filename],
      'echo takes no --quotes; that option is for the protocol qotd [XN_BAD_USAGE]',
    ],
    [
      ['serve', 'qotd', '--quotes', '/nowhere/quotes'],
      "the quotes file cannot be read: ENOENT: no such file or directory, open '/nowhere/quotes' [XN_BAD_QUOTES]",
    ],
  ])('xstate-net %j', async (args, line) => {
    expect(await runMain(...args)).toEqual({ status: 1, out: [], err: [`xstate-net: ${line}`] });
  });

  it('a port in use', async () => {
    const port = await aTakenPort();
    expect(await runMain('serve', '--port', String(port))).toEqual({
      status: 1,
      out: [],
      err: [
        `xstate-net: cannot listen: port ${port} on 127.0.0.1 is in use; stop what listens there or choose another port (0 takes any free one) [XN_PORT_IN_USE]`,
      ],
    });
  });

  it('a quotes file that is empty or breaks the rules, by its name', async () => {
    const empty = aFile('empty', '%\n%\n');
    const long = aFile('long', `One.\n%\n${'x'.repeat(600)}\n`);
    expect((await runMain('serve', 'qotd', '--quotes', empty)).err).toEqual([
      `xstate-net: ${empty}: there are no quotes; write some, separated by lines with a % and nothing else [XN_BAD_QUOTES]`,
    ]);
    expect((await runMain('serve', 'qotd', '--quotes', long)).err).toEqual([
      `xstate-net: ${long}: quote 2 (line 3) has 602 characters with its line ends; shorten it to less than 512 (RFC 865) [XN_BAD_QUOTES]`,
    ]);
  });

  it.each([
    [
      'throws.js',
      "throw new Error('boom');",
      /could not be loaded: boom \[XN_PROTOCOL_FILE_FAILED\]$/,
    ],
    ['rubbish.js', 'this is { no script', /could not be loaded: .* \[XN_PROTOCOL_FILE_FAILED\]$/],
    [
      'nothing.js',
      'exports.protocol = 1;',
      /exports no protocol: its default export is no statechart; .* \[XN_NO_PROTOCOL_EXPORTED\]$/,
    ],
    [
      'number.js',
      'module.exports = 5;',
      /exports no protocol: its default export is of type number; .* \[XN_NO_PROTOCOL_EXPORTED\]$/,
    ],
    [
      'undefined.js',
      'exports.default = undefined;',
      /exports no protocol: its default export is undefined; .* \[XN_NO_PROTOCOL_EXPORTED\]$/,
    ],
  ])('a file that is no protocol: %s', async (name, text, line) => {
    const file = aFile(name, text);
    const { status, out, err } = await runMain('serve', file);
    expect({ status, out }).toEqual({ status: 1, out: [] });
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(line);
    expect(err[0]).toContain(`xstate-net: ${file} `);
  });

  it('with the stack of what was underneath only under --verbose', async () => {
    const file = aFile('throws.js', "throw new Error('boom');");
    const { err } = await runMain('serve', file, '--verbose');
    expect(err).toHaveLength(2);
    expect(err[1]).toMatch(/^Error: boom\n +at .*throws\.js/);
  });
});
