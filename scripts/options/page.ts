import {
  type OptionGroup,
  type OptionName,
  optionEntry,
  optionsOf,
} from '../../machines/options/optionTable';
import { defaultText, typeText } from './words';

const flagOf = (name: OptionName): string => {
  const flag = optionEntry(name).flag?.flags.split(' ')[0];
  return flag === undefined ? '' : `\`${flag}\``;
};

const row = (name: OptionName): string => {
  const { kind, why } = optionEntry(name);
  return `| \`${name}\` | ${typeText(kind)} | ${defaultText(name)} | ${why} | ${flagOf(name)} |`;
};

const tableOf = (group: OptionGroup): string =>
  [
    '| option | type | default | why | flag |',
    '|---|---|---|---|---|',
    ...optionsOf(group).map(row),
  ].join('\n');

const MARKED = /<!-- options: (\w+) -->\n[\s\S]*?<!-- end -->/g;

/** A page with its tables of options as the table of options has them. */
export const withTables = (page: string): string =>
  page.replace(
    MARKED,
    (_, group: OptionGroup) => `<!-- options: ${group} -->\n${tableOf(group)}\n<!-- end -->`,
  );
