import { XstateNetError } from '../../machines/kit/errors';
import { NETWORK_NAMES, type NetworkName } from '../run/scriptNetwork';
import { hint } from '../script/fields';

/** What `xstate-net script` is asked for. */
export interface ScriptArguments {
  /** The script's file. */
  readonly file: string;
  /** Default `simulated`. */
  readonly network?: NetworkName | undefined;
  /** Goes before the script's own. */
  readonly seed?: number | undefined;
  /** A shipped protocol's name, or a file, that goes before the script's own. */
  readonly protocol?: string | undefined;
  /** Print the trace. */
  readonly trace?: boolean | undefined;
  /** Print the trace as a sequence diagram for Mermaid. */
  readonly mermaid?: boolean | undefined;
  /** On `tcp`: real milliseconds that an expectation is waited for. Default 5000. */
  readonly patience?: number | undefined;
}

const VALUED = ['network', 'seed', 'protocol', 'patience'] as const;
const FLAGS = ['trace', 'mermaid'] as const;
const ALL = [...VALUED, ...FLAGS].map((name) => `--${name}`);

const badUsage = (message: string) =>
  new XstateNetError(
    'XN_BAD_USAGE',
    `${message}; usage: xstate-net script <file.json> [--network tcp|simulated] [--seed N] [--protocol name|file] [--trace] [--mermaid]`,
  );

function wholeNumber(name: string, value: string, most: number): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number <= most) return number;
  throw badUsage(`--${name} is "${value}"; give it an integer from 0 to ${most}`);
}

/**
 * Reads the words of a command line, `--seed 7` or `--seed=7`.
 *
 * @throws XstateNetError `XN_BAD_USAGE`
 */
export function parseScriptArguments(words: readonly string[]): ScriptArguments {
  const given: Record<string, string | true> = {};
  const files: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string;
    if (!word.startsWith('--')) {
      files.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const name = word.slice(2, equals < 0 ? undefined : equals);
    if (FLAGS.includes(name as never) && equals < 0) given[name] = true;
    else if (VALUED.includes(name as never)) {
      const value = equals < 0 ? words[++index] : word.slice(equals + 1);
      if (value === undefined) throw badUsage(`--${name} lacks its value`);
      given[name] = value;
    } else throw badUsage(`there is no option ${word}${hint(`--${name}`, ALL)}`);
  }
  const [file, ...others] = files;
  if (file === undefined || others.length > 0) {
    throw badUsage(file === undefined ? 'no script was named' : 'one script at a time');
  }
  return checkScriptArguments({ file, ...given });
}

/** What a command line says, as commander hands it over: values as text. */
export type RawScriptArguments = { readonly file: string } & {
  readonly [K in (typeof VALUED)[number]]?: string | undefined;
} & { readonly [K in (typeof FLAGS)[number]]?: boolean | undefined };

/**
 * Checks what a command line says.
 *
 * @throws XstateNetError `XN_BAD_USAGE`
 */
export function checkScriptArguments(raw: RawScriptArguments): ScriptArguments {
  const { file, network, seed, protocol, patience, trace, mermaid } = raw;
  if (network !== undefined && !NETWORK_NAMES.includes(network as NetworkName)) {
    throw badUsage(`--network is "${network}"; give it ${NETWORK_NAMES.join(' or ')}`);
  }
  return {
    file,
    network: network as NetworkName | undefined,
    seed: seed === undefined ? undefined : wholeNumber('seed', seed, 2 ** 32 - 1),
    protocol,
    patience: patience === undefined ? undefined : wholeNumber('patience', patience, 2 ** 31 - 1),
    trace,
    mermaid,
  };
}
