import { helpOf } from '../../cli/serve/serveOptions';
import { CLIENT_OPTION_NAMES, clientEntry } from '../../machines/options/clientTable';
import type { OptionGroup } from '../../machines/options/optionEntry';
import {
  OPTION_NAMES,
  type OptionName,
  optionEntry,
  optionsOf,
} from '../../machines/options/optionTable';
import { defaultText, takersText, typeText } from './words';

const code = (text: string): string => `\`${text}\``;

function optionRow(name: OptionName): string {
  const { kind, why, flag } = optionEntry(name);
  const word = flag === undefined ? '' : code(flag.flags.split(' ')[0] as string);
  const cells = [
    code(name),
    typeText(kind),
    defaultText(optionEntry(name)),
    why,
    takersText(name),
    word,
  ];
  return `| ${cells.join(' | ')} |`;
}

const tableOf = (group: OptionGroup): string =>
  [
    '| option | type | default | why | given to | flag |',
    '|---|---|---|---|---|---|',
    ...optionsOf(group).map(optionRow),
  ].join('\n');

const tableOfClient = (): string =>
  [
    '| option | type | default | why |',
    '|---|---|---|---|',
    ...CLIENT_OPTION_NAMES.map((name) => {
      const entry = clientEntry(name);
      return `| ${[code(name), typeText(entry.kind), defaultText(entry), entry.why].join(' | ')} |`;
    }),
  ].join('\n');

const flagRow = (name: OptionName): string[] => {
  const { flag } = optionEntry(name);
  return flag === undefined ? [] : [`| ${code(flag.flags)} | ${helpOf(name)} |`];
};

const tableOfFlags = (): string =>
  ['| option | meaning |', '|---|---|', ...OPTION_NAMES.flatMap(flagRow)].join('\n');

const MARKED = /<!-- options: (\w+) -->\n[\s\S]*?<!-- end -->/g;

/**
 * A page with its tables of options as the table of options has them: those of a group, all `flags`, or those
 * that only a `client` has.
 */
export const withTables = (page: string): string =>
  page.replace(MARKED, (_, what: OptionGroup | 'client' | 'flags') => {
    if (what === 'client') return `<!-- options: ${what} -->\n${tableOfClient()}\n<!-- end -->`;
    const table = what === 'flags' ? tableOfFlags() : tableOf(what);
    return `<!-- options: ${what} -->\n${table}\n<!-- end -->`;
  });
