import type { Command } from 'commander';
import { DIALECT_NAMES } from './dialects';

/** The options of `connect` as commander hands them over. */
export interface ConnectFlags {
  readonly path?: string;
  readonly lines?: boolean;
  readonly stdin: boolean;
  readonly connectTimeout?: string;
  readonly tls?: boolean;
  readonly starttls?: string;
  readonly servername?: string;
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly cert?: string;
  readonly key?: string;
  readonly alpn?: string;
}

/** Adds the options of `connect`. */
export function addConnectOptions(command: Command): Command {
  return command
    .option('--path <path>', 'unix socket to connect to instead')
    .option('--lines', 'send each line with CRLF, print each line with LF and safe for a terminal')
    .option('--no-stdin', 'read nothing from standard input, and let the peer end it')
    .option('--connect-timeout <ms>', 'how long connecting may take (default: 10000)')
    .option('--tls', 'secure the connection by TLS, and check the certificate of the server')
    .option(
      '--starttls <protocol>',
      `agree on TLS in plain text first, as ${DIALECT_NAMES.join(', ')} do`,
    )
    .option('--servername <name>', 'name to ask for, and to find in the certificate; not HOST')
    .option('--ca <file>', 'certificates of those who vouch for the server, in PEM')
    .option('--insecure', 'take any certificate: anybody on the way may listen')
    .option('--cert <file>', 'certificate of our own in PEM, for a server that asks for it')
    .option('--key <file>', 'its private key in PEM')
    .option('--alpn <names>', 'application protocols, the best first, such as h2,http/1.1');
}
