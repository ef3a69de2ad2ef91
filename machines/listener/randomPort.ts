import { XstateNetError } from '../kit/errors';
import type { TcpServerContext } from './tcpServerContext';

/** A random port that was taken is tried again with another, a bounded number of times. */
export function mayTryAnotherPort(context: TcpServerContext, error: XstateNetError): boolean {
  const { port, path, fd, listen, maxtries } = context.options;
  return (
    context.address === undefined &&
    listen === undefined &&
    fd === undefined &&
    port === undefined &&
    path === undefined &&
    error.code === 'XN_PORT_IN_USE' &&
    context.portsTried + 1 < maxtries
  );
}

/** The error of a bind that failed for good: a random port was sought, and all that were tried were taken. */
export function bindFailure(context: TcpServerContext, error: XstateNetError): XstateNetError {
  const { port, path, fd, listen, minrange, maxrange, maxtries } = context.options;
  const isGiven =
    port !== undefined || path !== undefined || fd !== undefined || listen !== undefined;
  if (isGiven || error.code !== 'XN_PORT_IN_USE') return error;
  return new XstateNetError(
    'XN_NO_FREE_PORT',
    `none of ${maxtries} random ports between ${minrange} and ${maxrange} was free; widen the range, raise maxtries, or give port 0`,
    error,
  );
}

/** The port to ask for: the one it had before a suspension, the given one, or undefined for a random one. */
export function portToListenOn(context: TcpServerContext): number | undefined {
  const { address } = context;
  return address === undefined || address.family === 'unix' ? context.options.port : address.port;
}
