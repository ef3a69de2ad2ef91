import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../cli/main';
import { codeBlocks, pages, ROOT } from './codeBlocks';

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** What `xstate-net <command> --help` says. */
async function helpOf(command: string): Promise<string> {
  let said = '';
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += text;
    return true;
  });
  try {
    await main([command, '--help']);
  } finally {
    write.mockRestore();
  }
  return said;
}

const flagsIn = (text: string, pattern: RegExp) =>
  [...new Set([...text.matchAll(pattern)].map(([, flag]) => flag))].sort();

const page = readFileSync(join(ROOT, 'docs', 'command-line.md'), 'utf8');
const sectionOf = (command: string) => page.split(`\n## ${command}\n`)[1]?.split('\n## ')[0] ?? '';

it.each(['serve', 'connect', 'script', 'chart', 'init'])(
  'lists every option of %s, and no other',
  async (command) => {
    const real = flagsIn(await helpOf(command), /^ {2}(?:-\w, )?(--[\w-]+)/gm);
    const listed = flagsIn(sectionOf(command), /^\| `(--[\w-]+)/gm);
    expect(listed).toEqual(real.filter((flag) => flag !== '--help'));
  },
);

it('names no npm script, in no page, that does not exist', () => {
  for (const name of pages()) {
    const text = readFileSync(join(ROOT, name), 'utf8');
    for (const [, script = ''] of text.matchAll(/npm run ([\w:]+)/g)) {
      expect([name, script, manifest.scripts[script]]).not.toContain(undefined);
    }
  }
});

it('names no file in a command that does not exist', () => {
  for (const { source, where } of codeBlocks('sh')) {
    for (const [, file = ''] of source.matchAll(/(\.\/(?:examples|scripts)\/[\w./-]+)/g)) {
      expect([where, file, existsSync(join(ROOT, file))]).toContain(true);
    }
  }
});

it('links to no page and no heading that does not exist', () => {
  const broken: string[] = [];
  for (const name of pages()) {
    const text = readFileSync(join(ROOT, name), 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [path = '', heading] = target.split('#');
      const file = path === '' ? join(ROOT, name) : join(ROOT, name, '..', path);
      if (!existsSync(file)) {
        broken.push(`${name}: ${target}`);
      } else if (heading !== undefined) {
        const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(
          ([, title = '']) =>
            title
              .toLowerCase()
              .replace(/[^\w -]/g, '')
              .replaceAll(' ', '-'),
        );
        if (!headings.includes(heading)) broken.push(`${name}: ${target}`);
      }
    }
  }
  expect(broken).toEqual([]);
});
