/** Says why nobody could be connected to, in words and with a stable code, whatever the network. */

import { describePeerAddress, type PeerAddress } from '../../machines/connection/connectionInfo';
import { type ErrorCode, XstateNetError } from '../../machines/kit/errors';
import { reasonOf } from '../../machines/kit/shown';

interface Explanation {
  readonly code: ErrorCode;
  /** Follows where somebody wanted to connect to. */
  readonly remedy: string;
}

const NOBODY: Explanation = {
  code: 'XN_CONNECTION_REFUSED',
  remedy: 'nobody listens there; start the server, or check the address',
};

const NO_WAY: Explanation = {
  code: 'XN_UNREACHABLE',
  remedy: 'there is no way to that address; check the network, or give another address',
};

const UNKNOWN: Explanation = {
  code: 'XN_BAD_HOST',
  remedy: 'the host cannot be looked up; check its name or give an address',
};

const FORBIDDEN: Explanation = {
  code: 'XN_PORT_FORBIDDEN',
  remedy: 'it is forbidden to this user; check the rights of the socket, or a firewall',
};

/** Of several addresses that failed in several ways, the first of these says most. */
const EXPLANATIONS: readonly (readonly [code: string, explanation: Explanation])[] = [
  ['ECONNREFUSED', NOBODY],
  ['ENOENT', NOBODY],
  [
    'ETIMEDOUT',
    {
      code: 'XN_CONNECT_TIMEOUT',
      remedy: 'nobody answers; check the address, or a firewall on the way',
    },
  ],
  ['EHOSTUNREACH', NO_WAY],
  ['EHOSTDOWN', NO_WAY],
  ['ENETUNREACH', NO_WAY],
  ['EADDRNOTAVAIL', NO_WAY],
  ['EAFNOSUPPORT', NO_WAY],
  ['ENOTFOUND', UNKNOWN],
  ['EAI_AGAIN', UNKNOWN],
  ['EAI_FAIL', UNKNOWN],
  ['EACCES', FORBIDDEN],
  ['EPERM', FORBIDDEN],
  ['ENOTDIR', { code: 'XN_BAD_PATH', remedy: 'it is not inside a folder; choose another path' }],
  [
    'EMFILE',
    {
      code: 'XN_CONNECT_FAILED',
      remedy: 'the process has no descriptor left; close what is not needed, or raise ulimit -n',
    },
  ],
];

/** Node gathers what each address of a name was answered with. */
function failuresOf(cause: NodeJS.ErrnoException): readonly NodeJS.ErrnoException[] {
  const { errors } = cause as { readonly errors?: readonly NodeJS.ErrnoException[] };
  return Array.isArray(errors) && errors.length > 0 ? errors : [cause];
}

/** `(tried ::1 and 127.0.0.1) `, where a name has more than one address. */
function triedOf(failures: readonly NodeJS.ErrnoException[]): string {
  if (failures.length < 2) return '';
  const addresses = failures.map((failure) => (failure as { address?: string }).address ?? '?');
  return `tried ${addresses.join(' and ')}: `;
}

/** An error of connect(2) or of the name look-up as one of ours. */
export function connectError(cause: NodeJS.ErrnoException, to: PeerAddress): XstateNetError {
  const where = describePeerAddress(to);
  const failures = failuresOf(cause);
  const known = EXPLANATIONS.find(([code]) => failures.some((failure) => failure.code === code));
  if (known === undefined) {
    return new XstateNetError(
      'XN_CONNECT_FAILED',
      `cannot connect to ${where}: ${reasonOf(failures[0])}`,
      cause,
    );
  }
  const [, { code, remedy }] = known;
  return new XstateNetError(
    code,
    `cannot connect to ${where}: ${triedOf(failures)}${remedy}`,
    cause,
  );
}

/** Nobody has answered within the time that an attempt may take. */
export const connectTimeout = (to: PeerAddress, timeout: number): XstateNetError =>
  new XstateNetError(
    'XN_CONNECT_TIMEOUT',
    `cannot connect to ${describePeerAddress(to)}: nobody has answered within ${timeout} ms; check the address, or raise connectTimeout`,
  );
