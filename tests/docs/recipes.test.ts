import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ScratchCopy } from '../lint/scratchCopy';

const page = readFileSync(resolve(__dirname, '../../CONTRIBUTING.md'), 'utf8');

interface Block {
  readonly kind: string;
  readonly file: string;
  readonly lines: string[];
}

/** The blocks of code that say which file they are, without the indentation of their list. */
const BLOCKS: Block[] = [
  ...page.matchAll(/^ {3}```(ts|json|diff) file=(\S+)\n([\s\S]*?)^ {3}```$/gm),
].map(([, kind, file, text]) => ({
  kind: kind as string,
  file: file as string,
  lines: (text as string).split('\n').map((line) => line.slice(3)),
}));

/** What a file is after such a block: new, or with lines put in and taken out. */
function changed(copy: ScratchCopy, { kind, file, lines }: Block): string {
  if (kind !== 'diff') return lines.join('\n');
  const side = (other: string) =>
    lines
      .filter((line) => line !== '' && !line.startsWith(other))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  const before = copy.read(file);
  expect(before).toContain(side('+'));
  return before.replace(side('+'), () => side('-'));
}

/** What `npm run options` writes. */
const WRITTEN = [
  'machines/options/serverOptions.ts',
  'docs/options.md',
  'docs/command-line.md',
  'schemas/script.schema.json',
];

/** What all who take options make of the new one. */
const ASK_FOR_THE_OPTION = `
  import { Command } from 'commander';
  import { addServeOptions, serverOptions } from './cli/serve/serveOptions';
  import { checkOptions } from './machines/options/checkOptions';
  import { resolveServerOptions, SERVER_DEFAULTS } from './machines/options/resolveOptions';
  import { checkScript } from './testing/script/structure';
  const command = addServeOptions(new Command()).parse(['--accept-error-interval', '9'], { from: 'user' });
  const script = (acceptErrorInterval: number) =>
    checkScript({ server: { acceptErrorInterval }, steps: [] });
  console.log(JSON.stringify([
    checkOptions('tcpServer', { acceptErrorInterval: 5 })?.message ?? 'right',
    checkOptions('singleServer', { acceptErrorInterval: 4 })?.message,
    checkOptions('adoptSocket', { acceptErrorInterval: 5 })?.message,
    resolveServerOptions({}).acceptErrorInterval, SERVER_DEFAULTS.acceptErrorInterval,
    serverOptions(command.opts()).acceptErrorInterval,
    command.helpInformation().includes('--accept-error-interval <ms>'),
    script(5) ?? 'right', script(4)?.reason,
  ]));
`;

/** Serves, connects, and asks the service how many connections there are, as a package that is installed. */
const ASK_THE_SERVICE = `
  import { connect } from 'node:net';
  import { createActor } from 'xstate';
  import { serverCore, discard } from 'xstate-net';
  import { countConnections } from 'xstate-net/counting';
  const server = createActor(serverCore, { input: { host: '127.0.0.1', port: 0, protocol: discard } });
  server.on('listening', ({ address }) => connect(address.port, address.host).unref());
  server.on('connected', () => {
    console.log(countConnections(server));
    server.send({ type: 'control.serverShutdown' });
  });
  server.start();
`;

