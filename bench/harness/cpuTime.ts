/** CPU time of another process, from `/proc`. */

import { readdirSync, readFileSync } from 'node:fs';

/**
 * Seconds of CPU that a process has used: the sum over its threads, to the nanosecond. Threads that
 * have ended are missing, which Node's never do while it runs. Undefined where there is no `/proc`.
 */
export function cpuSeconds(pid: number): number | undefined {
  try {
    let nanoseconds = 0;
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      nanoseconds += Number(
        readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0],
      );
    }
    return nanoseconds / 1e9;
  } catch {
    return undefined;
  }
}
