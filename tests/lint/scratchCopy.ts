import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

/** A copy of the project's files, to be spoilt: as they are here, committed or not. */
export class ScratchCopy {
  readonly folder = mkdtempSync(join(tmpdir(), 'xn-'));

  constructor() {
    const { stdout } = spawnSync('git', ['ls-files', '-co', '--exclude-standard'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    for (const file of stdout.split('\n').filter((file) => existsSync(join(ROOT, file)))) {
      if (file === '' || file === 'node_modules') continue;
      mkdirSync(dirname(join(this.folder, file)), { recursive: true });
      copyFileSync(join(ROOT, file), join(this.folder, file));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'));
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  append(file: string, text: string): void {
    appendFileSync(join(this.folder, file), text);
  }

  remove(file: string): void {
    rmSync(join(this.folder, file));
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs a script of package.json, and returns how it ended and all that it said. */
  npm(script: string, ...args: string[]): { status: number | null; said: string } {
    const { status, stdout, stderr } = spawnSync('npm', ['run', script, '--', ...args], {
      cwd: this.folder,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    return { status, said: stdout + stderr };
  }

  /** Runs a program in TypeScript, its types unchecked, and returns what it printed. */
  run(file: string): string {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--require', 'ts-node/register/transpile-only', file],
      { cwd: this.folder, encoding: 'utf8' },
    );
    if (stdout === '') throw new Error(`${file} printed nothing: ${stderr}`);
    return stdout;
  }

  /** What the linter finds wrong: `file rule`, as often as it finds it. */
  complaints(...files: string[]): string[] {
    const biome = join(this.folder, 'node_modules/@biomejs/biome/bin/biome');
    const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', ...files];
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: this.folder,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    const start = stdout.indexOf('{');
    if (start < 0) throw new Error(`the linter gave no report: ${stderr}`);
    const { diagnostics } = JSON.parse(stdout.slice(start)) as {
      diagnostics: { category: string; location: { path: string } }[];
    };
    return diagnostics.map(
      ({ category, location }) => `${location.path} ${category.split('/').at(-1)}`,
    );
  }
}