describe('the recipes of CONTRIBUTING.md, followed to the letter in a copy', () => {
  const copy = new ScratchCopy();
  afterAll(() => copy.dispose());

  const node = (...args: string[]) =>
    spawnSync(process.execPath, args, { cwd: copy.folder, encoding: 'utf8' });
  const jest = (...args: string[]) => node('node_modules/jest/bin/jest.js', ...args);

  let stale: number | null = null;
  let wrote: string[] = [];

  beforeAll(() => {
    for (const block of BLOCKS) copy.write(block.file, changed(copy, block));
    stale = copy.npm('options', '--check').status;
    wrote = [...copy.npm('options').said.matchAll(/wrote (.*)/g)].map(([, file]) => file as string);
  });

  it('please the linter and the compiler', () => {
    expect(BLOCKS.map(({ file }) => file)).toEqual([
      'machines/protocols/shout.ts',
      'machines/protocols/index.ts',
      'machines/protocols/index.ts',
      'index.ts',
      'tests/package/exported.ts',
      'tests/package/exported.ts',
      'tests/machines/protocols/shout.test.ts',
      'examples/scripts/shout.json',
      'simulation/protocols/shipped.ts',
      'simulation/protocols/shipped.ts',
      'simulation/coverage/shippedCharts.ts',
      'simulation/coverage/shippedCharts.ts',
      'machines/options/optionTable.ts',
      'actors/transport/acceptErrors.ts',
      'actors/transport/acceptErrors.ts',
      'actors/transport/acceptErrors.ts',
      'actors/transport/tcp/tcpListening.ts',
      'actors/transport/simulated/network/simulatedListening.ts',
      'actors/transport/counted/countedTransport.ts',
      'tests/compliance/networks.ts',
      'tests/compliance/networks.ts',
      'index.ts',
      'actors/services/counting/index.ts',
      'package.json',
      'knip.json',
    ]);
    expect(copy.npm('lint')).toMatchObject({ status: 0 });
    expect(copy.npm('typecheck')).toMatchObject({ status: 0 });
  });

  it('make a protocol whose test passes, and its script on both networks', () => {
    const { status, stderr } = jest(
      'tests/machines/protocols/shout.test.ts',
      'tests/testing/examples.test.ts',
      '--testNamePattern=shout|one for each protocol',
      '--verbose',
    );
    expect(stderr).toContain('says in capitals what it hears');
    expect(stderr).toContain('✓ shout.json passes on real sockets');
    expect(status).toBe(0);
  });

  it('make a protocol that the simulator holds to its promises', () => {
    const { status, said } = copy.npm('simulate', '--runs', '60', '--seed', '1', '--verbose');
    expect(said).toContain('shout');
    expect(status).toBe(0);
  });

  it('make an option that is written where it belongs', () => {
    expect(stale).toBe(1);
    expect(wrote).toEqual(WRITTEN);
    expect(copy.npm('options', '--check')).toMatchObject({ status: 0 });
    const [types, options, commandLine, schema] = WRITTEN.map((file) => copy.read(file));
    expect(types).toContain('  readonly acceptErrorInterval?: number;');
    expect(options).toContain('| `acceptErrorInterval` | milliseconds, at least 5 | `100` |');
    expect(commandLine).toContain(
      '| `--accept-error-interval <ms>` | time between two such errors (default: 100) |',
    );
    const { server } = JSON.parse(schema as string).properties;
    expect(server.properties.acceptErrorInterval).toEqual({
      type: 'integer',
      minimum: 5,
      maximum: 2 ** 31 - 1,
    });
  });

  it('make an option that is checked, has its default, its flag and its field in scripts', () => {
    copy.write('probe.ts', ASK_FOR_THE_OPTION);
    const outOfRange = 'is 4; give it an integer from 5 to 2147483647';
    expect(JSON.parse(copy.run('probe.ts'))).toEqual([
      'right',
      `acceptErrorInterval ${outOfRange}`,
      'acceptErrorInterval is no option of adoptSocket; leave it out: it is one of serverCore, simpleServer, tcpServer, singleServer, script',
      100,
      100,
      9,
      true,
      'right',
      outOfRange,
    ]);
    copy.remove('probe.ts');
  });

  it('make an option whose places are counted like those of the others', () => {
    const { status, stderr } = jest(
      'tests/machines/options/optionTable.test.ts',
      '--testNamePattern=acceptErrorInterval',
    );
    expect(stderr).toContain('2 passed');
    expect(status).toBe(0);
  });

  it('make a transport that does as Node does', () => {
    const { status, stderr } = jest(
      'tests/compliance/transports.test.ts',
      '--testNamePattern=counted TCP',
    );
    expect(Number(/Tests: .*?(\d+) passed/.exec(stderr)?.[1])).toBeGreaterThan(70);
    expect(status).toBe(0);
  });

  it('build a package that lists the protocol, and has the service as an entry point', () => {
    expect(copy.npm('build')).toMatchObject({ status: 0 });
    expect(node('dist/cli.js', 'protocols').stdout).toContain('says in capitals what it hears');
    expect(node('dist/cli.js', 'serve', '--help').stdout).toContain('--accept-error-interval <ms>');
    const { stdout, stderr } = node('--input-type=module', '-e', ASK_THE_SERVICE);
    expect(stderr).toBe('');
    expect(stdout).toBe('1\n');
  });
});
