import { XstateNetError } from '../../../machines/kit/errors';

/** The first versions of Node that take `reusePort`; others ignore it without a word. */
const SINCE = { major: 22, minor: 12 };

/** What is wrong with asking this Node to share a port, if anything is. */
export function checkReusePort(
  version: string = process.versions.node,
): XstateNetError | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isThere =
    major > SINCE.major + 1 ||
    (major === SINCE.major && minor >= SINCE.minor) ||
    (major === SINCE.major + 1 && minor >= 1);
  if (isThere) return undefined;
  return new XstateNetError(
    'XN_BAD_OPTION',
    `reusePort is nothing that Node ${version} knows; run Node ${SINCE.major}.${SINCE.minor} or newer, or leave it out`,
  );
}
