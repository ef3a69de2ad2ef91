import type { ClientOptions } from '../../actors/client';
import { XstateNetError } from '../../index';
import type { ConnectFlags } from './connectOptions';
import { DIALECT_NAMES, type Dialect } from './dialects';

const usage = (message: string) => new XstateNetError('XN_BAD_USAGE', message);

const NEEDS_TLS = ['servername', 'ca', 'insecure', 'cert', 'key', 'alpn'] as const;

function dialectOf({ starttls }: ConnectFlags): Dialect | undefined {
  if (starttls === undefined) return undefined;
  const found = DIALECT_NAMES.find((name) => name === starttls);
  if (found !== undefined) return found;
  throw usage(`--starttls ${starttls} is not known; give one of ${DIALECT_NAMES.join(', ')}`);
}

/** How the connection is secured, as its flags say; throws `XN_BAD_USAGE`. */
export function secured(flags: ConnectFlags): {
  readonly tls: ClientOptions['tls'];
  readonly dialect: Dialect | undefined;
} {
  const dialect = dialectOf(flags);
  if (flags.tls !== true && dialect === undefined) {
    const alone = NEEDS_TLS.find((name) => flags[name] !== undefined);
    if (alone === undefined) return { tls: undefined, dialect };
    throw usage(`--${alone} says something of TLS; give --tls or --starttls, too`);
  }
  if (flags.tls === true && dialect !== undefined) {
    throw usage('--tls excludes --starttls, which begins in plain text; give one or the other');
  }
  const { servername, ca, cert, key, alpn, insecure } = flags;
  if (insecure === true && ca !== undefined) {
    throw usage('--insecure excludes --ca, which nobody asks then; give one or the other');
  }
  return {
    dialect,
    tls: {
      ...(servername !== undefined && { servername }),
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(alpn !== undefined && { alpn: alpn.split(',') }),
      ...(insecure === true && { rejectUnauthorized: false }),
      ...(dialect !== undefined && { starttls: true }),
    },
  };
}
