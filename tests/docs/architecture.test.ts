import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const architecture = read('docs/architecture.md');
const contributing = read('CONTRIBUTING.md');

/** Paths of this project that a page names in code. */
function pathsIn(page: string): string[] {
  const named = page.matchAll(
    /`((?:machines|actors|cli|testing|simulation|bench|scripts|docs|tests|lint|examples|schemas|\.ci|\.github)\/[\w./-]*)`/g,
  );
  return [...new Set([...named].map(([, path]) => path as string))];
}

const roomsOf = (house: string) =>
  readdirSync(join(ROOT, house), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${house}/${name}`);

describe.each([
  ['docs/architecture.md', architecture],
  ['CONTRIBUTING.md', contributing],
])('%s', (name, page) => {
  it('names only files and folders that there are', () => {
    expect(pathsIn(page).length).toBeGreaterThan(10);
    expect(pathsIn(page).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('is one of those that the README leads to', () => {
    expect(read('README.md')).toContain(`](${name})`);
  });
});

describe('docs/architecture.md', () => {
  it('tells of every room', () => {
    const told = [...architecture.matchAll(/^\| `((?:machines|actors)\/\w+)` \|/gm)].map(
      ([, room]) => room,
    );
    expect(told.sort()).toEqual([...roomsOf('machines'), ...roomsOf('actors')].sort());
  });

  it('uses only messages that somebody sends or hears', () => {
    const sources = ['machines', 'actors']
      .flatMap((house) =>
        readdirSync(join(ROOT, house), { recursive: true, encoding: 'utf8' })
          .filter((file) => file.endsWith('.ts'))
          .map((file) => read(join(house, file))),
      )
      .join('\n');
    const boxes =
      /\b(?:control|signal|socket|connections|handlers|feedbackFromCSA|protocolHandlerSignal)\.(?!ts\b)[a-z]\w+/g;
    const messages = [...new Set([...architecture.matchAll(boxes)].map(([message]) => message))];
    expect(messages.length).toBeGreaterThan(10);
    expect(messages.filter((message) => !sources.includes(`'${message}'`))).toEqual([]);
  });
});

describe('CONTRIBUTING.md', () => {
  it('names every command of package.json, and no others', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...contributing.matchAll(/`npm (?:run )?([a-z:]+)/g)].map(([, name]) => name);
    const commands = Object.keys(scripts).filter((name) => name !== 'prepack');
    expect([...new Set(named)].filter((name) => name !== 'ci').sort()).toEqual(commands.sort());
  });

  it('tells of every rule that is off, and why', () => {
    const off = [...read('biome.json').matchAll(/"(\w+)": "off"/g)].map(([, rule]) => rule);
    for (const rule of off) expect(contributing).toContain(`\`${rule}\``);
  });
});
