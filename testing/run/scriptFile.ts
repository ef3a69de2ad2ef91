import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { reasonOf } from '../../machines/kit/shown';
import { BadScript } from '../script/badScript';
import { type ParseOptions, parseScriptText } from '../script/parseScript';
import type { Script } from '../script/script';
import type { RunOptions } from './options';
import type { ScriptResult } from './result';
import { runScript } from './runScript';

/**
 * Reads a script from a JSON file.
 *
 * @throws BadScript which names the file, the step and what is wrong with it.
 */
export function readScript(file: string, options: Omit<ParseOptions, 'file'> = {}): Script {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new BadScript({ file }, `cannot be read: ${reasonOf(cause)}`, cause);
  }
  return parseScriptText(text, { ...options, file });
}

/**
 * Runs a script from a JSON file; the files that it names are seen from its own place.
 *
 * @example `test('hello', () => runScriptFile('tests/hello.json', { protocol: echo }));`
 */
export async function runScriptFile(
  file: string,
  options: Omit<RunOptions, 'file' | 'folder'> = {},
): Promise<ScriptResult> {
  const script = readScript(file, { customServer: options.server !== undefined });
  return runScript(script, { ...options, file, folder: dirname(file) });
}
