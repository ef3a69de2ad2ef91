/** The paths of unix sockets: one server has each, whoever died there before. */

import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  type Stats,
  unlinkSync,
} from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { MAX_PATH_BYTES } from '../../../machines/options/optionKinds';
import { underLock } from './pathLock';

/** Milliseconds that whoever holds a unix socket may take to accept; a live one does at once. */
const PROBE_TIMEOUT = 1_000;

/** What came of a claim; `answered` is somebody else's, who listens there. */
export type Claimed = 'ours' | 'answered' | 'notASocket' | 'unknown' | 'calledOff';

/** What is at a path, or undefined. */
function lookAt(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

const isSame = (one: Stats | undefined, other: Stats | undefined): boolean =>
  one !== undefined && other !== undefined && one.ino === other.ino && one.dev === other.dev;

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

/** What a socket is called in a folder of its own. */
const INSIDE = 's';

/**
 * A name that nobody else uses, beside the path, or in a folder of its own there; undefined where a path may
 * not be that long.
 */
function nameBeside(path: string, inFolder: boolean): string | undefined {
  const beside = join(dirname(path), `.${randomBytes(4).toString('hex')}`);
  const name = inFolder ? join(beside, INSIDE) : beside;
  return Buffer.byteLength(name) <= MAX_PATH_BYTES ? name : undefined;
}

/**
 * Takes a path at which there is something: the socket that a dead process left gives way, anything
 * else is let be. `take` is called when nothing is there any more, and does all that it does at once.
 */
export async function replaceTheDead(
  path: string,
  isWanted: () => boolean,
  take: () => boolean,
): Promise<Claimed> {
  try {
    return await underLock(path, isWanted, async () => {
      const found = lookAt(path);
      if (found?.isSocket() === false) return 'notASocket';
      if (found !== undefined && (await isAnswered(path))) return 'answered';
      if (!isWanted()) return 'calledOff';
      // From here to the end in one go: nobody who keeps to the lock comes between.
      const now = lookAt(path);
      if (isSame(found, now) && found?.ctimeMs === now?.ctimeMs) unlinkSync(path);
      return take() ? 'ours' : 'answered';
    });
  } catch {
    return 'unknown';
  }
}

/**
 * How a unix socket gets its path, and gives it back. bind(2) on the path itself will not do: what a
 * dead process left has to be removed first, and who removes by name may remove what another has just
 * bound there; and libuv removes whatever has the path when it closes, also a successor's socket.
 *
 * So it listens under another name, and link(2) puts it in place: in one step, if nothing is there. A
 * name is removed only if it still leads to what was seen to be dead, or to our own socket.
 *
 * Where permissions were asked for, that other name is in a folder that only we may enter, until the socket
 * has them: bind(2) makes it with those of the umask, and to change that for a moment would change it for all
 * files that other threads of the process make in that moment.
 */
export class PathClaim {
  private own: Stats | undefined;

  private constructor(
    readonly path: string,
    /** Under which name to listen. */
    readonly temporary: string,
    private readonly mode: number | undefined,
  ) {}

  /** Undefined where there is no room for another name. `mode` is the permissions that it is to have. */
  static on(path: string, mode?: number): PathClaim | undefined {
    const temporary = nameBeside(path, mode !== undefined);
    return temporary === undefined ? undefined : new PathClaim(path, temporary, mode);
  }

  /** Makes the folder to listen in, if there is to be one; throws what mkdir(2) says. */
  prepare(): void {
    if (this.mode !== undefined) mkdirSync(dirname(this.temporary), 0o700);
  }

  /** Puts our socket, which listens already, in place; false if there is something. */
  take(): boolean {
    const { path, temporary, mode } = this;
    if (mode !== undefined) chmodSync(temporary, mode);
    const own = lookAt(temporary);
    try {
      linkSync(temporary, path);
      unlinkSync(temporary);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST' || lookAt(path) !== undefined) {
        return false;
      }
      // A file system without links: the next best, which would also replace what came this moment.
      renameSync(temporary, path);
    }
    this.own = own;
    this.tidy();
    return true;
  }

  /** Removes the folder in which it listened, if there is one; libuv has removed what was in it by then. */
  tidy(): void {
    if (this.mode === undefined) return;
    try {
      rmdirSync(dirname(this.temporary));
    } catch {
      // It never was made, or is gone already.
    }
  }

  /** Gives the path back, if it still is ours: a successor keeps it. */
  release(): void {
    const { own, path } = this;
    this.own = undefined;
    try {
      if (isSame(own, lookAt(path))) unlinkSync(path);
    } catch {
      // Somebody was quicker, or the folder is closed to us by now: what is left is stale.
    }
  }
}
