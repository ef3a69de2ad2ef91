/** The flags by which a command's server secures its connections. */

import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { selfSigned, type TlsOptions, XstateNetError } from '../../index';
import { reasonOf } from '../../machines/kit/shown';

/** What commander makes of them. */
export interface TlsFlags {
  readonly tlsKey?: string;
  readonly tlsCert?: string;
  readonly tlsPassphraseFile?: string;
  readonly tlsCa?: string;
  readonly tlsRequestCert?: boolean;
  readonly alpn?: string;
  readonly tlsSelfSigned?: boolean;
  readonly tlsWatch?: boolean;
  readonly starttls?: boolean;
}

const FLAGS: Readonly<Record<keyof TlsFlags, readonly [flags: string, help: string]>> = {
  tlsKey: ['--tls-key <file>', 'private key in PEM: secure all connections by TLS'],
  tlsCert: ['--tls-cert <file>', 'its certificate in PEM, and those that lead to the root'],
  tlsPassphraseFile: ['--tls-passphrase-file <file>', 'what the key is encrypted with, in a file'],
  tlsCa: ['--tls-ca <file>', 'certificates of those who vouch for clients, in PEM'],
  tlsRequestCert: ['--tls-request-cert', 'turn clients away that show no certificate of --tls-ca'],
  alpn: ['--alpn <names>', 'application protocols, the best first, such as h2,http/1.1'],
  starttls: ['--starttls', 'begin in plain text, until the protocol says makessl()'],
  tlsWatch: ['--tls-watch', 'take other keys and certificates when their files change'],
  tlsSelfSigned: ['--tls-self-signed', 'make a certificate that nobody believes, for trying out'],
};

export function addTlsOptions(command: Command): Command {
  for (const [flags, help] of Object.values(FLAGS)) command.addOption(new Option(flags, help));
  return command;
}

const badUsage = (message: string, cause?: unknown) =>
  new XstateNetError('XN_BAD_USAGE', message, cause);

function passphraseOf({ tlsPassphraseFile: file }: TlsFlags): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw badUsage(`--tls-passphrase-file ${file} cannot be read: ${reasonOf(error)}`, error);
  }
}

/** Where the certificate comes from. */
function certificateOf(flags: TlsFlags, host: string): Pick<TlsOptions, 'key' | 'cert'> {
  const { tlsKey: key, tlsCert: cert } = flags;
  if (flags.tlsSelfSigned === true) {
    if (key === undefined && cert === undefined) {
      if (flags.tlsWatch === true) {
        throw badUsage(
          '--tls-watch watches files, and --tls-self-signed has none; give --tls-key and --tls-cert',
        );
      }
      return selfSigned('localhost', '127.0.0.1', '::1', host);
    }
    throw badUsage('--tls-self-signed excludes --tls-key and --tls-cert; give one or the other');
  }
  if (key !== undefined && cert !== undefined) return { key, cert };
  throw badUsage(
    key === undefined && cert === undefined
      ? `${given(flags)} is for a server that is secured; give --tls-key and --tls-cert, or --tls-self-signed`
      : 'a key needs its certificate; give --tls-key and --tls-cert, too',
  );
}

const flagsGiven = (flags: TlsFlags): (keyof TlsFlags)[] =>
  (Object.keys(FLAGS) as (keyof TlsFlags)[]).filter((name) => flags[name] !== undefined);

const given = (flags: TlsFlags): string =>
  flagsGiven(flags)
    .map((name) => FLAGS[name][0].split(' ')[0])
    .join(' and ');

/** The files that are watched, if they are to be; keys that are made here are in none. */
export function tlsFiles({ tlsWatch, tlsKey, tlsCert, tlsCa }: TlsFlags): readonly string[] {
  if (tlsWatch !== true) return [];
  return [tlsKey, tlsCert, tlsCa].filter((file) => file !== undefined);
}

/** How the server is secured; undefined if it is not. */
export function tlsOptions(flags: TlsFlags, host = 'localhost'): TlsOptions | undefined {
  if (flagsGiven(flags).length === 0) return undefined;
  const { tlsCa: ca, tlsRequestCert: requestCert, alpn } = flags;
  if (ca !== undefined && requestCert !== true) {
    throw badUsage('--tls-ca says who vouches for clients; give --tls-request-cert, too');
  }
  const passphrase = passphraseOf(flags);
  return {
    ...certificateOf(flags, host),
    ...(passphrase !== undefined && { passphrase }),
    ...(ca !== undefined && { ca }),
    ...(requestCert !== undefined && { requestCert }),
    ...(flags.starttls !== undefined && { starttls: flags.starttls }),
    ...(alpn !== undefined && { alpn: alpn.split(',') }),
  };
}
