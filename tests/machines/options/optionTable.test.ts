import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import {
  OPTION_NAMES,
  type OPTIONS,
  type OptionName,
  optionEntry,
} from '../../../machines/options/optionTable';
import type { HeldOptions, ServerOptions } from '../../../machines/options/serverOptions';
import { ScratchCopy } from '../../lint/scratchCopy';

const ROOT = resolve(__dirname, '../../..');

/** Names that mean other things elsewhere, so that finding them says nothing. */
const COMMON_WORDS: ReadonlySet<OptionName> = new Set([
  'protocol',
  'owner',
  'transport',
  'port',
  'host',
  'path',
]);

/** Code that uses options, and so may name them; what stands on Node's sockets uses Node's, of the same names. */
const USERS = /^(actors|machines\/(connection|listener|server)|testing\/(compliance|run\/tcp))\//;

/** Where an option is, and what is written from there. */
const TABLE: ReadonlySet<string> = new Set([
  'machines/options/optionTable.ts',
  'machines/options/serverOptions.ts',
]);

/** Rules between options, and what a recording knows of time: uses like those in USERS. */
const RULES: Readonly<Record<string, readonly OptionName[]>> = {
  'machines/options/checkOptions.ts': ['minrange', 'maxrange', 'highWaterMark', 'outboxLimit'],
  'machines/options/resolveOptions.ts': ['lingerTimeout', 'shutdownTimeout', 'heldLimit'],
  'testing/record/serverOf.ts': ['heldLimit'],
  'testing/record/scriptWriter.ts': ['lingerTimeout', 'shutdownTimeout'],
};

const SHIPPED = ['index.ts', 'cli.ts', 'cli', 'machines', 'actors', 'testing', 'scripts'].flatMap(
  (place) =>
    place.endsWith('.ts')
      ? [place]
      : readdirSync(join(ROOT, place), { recursive: true, encoding: 'utf8' })
          .filter((file) => file.endsWith('.ts'))
          .map((file) => `${place}/${file}`),
);

/** The names and the texts in a file's code; what comments say is no place to be kept up. */
function wordsOf(file: string): ReadonlySet<string> {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const words = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) words.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return words;
}

const WORDS = new Map(SHIPPED.map((file) => [file, wordsOf(file)]));

/** The files whose code names the option. */
const placesOf = (name: OptionName): string[] =>
  SHIPPED.filter((file) => WORDS.get(file)?.has(name) === true);

const counted = OPTION_NAMES.filter((name) => !COMMON_WORDS.has(name));

/** The types as the kinds in the table would have them. */
interface ValueOf {
  readonly integer: number;
  readonly number: number;
  readonly boolean: boolean;
  readonly host: string;
  readonly path: string;
  readonly object: object;
}
type Served = 'protocol' | 'owner' | 'transport';
type OfTheTable = {
  readonly [K in Exclude<OptionName, Served>]?: ValueOf[(typeof OPTIONS)[K]['kind']['is']];
};
type Written = {
  readonly [K in keyof (ServerOptions & HeldOptions)]: (ServerOptions & HeldOptions)[K];
};
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

describe('the table of options', () => {
  it.each(counted)('is the one place for %s, besides the code that uses it', (name) => {
    const others = placesOf(name).filter(
      (file) => !TABLE.has(file) && !USERS.test(file) && !RULES[file]?.includes(name),
    );
    expect(others).toEqual([]);
  });

  it.each(counted)('has no option %s that no code uses', (name) => {
    expect(placesOf(name).filter((file) => USERS.test(file))).not.toEqual([]);
  });

  it('excuses no rule that is not there', () => {
    const excused = Object.entries(RULES).flatMap(([file, names]) =>
      names.filter((name) => WORDS.get(file)?.has(name) !== true).map((name) => `${file} ${name}`),
    );
    expect(excused).toEqual([]);
  });

  it('has the types that are written from it', () => {
    const same: Same<OfTheTable, Written> = true;
    expect(same).toBe(true);
  });

  it('says of each option what it is for, in sentences', () => {
    for (const name of OPTION_NAMES) {
      const { why, default: value, byDefault } = optionEntry(name);
      expect([name, why]).toEqual([name, expect.stringMatching(/^[A-Z].*\.$/)]);
      expect([name, value ?? byDefault]).not.toContain(undefined);
    }
  });
});

