import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { ENTRY_POINTS, install, pack, ROOT, temporaryFolder, version } from './installed';
import { brokenLinks } from './links';

let folder: string;
let app: string;
let files: readonly string[];
let tarball: string;

beforeAll(() => {
  folder = temporaryFolder();
  const packed = pack(folder);
  files = packed.files;
  tarball = packed.tarball;
  app = install(folder, packed.tarball);
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a test runner tells the tests that it runs is not for those that they run. */
const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...ALONE } = process.env;

/** Runs a script of the app and returns what it printed. */
function run(name: string, source: string): string {
  writeFileSync(join(app, name), source);
  return execFileSync(process.execPath, [name], { cwd: app, encoding: 'utf8', timeout: 20_000 });
}

/** A whole program, less its imports: serves a protocol, is its own client, drains, and ends by itself. */
const PROGRAM = `
const shout = setupProtocol().createMachine({
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: { actions: outbox(({ event }) => Buffer.from(event.data).toString().toUpperCase()) },
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});
const server = createActor(serverCore, { input: { port: 0, host: '127.0.0.1', protocol: shout } });
server.on('listening', ({ address }) => {
  const client = connect(address.port, address.host, () => client.end('hello'));
  client.on('data', (data) => console.log(String(data)));
  client.on('close', () => server.send({ type: 'control.serverShutdown' }));
});
server.on('shutdown', () => console.log('drained'));
server.start();
`;

describe('the tarball', () => {
  it('holds what is built and what is to be read, and nothing else', () => {
    const readable = ['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'package.json'];
    expect(files).toEqual(expect.arrayContaining([...readable, 'dist/index.js', 'dist/cli.js']));
    const others = files.filter((file) => !readable.includes(file));
    for (const file of others)
      expect(file).toMatch(
        /^(dist\/.*\.(m?js|d\.m?ts)|dist\/actors\/services\/charts\/elk\/.*|dist\/page\/.*\.(html|css|js|svg)|schemas\/.*\.json|docs\/.*\.(md|mmd|svg|json|png)|examples\/.*\.(ts|json)|templates\/project\/(gitignore|.*\.(ts|json|md)))$/,
      );
    for (const file of others.filter((name) => !/^(docs|templates)\//.test(name))) {
      expect(file).not.toMatch(/tests?\/|bench|\.test\./);
    }
  });

  it('holds all that its pages link to', () => {
    const inside = join(app, 'node_modules/xstate-net');
    const pages = files.filter((file) => file.endsWith('.md'));
    expect(pages).toContain('docs/command-line.md');
    expect(brokenLinks(inside, pages)).toEqual([]);
  });

  it('does not know of the machine that it was built on', () => {
    const types = files.filter((file) => file.endsWith('.d.ts'));
    const grep = execFileSync(
      'sh',
      ['-c', `cat ${types.join(' ')} | grep -c node_modules || true`],
      {
        cwd: join(app, 'node_modules', 'xstate-net'),
        encoding: 'utf8',
      },
    );
    expect(grep.trim()).toBe('0');
  });
});

describe('installed into an empty folder', () => {
  it('serves a program of ES modules', () => {
    const imports = `
      import { connect } from 'node:net';
      import { createActor } from 'xstate';
      import { outbox, serverCore, setupProtocol } from 'xstate-net';
    `;
    expect(run('app.mjs', imports + PROGRAM)).toBe('HELLO\ndrained\n');
  });

  it('serves a program of CommonJS', () => {
    const requires = `
      const { connect } = require('node:net');
      const { createActor } = require('xstate');
      const { outbox, serverCore, setupProtocol } = require('xstate-net');
    `;
    expect(run('app.cjs', requires + PROGRAM)).toBe('HELLO\ndrained\n');
  });

  it.each(ENTRY_POINTS)('gives both kinds of modules the same one copy of %s', (name) => {
    const same = `
      import { createRequire } from 'node:module';
      import * as imported from '${name}';
      const required = createRequire(import.meta.url)('${name}');
      const names = Object.keys(required);
      const differ = names.filter((name) => imported[name] !== required[name]);
      const extra = Object.keys(imported).filter((name) => !names.includes(name));
      console.log(JSON.stringify({ some: names.length > 0, differ, extra }));
    `;
    expect(JSON.parse(run('same.mjs', same))).toEqual({ some: true, differ: [], extra: [] });
  });

  it('can be asked for its package.json', () => {
    expect(run('version.cjs', "console.log(require('xstate-net/package.json').version)")).toBe(
      `${version}\n`,
    );
  });

  it('brings the JSON Schema of scripts', () => {
    const title = "console.log(require('xstate-net/schemas/script.schema.json').title)";
    expect(run('schema.cjs', title)).toBe('xstate-net script\n');
  });
});

describe('its command', () => {
  it('is found by npx and says its version', () => {
    const said = execFileSync('npx', ['--no-install', 'xstate-net', '--version'], {
      cwd: app,
      encoding: 'utf8',
    });
    expect(said).toBe(`${version}\n`);
  });

  it('draws a chart without elkjs being installed, whose licence it has brought', () => {
    const drawn = execFileSync('npx', ['--no-install', 'xstate-net', 'chart', 'echo'], {
      cwd: app,
      encoding: 'utf8',
    });
    expect(drawn).toBe(readFileSync(join(ROOT, 'docs/charts/echo.svg'), 'utf8'));
    expect(existsSync(join(app, 'node_modules/elkjs'))).toBe(false);
    const elk = join(app, 'node_modules/xstate-net/dist/actors/services/charts/elk');
    expect(readFileSync(join(elk, 'LICENSE.md'), 'utf8')).toContain('Eclipse Public License');
  });

  it('serves a protocol by name, and drains when it is told to terminate', async () => {
    const command = spawn(
      join(app, 'node_modules', '.bin', 'xstate-net'),
      ['serve', 'echo', '--port', '0', '--log', 'json'],
      { cwd: app, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const exited = once(command, 'exit');
    const lines = createInterface(command.stdout);
    const [line] = (await once(lines, 'line')) as [string];
    const { event, port } = JSON.parse(line) as { event: string; port: number };
    expect(event).toBe('listening');
    const client = connect(port, '127.0.0.1');
    client.end('hello');
    expect((await buffer(client)).toString()).toBe('hello');
    command.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });
});

describe('a project that it writes', () => {
  it('is installed, tested, type-checked and served with the commands that it names', async () => {
    const said = execFileSync(
      'npx',
      ['--no-install', 'xstate-net', 'init', './counted', '--package', tarball],
      {
        cwd: app,
        encoding: 'utf8',
      },
    );
    expect(said).toContain('npm test');
    const project = join(app, 'counted');
    const npm = (...args: string[]) =>
      execFileSync('npm', args, { cwd: project, encoding: 'utf8', env: ALONE });
    npm('install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error');
    expect(npm('test')).toMatch(/pass 3\n/);
    npm('run', 'typecheck');
    npm('run', 'chart');
    expect(readFileSync(join(project, 'protocol.svg'), 'utf8')).toContain('counting');

    const server = spawn(process.execPath, ['--import', 'tsx', 'server.ts'], {
      cwd: project,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...ALONE, PORT: '0' },
    });
    const exited = once(server, 'exit');
    const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
    const client = connect(Number(/:(\d+)$/.exec(line)?.[1]), '127.0.0.1');
    client.end('hello\nquit\n');
    expect((await buffer(client)).toString()).toBe('Say something.\nThat was line 1.\nBye.\n');
    server.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  }, 300_000);
});

describe('its types', () => {
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const consumer = `
    import { createActor } from 'xstate';
    import { type ConnectionInfo, outbox, serverCore, setupProtocol } from 'xstate-net';
    const greet = setupProtocol({ types: { input: {} as ConnectionInfo } }).createMachine({
      initial: 'connected',
      context: ({ input }) => ({ peer: input.peer }),
      states: { connected: { on: { inbox: { actions: outbox(({ event }) => event.data) } } } },
    });
    const server = createActor(serverCore, { input: { port: 0, protocol: greet } });
    server.on('disconnected', ({ howDied, bytesSent }) => console.log(howDied, bytesSent + 1));
    server.send({ type: 'control.serverShutdown' });
  `;

  it.each([
    ['node16', ['consumer.cts', 'consumer.mts']],
    ['bundler', ['consumer.ts']],
  ])(
    'are understood with moduleResolution %s in %s',
    (resolution, names) => {
      const others = ENTRY_POINTS.map((entry, index) => `export * as e${index} from '${entry}';`);
      for (const name of names) writeFileSync(join(app, name), [consumer, ...others].join('\n'));
      const module = resolution === 'bundler' ? 'esnext' : resolution;
      const options = ['--module', module, '--moduleResolution', resolution, '--types', 'node'];
      // Not exactOptionalPropertyTypes, under which XState's own declarations fail to compile.
      const strict = ['--strict', '--skipLibCheck', 'false'];
      const args = [tsc, '--noEmit', '--target', 'es2023', ...options, ...strict, ...names];
      const { stdout } = spawnSync(process.execPath, args, { cwd: app, encoding: 'utf8' });
      expect(stdout).toBe('');
    },
    120_000,
  );
});
