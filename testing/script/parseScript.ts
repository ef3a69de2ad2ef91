import { reasonOf } from '../../machines/kit/shown';
import { BadScript, type ScriptPlace } from './badScript';
import type { Problem } from './fields';
import { Meaning } from './meaning';
import type { Script, Step } from './script';
import { checkScript, checkStep, wordOf } from './structure';

/** How a script is read. */
export interface ParseOptions {
  /** The file that it came from, for messages. */
  readonly file?: string | undefined;
  /** The server is one of the user's own: what it emits, and which actors it has, is not known. */
  readonly customServer?: boolean;
}

/** `.steps[2].faults.jitter` without its first dot, in front of what is wrong with it. */
const told = ({ path, reason }: Problem, whole: string): string =>
  `${path === '' ? whole : path.slice(1)} ${reason}`;

/**
 * Checks that a value is a script that can be run, and returns it as one.
 *
 * @throws BadScript which says in which file, which step, and what is wrong with it.
 */
export function parseScript(value: unknown, options: ParseOptions = {}): Script {
  const { file, customServer = false } = options;
  const problem = checkScript(value);
  if (problem !== undefined) throw new BadScript({ file }, told(problem, 'it'));
  const script = value as Script;
  const meaning = new Meaning(script, customServer);
  for (const [index, step] of script.steps.entries()) checkOne(step, meaning, { file, index });
  return script;
}

function checkOne(step: Step, meaning: Meaning, place: ScriptPlace & { index: number }): void {
  const where = { ...place, what: wordOf(step)?.word };
  const problem = checkStep(step);
  if (problem !== undefined) throw new BadScript(where, told(problem, 'it'));
  const reason = meaning.check(step, place.index);
  if (reason !== undefined) throw new BadScript(where, reason);
}

/**
 * Reads a script from the text of a JSON file.
 *
 * @throws BadScript also for a text that is no JSON.
 */
export function parseScriptText(text: string, options: ParseOptions = {}): Script {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const reason = `is not JSON: ${reasonOf(cause)}`;
    throw new BadScript({ file: options.file }, reason, cause);
  }
  return parseScript(value, options);
}
