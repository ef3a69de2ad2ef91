import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname } from 'node:path';

/** Milliseconds in which nothing may happen any more: whoever renews a certificate writes several files. */
const QUIET = 200;

/** What tells one content of a file from the next, as far as it can be known without reading it. */
function signOf(file: string): string {
  try {
    const { ino, size, mtimeMs } = statSync(file);
    return `${ino} ${size} ${mtimeMs}`;
  } catch {
    return 'not there';
  }
}

/** What watches files, until it is closed. */
export interface FileWatch {
  close(): void;
}

/**
 * Calls back when some of the files are others than before, and nothing has happened to them for a while. It
 * watches their folders, because a file that is renamed into place is another file, and a link that is set anew,
 * as Kubernetes does, is not in sight of who watches what it led to.
 */
export function watchFiles(
  files: readonly string[],
  changed: () => void,
  failed: (error: Error) => void,
): FileWatch {
  const signs = () => files.map(signOf).join('\n');
  let last = signs();
  let due: NodeJS.Timeout | undefined;
  const look = (): void => {
    due = undefined;
    const now = signs();
    if (now === last) return;
    last = now;
    changed();
  };
  const stir = (): void => {
    clearTimeout(due);
    due = setTimeout(look, QUIET);
  };
  const watchers: FSWatcher[] = [];
  const close = (): void => {
    clearTimeout(due);
    for (const watcher of watchers) watcher.close();
  };
  try {
    for (const folder of new Set(files.map((file) => dirname(file)))) {
      watchers.push(watch(folder, stir).on('error', failed));
    }
  } catch (error) {
    close();
    failed(error as Error);
  }
  return { close };
}
