/**
 * Says why a port or path cannot be listened on, in words and with a stable code, whatever the
 * network.
 */

import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ErrorCode, XstateNetError } from '../../machines/kit/errors';
import { reasonOf } from '../../machines/kit/shown';

/** Where somebody wanted to listen, for people: `port 1601 on 127.0.0.1` or `path /run/echo.sock`. */
function describeTarget(target: {
  port?: number | undefined;
  host?: string | undefined;
  path?: string | undefined;
}): string {
  if (target.path !== undefined) return `path ${target.path}`;
  return target.host === undefined
    ? `port ${target.port}`
    : `port ${target.port} on ${target.host}`;
}

interface Explanation {
  readonly code: ErrorCode;
  readonly remedy: string;
}

const FORBIDDEN_PATH: Explanation = {
  code: 'XN_PORT_FORBIDDEN',
  remedy: 'is forbidden to this user; choose a folder that you may write to',
};

const PATH_IN_USE: Explanation = {
  code: 'XN_PATH_IN_USE',
  remedy: 'is in use; stop what listens there or choose another path',
};

const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  EADDRINUSE: {
    code: 'XN_PORT_IN_USE',
    remedy: 'is in use; stop what listens there or choose another port (0 takes any free one)',
  },
  EACCES: {
    code: 'XN_PORT_FORBIDDEN',
    remedy: 'is forbidden to this user; choose a port above 1023',
  },
  EPERM: {
    code: 'XN_PORT_FORBIDDEN',
    remedy: 'is forbidden to this user; choose a port above 1023',
  },
  EADDRNOTAVAIL: {
    code: 'XN_ADDRESS_UNAVAILABLE',
    remedy: 'is not an address of this machine; listen on one that is, such as 127.0.0.1 or ::',
  },
  EAFNOSUPPORT: {
    code: 'XN_ADDRESS_UNAVAILABLE',
    remedy: 'is of an address family that this machine does not speak; try 127.0.0.1',
  },
  ENOTFOUND: {
    code: 'XN_BAD_HOST',
    remedy: 'cannot be looked up; check the host name or give an address',
  },
  EAI_AGAIN: {
    code: 'XN_BAD_HOST',
    remedy: 'cannot be looked up now; check the host name or give an address',
  },
  ENOENT: { code: 'XN_BAD_PATH', remedy: 'is in a folder that does not exist; make it first' },
  ENOTDIR: { code: 'XN_BAD_PATH', remedy: 'is not inside a folder; choose another path' },
};

/** Node says EACCES also where the folder of a path does not exist (libuv translates ENOENT). */
function explanation(code: string | undefined, path: string | undefined): Explanation | undefined {
  if (path !== undefined && code === 'EACCES' && !existsSync(dirname(path))) {
    return EXPLANATIONS.ENOENT;
  }
  if (path !== undefined && (code === 'EACCES' || code === 'EPERM')) return FORBIDDEN_PATH;
  if (path !== undefined && code === 'EADDRINUSE') return PATH_IN_USE;
  return code === undefined ? undefined : EXPLANATIONS[code];
}

/** What of a request to listen says where. */
interface Where {
  readonly port: number | undefined;
  readonly options: { readonly host?: string | undefined; readonly path?: string | undefined };
}

/** An error of bind(2), listen(2) or the name look-up as one of ours. */
export function bindError(cause: NodeJS.ErrnoException, { port, options }: Where): XstateNetError {
  const { host, path } = options;
  const where = describeTarget({ port, host, path });
  const known = explanation(cause.code, path);
  if (known === undefined) {
    return new XstateNetError(
      'XN_LISTEN_FAILED',
      `cannot listen on ${where}: ${reasonOf(cause)}`,
      cause,
    );
  }
  return new XstateNetError(known.code, `cannot listen: ${where} ${known.remedy}`, cause);
}

/** Something at the path that is no socket, which bind(2) calls in use. */
export function notASocketError(cause: Error, path: string): XstateNetError {
  return new XstateNetError(
    'XN_BAD_PATH',
    `cannot listen: path ${path} is a file that is not a socket; choose another path or remove it`,
    cause,
  );
}
