import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import type { AddressList } from '../../../machines/kit/addresses';
import { CLIENT_OPTION_NAMES, clientEntry } from '../../../machines/options/clientTable';
import {
  OPTION_NAMES,
  type OPTIONS,
  type OptionName,
  optionEntry,
} from '../../../machines/options/optionTable';
import type { FileMode, ListenPlace } from '../../../machines/options/places';
import type { ProxyProtocolOptions } from '../../../machines/options/proxyOptions';
import type { HeldOptions, ServerOptions } from '../../../machines/options/serverOptions';
import type { TlsOptions } from '../../../machines/options/tlsOptions';

const ROOT = resolve(__dirname, '../../..');

/** Names that mean other things elsewhere, so that finding them says nothing. */
const COMMON_WORDS: ReadonlySet<OptionName> = new Set([
  'protocol',
  'owner',
  'transport',
  'backplane',
  'port',
  'host',
  'path',
  'mode',
  'fd',
  'listen',
  'tls',
]);

/** Code that uses options, and so may name them; what stands on Node's sockets uses Node's, of the same names. */
const USERS =
  /^(actors|machines\/(client|connection|listener|server)|testing\/(compliance|run\/tcp))\//;

/** Where an option is, and what is written from there. */
const TABLE: ReadonlySet<string> = new Set([
  'machines/options/optionTable.ts',
  'machines/options/backplaneOptions.ts',
  'machines/options/limitOptions.ts',
  'machines/options/placeOptions.ts',
  'machines/options/proxyTable.ts',
  'machines/options/serverOptions.ts',
  'machines/options/clientTable.ts',
  'machines/options/clientOptions.ts',
]);

/** Rules between options, and a server to be photographed: uses like those in USERS. */
const RULES: Readonly<Record<string, readonly OptionName[]>> = {
  'machines/options/checkOptions.ts': [
    'minrange',
    'maxrange',
    'highWaterMark',
    'outboxLimit',
    'ipv6Only',
    'listenBelow',
    'maxConnections',
    'whenFull',
    'proxyProtocol',
  ],
  // What a place of several may say of itself.
  'machines/options/optionKinds.ts': ['ipv6Only'],
  'machines/options/places.ts': ['ipv6Only'],
  'machines/options/resolveOptions.ts': ['lingerTimeout', 'shutdownTimeout', 'heldLimit'],
  'cli/main.ts': ['proxyProtocol'],
  'cli/serve/serve.ts': ['proxyProtocol'],
  'cli/log/served.ts': ['proxyProtocol'],
  'cli/log/tryIt.ts': ['proxyProtocol'],
  'scripts/screenshots.ts': ['idleTimeout', 'maxConnections'],
  'testing/record/serverOf.ts': ['heldLimit'],
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
const placesOf = (name: string): string[] =>
  SHIPPED.filter((file) => WORDS.get(file)?.has(name) === true);

const counted = OPTION_NAMES.filter((name) => !COMMON_WORDS.has(name));

/** The types as the kinds in the table would have them. */
interface ValueOf {
  readonly integer: number;
  readonly number: number;
  readonly boolean: boolean;
  readonly host: string;
  readonly path: string;
  readonly tls: TlsOptions;
  readonly mode: FileMode;
  readonly places: readonly (ListenPlace | string)[];
  readonly proxies: ProxyProtocolOptions;
  readonly object: object;
  readonly addresses: AddressList;
}
type Served = 'protocol' | 'owner' | 'transport' | 'backplane';
type ValueOfKind<TKind> = TKind extends {
  readonly is: 'choice';
  readonly words: readonly unknown[];
}
  ? TKind['words'][number]
  : TKind extends { readonly is: keyof ValueOf }
    ? ValueOf[TKind['is']]
    : never;
type OfTheTable = {
  readonly [K in Exclude<OptionName, Served>]?: ValueOfKind<(typeof OPTIONS)[K]['kind']>;
};
type Written = {
  readonly [K in keyof (ServerOptions & HeldOptions)]: (ServerOptions & HeldOptions)[K];
};
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

const ofClients = CLIENT_OPTION_NAMES.filter(
  (name) => !COMMON_WORDS.has(name as OptionName) && name !== 'codec' && name !== 'addresses',
);

describe('the table of options of clients', () => {
  it.each(ofClients)('is the one place for %s, besides the code that uses it', (name) => {
    // The command `connect` uses a client.
    const uses = (file: string) => USERS.test(file) || file.startsWith('cli/connect/');
    const others = placesOf(name).filter((file) => !TABLE.has(file) && !uses(file));
    expect(others.filter((file) => !RULES[file]?.includes(name as OptionName))).toEqual([]);
    expect(placesOf(name).filter((file) => USERS.test(file))).not.toEqual([]);
  });

  it('says of each option what it is for, in sentences', () => {
    for (const name of CLIENT_OPTION_NAMES) {
      const { why, default: value, byDefault } = clientEntry(name);
      expect([name, why]).toEqual([name, expect.stringMatching(/^[A-Z].*\.$/)]);
      expect([name, value ?? byDefault]).not.toContain(undefined);
    }
  });
});

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
