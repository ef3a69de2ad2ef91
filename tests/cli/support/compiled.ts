import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

export const ROOT = resolve(__dirname, '../../..');

/** Inside node_modules, so that what is compiled finds its dependencies, and out of everybody's way. */
const CACHE = join(ROOT, 'node_modules/.cache/xstate-net-command');

const SOURCES = ['cli.ts', 'index.ts', 'cli', 'actors', 'machines', 'testing', 'simulation'];

const COMPILER_OPTIONS = {
  module: ModuleKind.CommonJS,
  target: ScriptTarget.ES2023,
  esModuleInterop: true,
};

/** Milliseconds after which nobody uses what was compiled of former sources. */
const KEPT = 60 * 60 * 1000;

function clearTheCache(): void {
  for (const name of readdirSync(CACHE)) {
    const folder = join(CACHE, name);
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > KEPT) rmSync(folder, { recursive: true, force: true });
  }
}

/** The source files at a path, relative to the root. */
function sourcesAt(path: string): string[] {
  if (!existsSync(join(ROOT, path))) return [];
  if (path.endsWith('.ts')) return [path];
  return readdirSync(join(ROOT, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.name.endsWith('.ts'))
    .flatMap((entry) => sourcesAt(join(path, entry.name)));
}

/**
 * The command as JavaScript: its file `cli.js`. Tests start it many times, and ts-node would compile
 * all of it each time, which takes ten times as long as what is tested. It is compiled once for each
 * state of the sources; when two test files do so at once, the second finds the first one's.
 */
export function compiledCommand(): string {
  const sources = SOURCES.flatMap(sourcesAt).map((file) => ({
    file,
    text: readFileSync(join(ROOT, file), 'utf8'),
  }));
  const hash = createHash('sha256');
  for (const { file, text } of sources) hash.update(`${file}\0${text}\0`);
  const folder = join(CACHE, hash.digest('hex').slice(0, 16));
  if (!existsSync(folder)) {
    mkdirSync(CACHE, { recursive: true });
    clearTheCache();
    const draft = mkdtempSync(join(CACHE, 'draft-'));
    for (const { file, text } of sources) {
      const target = join(draft, file.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(target), { recursive: true });
      const { outputText } = transpileModule(text, { compilerOptions: COMPILER_OPTIONS });
      writeFileSync(target, outputText);
    }
    try {
      renameSync(draft, folder);
    } catch {
      rmSync(draft, { recursive: true, force: true });
    }
  }
  return join(folder, 'cli.js');
}
