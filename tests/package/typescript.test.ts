import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { install, installedOnce, pack, temporaryFolder } from './installed';

let folder: string;
let app: string;

beforeAll(() => {
  folder = temporaryFolder();
  app = install(folder, pack(folder).tarball);
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What people have installed beside the package, by what they would call it. */
const PROJECTS = {
  'ts-node and TypeScript 6': ['ts-node@10', 'typescript@6.0.3'],
  'ts-node and TypeScript 7': ['ts-node@10', 'typescript@7'],
  'tsx and TypeScript 7': ['tsx@4', 'typescript@7'],
  'tsx alone': ['tsx@4'],
  nothing: [],
} as const;

const NODE_STRIPS_TYPES = Boolean((process.features as { typescript?: unknown }).typescript);

/** A folder of the app in which these packages are seen, and no others but the app's own. */
function aProject(packages: readonly string[], file: string, text: string): string {
  const project = join(app, `project-${packages.join('-').replaceAll(/\W/g, '_')}`);
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project);
  if (packages.length > 0) {
    const kept = installedOnce(packages.join('-').replaceAll(/[^\w.-]/g, '_'), packages);
    symlinkSync(join(kept, 'node_modules'), join(project, 'node_modules'));
  }
  writeFileSync(join(project, file), text);
  return project;
}

const COMMAND = () => join(app, 'node_modules/xstate-net/dist/cli.js');

/** What a protocol file says to who connects. */
async function answerOf(project: string, file: string): Promise<string> {
  const args = [COMMAND(), 'serve', `./${file}`, '--port', '0', '--log', 'json'];
  const command = spawn(process.execPath, args, {
    cwd: project,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(command, 'exit');
  try {
    const [line] = (await once(createInterface(command.stdout), 'line')) as [string];
    const client = connect((JSON.parse(line) as { port: number }).port, '127.0.0.1');
    client.end('hello');
    return (await buffer(client)).toString();
  } finally {
    command.kill('SIGTERM');
    await exited;
  }
}

/** What the command says of a file that it does not serve. */
function complaint(project: string, file: string): string {
  const args = [COMMAND(), 'serve', `./${file}`, '--port', '0', '--log', 'silent'];
  const { stderr, status } = spawnSync(process.execPath, args, {
    cwd: project,
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect(status).toBe(1);
  return stderr;
}

const PROTOCOL = `
import { type ConnectionInfo, outbox, setupProtocol } from 'xstate-net';
const word: string = 'typed';
export default setupProtocol({ types: { input: {} as ConnectionInfo } }).createMachine({
  initial: 'connected',
  states: {
    connected: { on: { inbox: { actions: outbox(word) }, 'control.*': 'shutdown' } },
    shutdown: { type: 'final' },
  },
});
`;

const loads = (name: string) => name.startsWith('tsx') || name.endsWith('6') || NODE_STRIPS_TYPES;
const names = Object.keys(PROJECTS) as (keyof typeof PROJECTS)[];

describe.each(names)('a protocol in TypeScript, in a project with %s', (name) => {
  if (loads(name)) {
    it('is served', async () => {
      const project = aProject(PROJECTS[name], 'shout.ts', PROTOCOL);
      expect(await answerOf(project, 'shout.ts')).toBe('typed');
    }, 120_000);

    it('is told of by file and line when it has a syntax error', () => {
      const bad = 'const one: number = 1;\n\nconst two = = 2;\n';
      const project = aProject(PROJECTS[name], 'bad.ts', bad);
      expect(complaint(project, 'bad.ts')).toMatch(
        /^xstate-net: \.\/bad\.ts could not be loaded: [^\n]*bad\.ts(:3|\(3,)[^\n]*\n$/,
      );
    }, 120_000);
  } else {
    it('is not served, and what to install is said', () => {
      const project = aProject(PROJECTS[name], 'shout.ts', PROTOCOL);
      const why = name.endsWith('7') ? ' (ts-node does not work with TypeScript 7.' : ';';
      const said = complaint(project, 'shout.ts');
      expect(said).toContain(`shout.ts is TypeScript, and nothing here can load it${why}`);
      expect(said).toContain('; npm install --save-dev tsx, or');
    }, 120_000);
  }
});

describe('what is more than types', () => {
  it('is loaded by tsx, and else Node says that it takes it', () => {
    const withEnum = 'enum Word { Hello }\nexport default Word;\n';
    const byTsx = aProject(PROJECTS['tsx alone'], 'enum.ts', withEnum);
    expect(complaint(byTsx, 'enum.ts')).toContain('XN_NO_PROTOCOL_EXPORTED');
    const byNode = aProject(PROJECTS.nothing, 'enum.ts', withEnum);
    expect(complaint(byNode, 'enum.ts')).toContain('npm install --save-dev tsx');
  }, 120_000);
});
