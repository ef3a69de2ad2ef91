import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ScratchCopy } from '../lint/scratchCopy';

const page = readFileSync(resolve(__dirname, '../../CONTRIBUTING.md'), 'utf8');

interface Block {
  readonly kind: string;
  readonly file: string;
  readonly lines: string[];
}

/** The blocks of code that say which file they are, without the indentation of their list. */
const BLOCKS: Block[] = [
  ...page.matchAll(/^ {3}```(ts|diff) file=(\S+)\n([\s\S]*?)^ {3}```$/gm),
].map(([, kind, file, text]) => ({
  kind: kind as string,
  file: file as string,
  lines: (text as string).split('\n').map((line) => line.slice(3)),
}));

/** What a file is after such a block: new, or with lines put in and taken out. */
function changed(copy: ScratchCopy, { kind, file, lines }: Block): string {
  if (kind === 'ts') return lines.join('\n');
  const side = (other: string) =>
    lines
      .filter((line) => line !== '' && !line.startsWith(other))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  const before = copy.read(file);
  expect(before).toContain(side('+'));
  return before.replace(side('+'), () => side('-'));
}

describe('the recipes of CONTRIBUTING.md, followed to the letter in a copy', () => {
  const copy = new ScratchCopy();
  afterAll(() => copy.dispose());

  const node = (...args: string[]) =>
    spawnSync(process.execPath, args, { cwd: copy.folder, encoding: 'utf8' });

  beforeAll(() => {
    for (const block of BLOCKS) copy.write(block.file, changed(copy, block));
  });

  it('please the linter', () => {
    expect(BLOCKS.map(({ file }) => file)).toEqual([
      'machines/protocols/shout.ts',
      'machines/protocols/index.ts',
      'machines/protocols/index.ts',
      'index.ts',
      'tests/machines/protocols/shout.test.ts',
      'actors/services/counting/index.ts',
      'scripts/build.ts',
      'knip.json',
    ]);
    expect(copy.complaints(...BLOCKS.map(({ file }) => file))).toEqual([]);
    expect(copy.npm('lint:unused')).toMatchObject({ status: 0 });
  });

  it('make a protocol whose test passes', () => {
    const { status, stderr } = node(
      'node_modules/jest/bin/jest.js',
      'tests/machines/protocols/shout.test.ts',
    );
    expect(stderr).toContain('says in capitals what it hears');
    expect(status).toBe(0);
  });

  it('build a package that lists the protocol, and has the service as an entry point', () => {
    expect(copy.npm('build')).toMatchObject({ status: 0 });
    expect(node('dist/cli.js', 'protocols').stdout).toContain('says in capitals what it hears');
    const service = join(copy.folder, 'dist/actors/services/counting/index.mjs');
    const { stdout } = node(
      '--input-type=module',
      '-e',
      `import { countConnections } from ${JSON.stringify(service)}; console.log(typeof countConnections);`,
    );
    expect(stdout).toBe('function\n');
  });
});
