import { lstat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';

/** Milliseconds that whoever holds a unix socket may take to accept; a live one does at once. */
const PROBE_TIMEOUT = 1_000;

/** Whether anybody listens on the path: a connection that is refused says that nobody does. */
function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect({ path });
    const settle = (answered: boolean) => {
      probe.destroy();
      resolve(answered);
    };
    probe.setTimeout(PROBE_TIMEOUT, () => settle(true));
    probe.once('connect', () => settle(true));
    probe.once('error', (error: NodeJS.ErrnoException) => settle(error.code !== 'ECONNREFUSED'));
  });
}

/** What was at a path that bind(2) says is taken. */
export type PathState = 'cleared' | 'answered' | 'notASocket' | 'unknown';

/**
 * Removes the socket that a dead process left at the path, which bind(2) answers with EADDRINUSE
 * (unix(7)). What is not a socket, or one that answers, is let be.
 */
export async function clearStalePath(path: string): Promise<PathState> {
  try {
    if (!(await lstat(path)).isSocket()) return 'notASocket';
    if (await isAnswered(path)) return 'answered';
    await unlink(path);
    return 'cleared';
  } catch {
    return 'unknown';
  }
}