describe('an option that a stranger adds to the table, and to nothing else', () => {
  const copy = new ScratchCopy();
  afterAll(() => copy.dispose());

  const ENTRY = `
  greetTimeout: {
    group: 'limits',
    kind: milliseconds(5),
    default: 777,
    why: 'How long a greeting may take.',
    takers: SERVERS_AND_SCRIPTS,
    flag: { flags: '--greet-timeout <ms>', help: 'how long a greeting may take' },
  },
} as const satisfies Record<string, OptionEntry>;`;

  /** What the copy makes of the new option. */
  const PROBE = `
    import { Command } from 'commander';
    import { addServeOptions, serverOptions } from './cli/serveOptions';
    import { checkOptions } from './machines/options/checkOptions';
    import { resolveServerOptions, SERVER_DEFAULTS } from './machines/options/resolveOptions';
    import { checkScript } from './testing/script/structure';
    const command = addServeOptions(new Command()).parse(['--greet-timeout', '9'], { from: 'user' });
    const script = (greetTimeout: number) => checkScript({ server: { greetTimeout }, steps: [] });
    console.log(JSON.stringify([
      checkOptions('tcpServer', { greetTimeout: 5 })?.message ?? 'right',
      checkOptions('singleServer', { greetTimeout: 4 })?.message,
      checkOptions('adoptSocket', { greetTimeout: 5 })?.message,
      resolveServerOptions({}).greetTimeout, SERVER_DEFAULTS.greetTimeout,
      serverOptions(command.opts()).greetTimeout, command.helpInformation().includes('--greet-timeout <ms>'),
      script(5) ?? 'right', script(4)?.reason,
    ]));
  `;

  it('is checked, has its default, its flag, its field in scripts, its type and its rows in the docs', () => {
    const table = 'machines/options/optionTable.ts';
    const last = '\n} as const satisfies Record<string, OptionEntry>;';
    expect(copy.read(table).split(last)).toHaveLength(2);
    copy.write(table, copy.read(table).replace(last, ENTRY));
    const written = [
      'machines/options/serverOptions.ts',
      'docs/options.md',
      'docs/command-line.md',
      'schemas/script.schema.json',
    ];
    expect(copy.npm('options', '--check')).toMatchObject({ status: 1 });
    const { said } = copy.npm('options');
    expect([...said.matchAll(/wrote (.*)/g)].map(([, file]) => file)).toEqual(written);
    expect(copy.npm('options', '--check')).toMatchObject({ status: 0 });
    const [types, page, commandLine, schema] = written.map((file) => copy.read(file));
    expect(types).toContain('  readonly greetTimeout?: number;');
    expect(page).toContain('| `greetTimeout` | milliseconds, at least 5 | `777` |');
    expect(commandLine).toContain(
      '| `--greet-timeout <ms>` | how long a greeting may take (default: 777) |',
    );
    expect(JSON.parse(schema as string).properties.server.properties.greetTimeout).toEqual({
      type: 'integer',
      minimum: 5,
      maximum: 2 ** 31 - 1,
    });
    expect(copy.complaints(...written.slice(0, 1), table)).toEqual([]);
    copy.write('probe.ts', PROBE);
    const outOfRange = 'is 4; give it an integer from 5 to 2147483647';
    expect(JSON.parse(copy.run('probe.ts'))).toEqual([
      'right',
      `greetTimeout ${outOfRange}`,
      'greetTimeout is no option of adoptSocket; leave it out: it is one of serverCore, simpleServer, tcpServer, singleServer, script',
      777,
      777,
      9,
      true,
      'right',
      outOfRange,
    ]);
  });
});
