import { readFileSync } from 'node:fs';
import { parseQuotes, XstateNetError } from '../../index';
import { reasonOf } from '../../machines/kit/shown';

/** The quotes in a file in the format of fortune(6). Whatever is wrong is told with the file's name. */
export function readQuotesFile(file: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new XstateNetError(
      'XN_BAD_QUOTES',
      `the quotes file cannot be read: ${reasonOf(error)}`,
      error,
    );
  }
  try {
    return parseQuotes(text);
  } catch (error) {
    if (!(error instanceof XstateNetError)) throw error;
    throw new XstateNetError(error.code, `${file}: ${error.message}`, error);
  }
}
