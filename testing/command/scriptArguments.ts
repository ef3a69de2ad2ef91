import { XstateNetError } from '../../machines/kit/errors';
import { NETWORK_NAMES, type NetworkName } from '../run/scriptNetwork';

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
