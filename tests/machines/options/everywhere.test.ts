import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { Command } from 'commander';
import fc from 'fast-check';
import { addServeOptions, type ServeFlags, serverOptions } from '../../../cli/serveOptions';
import {
  checkAdoptOptions,
  checkServerOptions,
  checkSingleServerOptions,
} from '../../../machines/options/checkOptions';
import {
  OPTION_NAMES,
  type OptionName,
  optionEntry,
  optionsFor,
} from '../../../machines/options/optionTable';
import { scriptSchema } from '../../../testing';
import { checkScript } from '../../../testing/script/structure';

const ROOT = join(__dirname, '../../..');

/** Values at each end of every range, beyond it, and of the wrong kind. */
function valuesOf(name: OptionName): unknown[] {
  const { kind } = optionEntry(name);
  const wrong = ['', 'x', null, 1.5, -1, 0, 1, 7, 2 ** 31, true, false, [], {}];
  if (kind.is !== 'integer') return wrong;
  const { least, most, restFrom = least } = kind;
  const edges = [least, most, restFrom].flatMap((edge) => [edge - 1, edge, edge + 1]);
  return [...wrong, ...edges.filter(Number.isSafeInteger)];
}

/** An option with a value, right or wrong; the other limit goes along so that they do not contradict. */
const given = fc.constantFrom(...OPTION_NAMES).chain((name) =>
  fc.constantFrom(...valuesOf(name)).map((value) => {
    const other =
      name === 'highWaterMark'
        ? { outboxLimit: Number.MAX_SAFE_INTEGER }
        : name === 'outboxLimit'
          ? { highWaterMark: 1 }
          : name === 'minrange'
            ? { maxrange: 65_535 }
            : name === 'maxrange'
              ? { minrange: 1 }
              : {};
    return { name, value, options: { ...other, [name]: value } };
  }),
);

const acceptsSchema = new Ajv({ formats: { regex: true } }).compile(scriptSchema());
const isOneOf = (names: readonly OptionName[], name: OptionName) => names.includes(name);

describe('an option', () => {
  it('is right or wrong to all who take it alike, and unknown to the others', () => {
    const single = optionsFor('singleServer');
    const adopt = optionsFor('adoptSocket');
    const script = optionsFor('script');
    fc.assert(
      fc.property(given, ({ name, options }) => {
        const right =
          name === 'heldLimit'
            ? checkSingleServerOptions(options) === undefined
            : checkServerOptions(options) === undefined;
        if (isOneOf(single, name)) {
          expect(checkSingleServerOptions(options) === undefined).toBe(right);
        } else expect(checkSingleServerOptions(options)?.message).toContain('unknown option');
        if (isOneOf(adopt, name)) expect(checkAdoptOptions(options) === undefined).toBe(right);
        else expect(checkAdoptOptions(options)?.message).toContain('unknown option');
        const kind = name === 'heldLimit' ? 'singleServer' : 'serverCore';
        const asScript = { kind, server: options, steps: [] };
        expect(checkScript(asScript) === undefined).toBe(right && isOneOf(script, name));
        expect(acceptsSchema(asScript)).toBe(right && isOneOf(script, name));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is given by its flag as it is given in a program', () => {
    for (const name of OPTION_NAMES) {
      const { flag, kind } = optionEntry(name);
      if (flag === undefined) continue;
      const [word = ''] = flag.flags.split(' ');
      const value = kind.is === 'integer' ? kind.most : kind.is === 'host' ? '::1' : './x';
      const words = kind.is === 'boolean' ? [word] : [word, `${value}`];
      const command = addServeOptions(new Command()).parse(words, { from: 'user' });
      const parsed = serverOptions(command.opts<ServeFlags>());
      const expected = kind.is === 'boolean' ? !(optionEntry(name).default as boolean) : value;
      expect([name, parsed[name as keyof typeof parsed]]).toEqual([name, expected]);
    }
  });

  it('is left out where its flag is', () => {
    const command = addServeOptions(new Command()).parse([], { from: 'user' });
    expect(serverOptions(command.opts<ServeFlags>())).toEqual({
      host: '127.0.0.1',
      halfOpen: true,
    });
  });
});

describe('the table of options', () => {
  /** Where the name of an option may stand, besides in the table and in the code that uses it. */
  const GENERATED = ['machines/options/serverOptions.ts'];
  const MADE_OF_IT = [
    ...GENERATED,
    'machines/options/checkOptions.ts',
    'machines/options/resolveOptions.ts',
    'machines/options/optionKinds.ts',
    'cli/serveOptions.ts',
    'testing/script/kinds.ts',
    'testing/script/optionField.ts',
    'testing/script/script.ts',
    'scripts/options/types.ts',
    'scripts/options/words.ts',
    'scripts/options/page.ts',
  ];
  /** What these files say of options that exclude or follow each other: a rule is no second place. */
  const RULES: Readonly<Record<string, readonly string[]>> = {
    'machines/options/checkOptions.ts': [
      'port',
      'host',
      'path',
      'minrange',
      'maxrange',
      'highWaterMark',
      'outboxLimit',
    ],
    'machines/options/resolveOptions.ts': [
      'port',
      'host',
      'path',
      'maxConnections',
      'lingerTimeout',
      'shutdownTimeout',
      'heldLimit',
    ],
    'machines/options/optionKinds.ts': ['port', 'host', 'path'],
    'cli/serveOptions.ts': ['host', 'path'],
    // Where in a script: another word.
    'testing/script/kinds.ts': ['path'],
    'testing/script/optionField.ts': ['path'],
    'scripts/options/types.ts': ['host', 'path'],
    'scripts/options/words.ts': ['host', 'path', 'port'],
  };

  it('is the one place where an option is added: what is made from it names none', () => {
    const uncounted = MADE_OF_IT.filter((file) => !GENERATED.includes(file)).flatMap((file) => {
      const source = readFileSync(join(ROOT, file), 'utf8');
      return OPTION_NAMES.filter(
        (name) => new RegExp(`\\b${name}\\b`).test(source) && !(RULES[file] ?? []).includes(name),
      ).map((name) => `${file}: ${name}`);
    });
    expect(uncounted).toEqual([]);
  });

  it('says of each option what it is for, in sentences', () => {
    for (const name of OPTION_NAMES) {
      const { why, default: value, byDefault } = optionEntry(name);
      expect([name, why]).toEqual([name, expect.stringMatching(/^[A-Z].*\.$/)]);
      expect([name, value ?? byDefault]).not.toContain(undefined);
    }
  });
});
