import { type OptionEntry, type OptionTaker, SERVERS } from '../../machines/options/optionEntry';
import { MAX_PATH_BYTES, type OptionKind } from '../../machines/options/optionKinds';
import { type OptionName, optionEntry } from '../../machines/options/optionTable';

/** What is said of an option, whoever takes it. */
type Described = Pick<OptionEntry, 'kind' | 'why' | 'default' | 'byDefault'>;

/** The values of a kind in a table: `0 to 65535`, `milliseconds, at least 1`. */
export function typeText(kind: OptionKind): string {
  switch (kind.is) {
    case 'integer': {
      const { least, most, unit, restFrom } = kind;
      if (kind.orInfinity === true) return `${unit}, at least ${least}, or Infinity`;
      if (restFrom !== undefined) return `${unit}: ${least}, or ${restFrom} to ${most}`;
      if (most <= 65_535) return `${least} to ${most}`;
      return least === 0 ? unit : `${unit}, at least ${least}`;
    }
    case 'number':
      return `${kind.unit}: ${kind.above === true ? 'above ' : ''}${kind.least} to ${kind.most}`;
    case 'boolean':
      return 'boolean';
    case 'host':
      return 'address or name';
    case 'path':
      return `path, up to ${MAX_PATH_BYTES} bytes`;
    case 'tls':
      return '`TlsOptions`';
    case 'proxies':
      return '`{ from, others }`';
    case 'choice':
      return kind.words.map((word) => `\`${word}\``).join(' or ');
    case 'addresses':
      return 'list of addresses and networks, or `BlockList`';
    case 'mode':
      return "permissions, such as `0o660` or `'660'`";
    case 'places':
      return 'list of places';
    case 'object':
      return kind.what;
  }
}

/** The default in a table. */
export const defaultText = ({ default: value, byDefault }: Described): string =>
  byDefault ?? `\`${value}\``;

const named = (takers: readonly OptionTaker[]): string =>
  takers.map((taker) => `\`${taker}\``).join(', ');

/** Which servers take an option. */
function serversText(takers: readonly OptionTaker[]): string {
  const lacking = SERVERS.filter((server) => !takers.includes(server));
  if (lacking.length === 0) return 'all servers';
  return lacking.length === 1
    ? `all servers but ${named(lacking)}`
    : named(SERVERS.filter((server) => takers.includes(server)));
}

/** Who takes an option, in a table. */
export function takersText(name: OptionName): string {
  const { takers } = optionEntry(name);
  return [
    serversText(takers),
    ...(takers.includes('tcpClient') ? [named(['tcpClient'])] : []),
    ...(takers.includes('adoptSocket') ? [named(['adoptSocket'])] : []),
    ...(takers.includes('script') ? ['scripts'] : []),
    ...(takers.includes('setLimits') ? ['`control.setLimits`'] : []),
  ].join('; ');
}

/** The values of a kind in a sentence of their own. */
const rangeText = (kind: OptionKind): string => {
  const text = typeText(kind);
  return /^\d/.test(text) ? `From ${text}` : `In ${text}`;
};

/** What an editor shows of an option. */
export function meaningOfEntry(entry: Described): string {
  const { kind, why } = entry;
  const type = kind.is === 'integer' ? ` ${rangeText(kind)}.` : '';
  return `${why}${type} Default: ${defaultText(entry).replaceAll('`', '')}.`;
}

/** The same of a server's, by its name. */
export const meaningOf = (name: OptionName): string => meaningOfEntry(optionEntry(name));
