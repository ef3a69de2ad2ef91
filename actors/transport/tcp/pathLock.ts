import { closeSync, fstatSync, lstatSync, openSync, type Stats, unlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two looks at a lock that somebody holds. */
const LOOK_AGAIN = 10;

/** Milliseconds after which a lock that has not changed is that of a dead process; a live one takes one second at most. */
const GIVEN_UP = 3_000;

/** Which lock it is: the number of a file alone is given again to the next one. */
const known = ({ ino, ctimeMs }: Stats) => `${ino} ${ctimeMs}`;

function lockAt(file: string): string | undefined {
  const held = lstatSync(file, { throwIfNoEntry: false });
  return held === undefined ? undefined : known(held);
}

/** Makes the file, and says which one it is; undefined if there is one. */
function tryToLock(file: string): string | undefined {
  try {
    const descriptor = openSync(file, 'wx', 0o600);
    try {
      return known(fstatSync(descriptor));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return undefined;
  }
}

function unlock(file: string, lock: string): void {
  if (lockAt(file) === lock) unlinkSync(file);
}

/** Waits until the lock is ours, and says which one it is; undefined if it is not wanted any more. */
async function waitForLock(file: string, isWanted: () => boolean): Promise<string | undefined> {
  let seen: string | undefined;
  let since = 0;
  while (isWanted()) {
    const ours = tryToLock(file);
    if (ours !== undefined) return ours;
    const theirs = lockAt(file);
    if (theirs !== seen) {
      seen = theirs;
      since = performance.now();
    } else if (seen !== undefined && performance.now() - since > GIVEN_UP) unlock(file, seen);
    await sleep(LOOK_AGAIN);
  }
  return undefined;
}

/**
 * Does something that only one process at a time may do with a path. Node knows no flock(2), so the
 * lock is a file beside it, made with O_EXCL (open(2)) and there only meanwhile; one whose owner died
 * is taken over after three seconds.
 */
export async function underLock<TResult>(
  path: string,
  isWanted: () => boolean,
  work: () => Promise<TResult>,
): Promise<TResult | 'calledOff'> {
  const file = `${path}.lock`;
  const held = await waitForLock(file, isWanted);
  if (held === undefined) return 'calledOff';
  try {
    return await work();
  } finally {
    unlock(file, held);
  }
}
