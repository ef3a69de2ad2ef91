import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { CLIENT_OPTION_NAMES, clientEntry } from '../../machines/options/clientTable';
import { DEFAULT_HELD_LIMIT, SERVER_DEFAULTS } from '../../machines/options/resolveOptions';

const ROOT = resolve(__dirname, '..', '..');
const page = readFileSync(join(ROOT, 'docs', 'options.md'), 'utf8');

/** The rows of tables by their options: type, default, why. */
function documentedIn(part: string): ReadonlyMap<string, readonly string[]> {
  const rows = part
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return new Map(rows.map(([name = '', ...rest]) => [name.slice(1, -1), rest]));
}

const [ofServers = '', ofClients = ''] = page.split('## Clients');
const documented = documentedIn(ofServers);

/** The properties that an interface declares itself. */
function propertiesOf(file: string, ...interfaces: string[]): string[] {
  const path = join(ROOT, 'machines', file);
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  return source.statements
    .filter(ts.isInterfaceDeclaration)
    .filter(({ name }) => interfaces.includes(name.text))
    .flatMap(({ members }) => members.map(({ name }) => name?.getText(source) ?? ''));
}

const declared = new Set([
  ...propertiesOf(
    'options/serverOptions.ts',
    'ListenOptions',
    'SocketOptions',
    'SecurityOptions',
    'ServerLimits',
    'HeldOptions',
  ),
  ...propertiesOf('server/serverCoreContext.ts', 'ServerInput'),
  ...propertiesOf('server/singleServerContext.ts', 'SingleServerInput'),
]);

it('has a row for every option, and for nothing else', () => {
  expect([...documented.keys()].sort()).toEqual([...declared].sort());
});

it('has a row for every option of clients, and for nothing else', () => {
  const own = propertiesOf('options/clientOptions.ts', 'ConnectionOptions');
  const more = [
    ...propertiesOf('client/clientOptions.ts', 'ClientOptions'),
    ...propertiesOf('client/clientContext.ts', 'ClientInput'),
  ];
  expect([...documentedIn(ofClients).keys()].sort()).toEqual([...own, ...more].sort());
});

it.each(
  CLIENT_OPTION_NAMES.flatMap((name) => {
    const { default: value } = clientEntry(name);
    return value === undefined ? [] : [[name, value] as const];
  }),
)('gives the default of %s of a client as %s', (name, value) => {
  expect(documentedIn(ofClients).get(name)?.[1]).toBe(`\`${value}\``);
});

it.each(Object.entries({ ...SERVER_DEFAULTS, heldLimit: DEFAULT_HELD_LIMIT }))(
  'gives the default of %s as %s',
  (name, value) => {
    expect(documented.get(name)?.[1]).toBe(`\`${value}\``);
  },
);

it('says of every option of what type it is, and why', () => {
  const all = [...documented.values(), ...documentedIn(ofClients).values()];
  for (const [type, byDefault, why] of all) {
    expect([type, byDefault, why]).not.toContain('');
    expect(why).toMatch(/\.$/);
  }
});
