import { isXstateNetError, XstateNetError } from '../../../machines/kit/errors';
import { reasonOf, shown } from '../../../machines/kit/shown';

const DENIED = /authoriz|authentic|permission|credential|user.*expired/i;

const isDenied = (cause: unknown): boolean =>
  cause instanceof Error && (DENIED.test(cause.name) || DENIED.test(cause.message));

/** Why there is no link. */
export const linkError = (where: string, cause: unknown): XstateNetError =>
  isDenied(cause)
    ? new XstateNetError(
        'XN_BACKPLANE_DENIED',
        `NATS at ${where} does not let this process do what it wants (${reasonOf(cause)}); give it a user and a password, or a token, that it knows, and the permissions for the prefix`,
        cause,
      )
    : new XstateNetError(
        'XN_BACKPLANE_UNREACHABLE',
        `NATS at ${where} cannot be reached (${cause === undefined ? 'the connection was lost' : reasonOf(cause)}); is nats-server running there?`,
        cause,
      );

export const notCarried = (topic: string, why: string, cause?: unknown): XstateNetError =>
  new XstateNetError(
    'XN_NOT_PUBLISHED',
    `something for ${shown(topic)} was not published: ${why}`,
    cause,
  );

/** Something went wrong that the link survives. */
export const linkTrouble = (where: string, cause: unknown): XstateNetError => {
  if (isXstateNetError(cause)) return cause;
  if (isDenied(cause)) return linkError(where, cause);
  return new XstateNetError(
    'XN_BACKPLANE_FAILED',
    `something that came over NATS at ${where} cannot be used (${reasonOf(cause)}); it was left out`,
    cause,
  );
};
