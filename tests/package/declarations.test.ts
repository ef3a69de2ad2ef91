import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { install, installedOnce, pack, ROOT, temporaryFolder } from './installed';

let folder: string;
let app: string;

beforeAll(() => {
  folder = temporaryFolder();
  app = install(folder, pack(folder).tarball);
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The compilers by their version, each as the path of its command. */
const compilers = {
  6: () => join(ROOT, 'node_modules/typescript/bin/tsc'),
  7: () => join(installedOnce('typescript-7', ['typescript@7']), 'node_modules/typescript/bin/tsc'),
};

const options = {
  target: 'es2023',
  module: 'node16',
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  composite: true,
  declaration: true,
  outDir: 'out',
  rootDir: '.',
};

/** A project of these files, with references to others. */
function aProject(name: string, references: readonly string[], files: object): string {
  const project = join(app, name);
  mkdirSync(project);
  const config = {
    compilerOptions: options,
    files: Object.keys(files),
    references: references.map((path) => ({ path })),
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(project, file), text);
  return project;
}

const USER = `
import { createActor } from 'xstate';
import { serverCore, simpleServer } from 'xstate-net';
import { app, fullMachine, upperCase } from '../library/exported.js';
createActor(serverCore, { input: { protocol: fullMachine } });
createActor(simpleServer, { input: { protocol: upperCase } });
createActor(app).start();
// @ts-expect-error It needs its connection, which is still known.
createActor(simpleServer, { input: { protocol: fullMachine } });
`;

describe.each([6, 7] as const)('with TypeScript %d', (version) => {
  it('a package of protocols and servers is built with declarations, and used by reference', () => {
    const library = aProject('library', [], {
      'exported.ts': readFileSync(join(__dirname, 'exported.ts'), 'utf8'),
    });
    const user = aProject('user', ['../library'], { 'user.ts': USER });
    const args = [compilers[version](), '--build', user];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, {
      cwd: app,
      encoding: 'utf8',
    });
    expect(stdout + stderr).toBe('');
    expect(status).toBe(0);
    expect(existsSync(join(library, 'out/exported.d.ts'))).toBe(true);
    for (const project of [library, user]) rmSync(project, { recursive: true });
  }, 300_000);
});
