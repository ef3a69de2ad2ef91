import { readFileSync } from 'node:fs';

/** Descriptors that are left to the rest of the program: files, DNS, connections of its own. */
const HEADROOM_SHARE = 1 / 16;
const LEAST_HEADROOM = 32;
const MOST_HEADROOM = 512;

/** The soft limit in the text of `/proc/self/limits`; undefined if unlimited or not given. */
export function parseOpenFilesLimit(limits: string): number | undefined {
  const match = /^Max open files\s+(\d+)/m.exec(limits);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** The connections that a process with so many descriptors can serve. */
export function connectionsWithin(descriptors: number): number {
  const headroom = Math.min(
    MOST_HEADROOM,
    Math.max(LEAST_HEADROOM, Math.floor(descriptors * HEADROOM_SHARE)),
  );
  return Math.max(1, descriptors - headroom);
}

function readLimit(): number | undefined {
  try {
    return parseOpenFilesLimit(readFileSync('/proc/self/limits', 'utf8'));
  } catch {
    return limitFromReport();
  }
}

/** Where there is no /proc; slower, because a report looks at everything. */
function limitFromReport(): number | undefined {
  const report = process.report?.getReport() as
    | { userLimits?: { open_files?: { soft?: number | string } } }
    | undefined;
  const soft = Number(report?.userLimits?.open_files?.soft);
  return Number.isFinite(soft) ? soft : undefined;
}

let known: { readonly limit: number | undefined } | undefined;

/**
 * How many connections this process can hold. Beyond its descriptor limit the kernel's `EMFILE` makes
 * libuv accept and close without a word, so a server has to stop short of it by itself.
 */
export function connectionsAllowedByDescriptors(): number | undefined {
  known ??= { limit: readLimit() };
  return known.limit === undefined ? undefined : connectionsWithin(known.limit);
}
