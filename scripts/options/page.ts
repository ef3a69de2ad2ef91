import { helpOf } from '../../cli/serveOptions';
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
  const cells = [code(name), typeText(kind), defaultText(name), why, takersText(name), word];
  return `| ${cells.join(' | ')} |`;
}

const tableOf = (group: OptionGroup): string =>
  [
    '| option | type | default | why | given to | flag |',
    '|---|---|---|---|---|---|',
    ...optionsOf(group).map(optionRow),
  ].join('\n');

const flagRow = (name: OptionName): string[] => {
  const { flag } = optionEntry(name);
  return flag === undefined ? [] : [`| ${code(flag.flags)} | ${helpOf(name)} |`];
};

const tableOfFlags = (): string =>
  ['| option | meaning |', '|---|---|', ...OPTION_NAMES.flatMap(flagRow)].join('\n');

const MARKED = /<!-- options: (\w+) -->\n[\s\S]*?<!-- end -->/g;

/** A page with its tables of options as the table of options has them: those of a group, or all `flags`. */
export const withTables = (page: string): string =>
  page.replace(MARKED, (_, what: OptionGroup | 'flags') => {
    const table = what === 'flags' ? tableOfFlags() : tableOf(what);
    return `<!-- options: ${what} -->\n${table}\n<!-- end -->`;
  });
