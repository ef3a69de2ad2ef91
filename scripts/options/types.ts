import { CLIENT_OPTION_NAMES, clientEntry } from '../../machines/options/clientTable';
import type { OptionGroup } from '../../machines/options/optionEntry';
import type { OptionKind } from '../../machines/options/optionKinds';
import { type OptionName, optionEntry, optionsOf } from '../../machines/options/optionTable';
import { meaningOf, meaningOfEntry } from './words';

interface Interface {
  readonly name: string;
  readonly group: OptionGroup;
  readonly what: string;
}

const INTERFACES: readonly Interface[] = [
  {
    name: 'ListenOptions',
    group: 'listen',
    what: "Where to listen, and how: the arguments of Kamaelia's `makeTCPServerPort`, and what has been learnt since.",
  },
  { name: 'SocketOptions', group: 'socket', what: "Options of each connection's socket." },
  {
    name: 'SecurityOptions',
    group: 'tls',
    what: 'How connections are secured.',
  },
  { name: 'ServerLimits', group: 'limits', what: 'Limits of a whole server.' },
  { name: 'HeldOptions', group: 'singleServer', what: 'What a `singleServer` alone has.' },
];

const TYPES = {
  addresses: 'AddressList',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  host: 'string',
  path: 'string',
  mode: 'FileMode',
  places: 'readonly (ListenPlace | string)[]',
  tls: 'TlsOptions',
  proxies: 'ProxyProtocolOptions',
  object: 'object',
} as const satisfies Record<Exclude<OptionKind['is'], 'choice'>, string>;

const typeOf = (kind: OptionKind): string =>
  kind.is === 'choice' ? kind.words.map((word) => `'${word}'`).join(' | ') : TYPES[kind.is];

const WIDTH = 95;

/** Text in lines of a comment, none of them too long. */
function commented(text: string, indent: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || `${indent} * ${last} ${word}`.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  const [only, ...others] = lines;
  if (others.length === 0 && `${indent}/** ${only} */`.length <= WIDTH)
    return `${indent}/** ${only} */`;
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */`].join('\n');
}

const property = (name: OptionName): string =>
  `${commented(meaningOf(name), '  ')}\n  readonly ${name}?: ${typeOf(optionEntry(name).kind)};`;

const declared = ({ name, group, what }: Interface): string =>
  `${commented(what, '')}\nexport interface ${name} {\n${optionsOf(group).map(property).join('\n')}\n}`;

/** `machines/options/serverOptions.ts`: the types, with what editors show of each option. */
export function serverOptionsFile(): string {
  return [
    '// Made by `npm run options` from optionTable.ts: change an option there.',
    "import type { AddressList } from '../kit/addresses';\nimport type { FileMode, ListenPlace } from './places';\nimport type { ProxyProtocolOptions } from './proxyOptions';\nimport type { TlsOptions } from './tlsOptions';",
    ...INTERFACES.map(declared),
    'export interface ServerOptions\n  extends ListenOptions,\n    SocketOptions,\n    SecurityOptions,\n    ServerLimits {}',
    '',
  ]
    .join('\n\n')
    .replace(/\n\n$/, '\n');
}

/** Options that only a program can give are declared where their types are. */
const WRITTEN = CLIENT_OPTION_NAMES.filter((name) => clientEntry(name).kind.is !== 'object');

/** `machines/options/clientOptions.ts`: the same for clients. */
export function clientOptionsFile(): string {
  const what =
    'Where a client connects to, and what it does when it cannot, or when the connection is lost.';
  const properties = WRITTEN.map((name) => {
    const entry = clientEntry(name);
    return `${commented(meaningOfEntry(entry), '  ')}\n  readonly ${name}?: ${typeOf(entry.kind)};`;
  });
  return [
    '// Made by `npm run options` from clientTable.ts: change an option there.',
    `${commented(what, '')}\nexport interface ConnectionOptions {\n${properties.join('\n')}\n}`,
    '',
  ]
    .join('\n\n')
    .replace(/\n\n$/, '\n');
}
