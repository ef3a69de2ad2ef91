import {
  type Protocol,
  protocols,
  type ShippedProtocol,
  type ShippedProtocolOptions,
  XstateNetError,
} from '../../index';
import { loadProtocolFile } from './loadProtocolFile';
import { readQuotesFile } from './quotesFile';

/** The options of protocols as they are given: a quotes file by its name. */
export interface ProtocolFlags extends Omit<ShippedProtocolOptions, 'quotes'> {
  readonly quotes?: string;
}

/** What is to be served. */
export interface FoundProtocol {
  /** As people know it: `echo (RFC 862)`, or the file's name. */
  readonly title: string;
  /** The name of a shipped protocol; undefined for one from a file. */
  readonly name: string | undefined;
  readonly protocol: Protocol;
}

/** A word with a slash or an ending of scripts is a file's name. */
const IS_FILE = /[/\\]|\.[cm]?[jt]s$/;

const shipped: Readonly<Record<string, ShippedProtocol>> = protocols;

function protocolOptions({ quotes, ...options }: ProtocolFlags): ShippedProtocolOptions {
  return quotes === undefined ? options : { ...options, quotes: readQuotesFile(quotes) };
}

function refuseOptions(title: string, known: readonly string[], given: object): void {
  const foreign = Object.keys(given).find((option) => !known.includes(option));
  if (foreign === undefined) return;
  const flag = foreign.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new XstateNetError(
    'XN_BAD_USAGE',
    `${title} takes no --${flag}; that option is for the protocol qotd`,
  );
}

/** The protocol that somebody named: one that ships, or a file's default export. */
export function findProtocol(word: string, options: ProtocolFlags): FoundProtocol {
  if (IS_FILE.test(word)) {
    refuseOptions(word, [], options);
    return { title: word, name: undefined, protocol: loadProtocolFile(word) };
  }
  const found = Object.hasOwn(shipped, word) ? shipped[word] : undefined;
  if (found === undefined) {
    throw new XstateNetError(
      'XN_UNKNOWN_PROTOCOL',
      `unknown protocol "${word}"; there are ${Object.keys(shipped).join(', ')}, or give a file, such as ./protocol.ts`,
    );
  }
  refuseOptions(word, found.options ?? [], options);
  const title = found.rfc === undefined ? word : `${word} (RFC ${found.rfc})`;
  return { title, name: word, protocol: found.make(protocolOptions(options)) };
}
