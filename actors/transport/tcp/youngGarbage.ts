/**
 * Has V8 look for dead read buffers among young objects, before it looks for them everywhere.
 *
 * Node makes a buffer of 64 KiB for each read. V8 counts these beside its heap, and when enough have come it
 * marks the whole heap to find dead ones, which takes the longer the more an application has in memory:
 * 10 ms for each 40 MB of bulk data in one of 8 MB, a third of all the work. Nearly all of them have died
 * young, which a look at the young objects alone finds out in half a millisecond. Plain sockets of Node make
 * so much other garbage that V8 looks there by itself; ours do not.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes read between two looks: V8 begins to look everywhere at about twice as many. */
const READ_BETWEEN_LOOKS = 16 * 1024 * 1024;

type Collect = () => void;

/**
 * V8's way to collect young objects, which its flag `--expose-gc` puts into new contexts: it is set for one
 * context that nobody sees. Undefined on engines without.
 */
export function youngCollector(): Collect | undefined {
  try {
    const gc = (globalThis as { readonly gc?: unknown }).gc ?? gcOfAnotherContext();
    return typeof gc === 'function' ? () => gc({ type: 'minor' }) : undefined;
  } catch {
    return undefined;
  }
}

function gcOfAnotherContext(): unknown {
  setFlagsFromString('--expose-gc');
  try {
    return runInNewContext('gc');
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}

/** Counts what is read, and looks when it is time. */
export class YoungGarbage {
  private unswept = 0;
  private collect: Collect | undefined;

  constructor(private readonly find: () => Collect | undefined = youngCollector) {}

  read(bytes: number): void {
    this.unswept += bytes;
    if (this.unswept >= READ_BETWEEN_LOOKS) this.look();
  }

  private look(): void {
    this.unswept = 0;
    this.collect ??= this.find() ?? (() => {});
    this.collect();
  }
}

/** Of all sockets of this process, because they share one heap. */
export const youngGarbage = new YoungGarbage();
