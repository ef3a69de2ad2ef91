import { describePeerAddress, type PeerAddress } from '../connection/connectionInfo';
import { XstateNetError } from '../kit/errors';
import { shown } from '../kit/shown';
import { checkOptions } from '../options/checkOptions';
import type { ConnectionOptions } from '../options/clientOptions';
import { CLIENT_OPTIONS } from '../options/clientTable';
import { type ClientTlsOptions, problemWithClientTls } from '../options/clientTlsOptions';
import { checkValue } from '../options/optionKinds';
import type { OptionOf } from '../options/optionTable';
import { type ResolvedServerOptions, resolveServerOptions } from '../options/resolveOptions';
import type { ServerOptions } from '../options/serverOptions';
import type { BackOff } from './backOff';
import type { HeldLimits } from './outgoing';

/** Options of a client: where to, how to connect again, and those of its connection. */
export interface ClientOptions
  extends ConnectionOptions,
    Pick<ServerOptions, OptionOf<'tcpClient'> & keyof ServerOptions> {
  /** Several places to connect to, tried in turn, instead of `host` and `port`, or `path`. */
  readonly addresses?: readonly PeerAddress[];
  /**
   * Secures each connection by TLS before anybody is told of it, or when its handler says so. `true` checks the
   * server's certificate against its host and the roots that Node has. Default: plain text.
   */
  readonly tls?: true | ClientTlsOptions;
}

/** Options with every default filled in. */
export interface ResolvedClientOptions extends BackOff, HeldLimits {
  readonly addresses: readonly PeerAddress[];
  readonly connectTimeout: number;
  readonly reconnect: boolean;
  /** Undefined where all is in plain text. */
  readonly tls: ClientTlsOptions | undefined;
  /** Those of its connection. */
  readonly socket: ResolvedServerOptions;
}

const wrong = (message: string) => new XstateNetError('XN_BAD_OPTION', message);

const REMEDY = 'give { host, port } or { path }';

function checkAddress(address: unknown, name: string): XstateNetError | undefined {
  if (typeof address !== 'object' || address === null) {
    return wrong(`${name} is ${shown(address)}; ${REMEDY}`);
  }
  const { host, port, path } = address as Partial<Record<'host' | 'port' | 'path', unknown>>;
  if (path !== undefined) {
    return host === undefined && port === undefined
      ? checkValue(`${name}.path`, CLIENT_OPTIONS.path.kind, path)
      : wrong(`${name} has a path, and a host or port; ${REMEDY}`);
  }
  return (
    checkValue(`${name}.host`, CLIENT_OPTIONS.host.kind, host) ??
    checkValue(`${name}.port`, CLIENT_OPTIONS.port.kind, port)
  );
}

function checkAddresses(addresses: unknown): XstateNetError | undefined {
  if (!Array.isArray(addresses) || addresses.length === 0) {
    return wrong(
      `addresses is ${shown(addresses)}; give a list of at least one { host, port } or { path }`,
    );
  }
  for (const [index, address] of addresses.entries()) {
    const error = checkAddress(address, `addresses[${index}]`);
    if (error !== undefined) return error;
  }
  return undefined;
}

function checkWhere({ addresses, host, port, path }: ClientOptions): XstateNetError | undefined {
  if (addresses !== undefined) {
    return host === undefined && port === undefined && path === undefined
      ? checkAddresses(addresses)
      : wrong('addresses excludes host, port and path; give one or the other');
  }
  if (port !== undefined || path !== undefined) return undefined;
  return new XstateNetError(
    'XN_BAD_PORT',
    'a tcpClient needs to know where to connect to; give port, path or addresses',
  );
}

/** It asks for a name, or whoever has found a certificate of anybody could answer. */
function checkTls(options: ClientOptions): XstateNetError | undefined {
  const { tls } = options;
  if (tls === undefined) return undefined;
  const problem = problemWithClientTls(tls);
  if (problem !== undefined) return wrong(`tls ${problem}`);
  const { servername, rejectUnauthorized } = tls === true ? ({} as ClientTlsOptions) : tls;
  if (servername !== undefined || rejectUnauthorized === false) return undefined;
  const path = addressesOf(options).find((address) => 'path' in address);
  return path === undefined
    ? undefined
    : wrong(
        `tls cannot check who listens at ${describePeerAddress(path)}, which has no name; give tls.servername`,
      );
}

/** The first thing wrong with the options that a client was given; or undefined. */
export function checkClientOptions(options: ClientOptions): XstateNetError | undefined {
  const error = checkOptions('tcpClient', options) ?? checkWhere(options) ?? checkTls(options);
  if (error !== undefined) return error;
  const { backOffBase, backOffCap } = resolveClientOptions(options);
  return backOffCap < backOffBase
    ? wrong(`backOffCap ${backOffCap} is below backOffBase ${backOffBase}; make it the greater one`)
    : undefined;
}

function addressesOf({ addresses, host, port, path }: ClientOptions): readonly PeerAddress[] {
  if (addresses !== undefined) return addresses;
  if (path !== undefined) return [{ path }];
  return port === undefined ? [] : [{ host: host ?? 'localhost', port }];
}

/** Options with defaults for what is undefined; what is given is taken as it is. */
export function resolveClientOptions(options: ClientOptions): ResolvedClientOptions {
  const {
    connectTimeout = CLIENT_OPTIONS.connectTimeout.default,
    reconnect = CLIENT_OPTIONS.reconnect.default,
    backOffBase = CLIENT_OPTIONS.backOffBase.default,
    backOffCap = Math.max(CLIENT_OPTIONS.backOffCap.default, backOffBase),
    maxAttempts,
    giveUpAfter,
    resetAfter = CLIENT_OPTIONS.resetAfter.default,
    heldMessages = CLIENT_OPTIONS.heldMessages.default,
    heldLimit = CLIENT_OPTIONS.heldLimit.default,
    host: _,
    port: __,
    path: ___,
    tls,
    ...socket
  } = options;
  return {
    addresses: addressesOf(options),
    connectTimeout,
    reconnect,
    backOffBase,
    backOffCap,
    maxAttempts,
    giveUpAfter,
    resetAfter,
    heldMessages,
    heldLimit,
    tls: tls === true ? {} : tls,
    socket: resolveServerOptions(socket),
  };
}
