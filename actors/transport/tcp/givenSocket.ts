/** What is known of a socket that somebody else has opened. */

import { fstatSync, readFileSync, readlinkSync } from 'node:fs';
import { XstateNetError } from '../../../machines/kit/errors';
import { reasonOf } from '../../../machines/kit/shown';

/** What is wrong with a descriptor to listen on, as far as can be seen before it is tried. */
export function checkDescriptor(fd: number): XstateNetError | undefined {
  try {
    return fstatSync(fd).isSocket() ? undefined : notListening(fd, 'it is no socket');
  } catch (error) {
    return notListening(fd, reasonOf(error), error);
  }
}

/** A descriptor that cannot be listened on. */
export const notListening = (fd: number, reason: string, cause?: unknown): XstateNetError =>
  new XstateNetError(
    'XN_BAD_DESCRIPTOR',
    `cannot listen: descriptor ${fd} is no socket that can listen (${reason}); give one that is bound and not connected, as systemd does with Accept=no`,
    cause,
  );

/** The path of a unix socket by its descriptor, from Linux's table of them (proc(5)); Node does not tell it. */
export function pathOf(fd: number): string | undefined {
  try {
    const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`))?.[1];
    for (const line of readFileSync('/proc/net/unix', 'utf8').split('\n')) {
      const [, , , , , , number, path] = line.split(/ +/);
      if (number === inode && path !== undefined) return path;
    }
    return undefined;
  } catch {
    return undefined;
  }
}
