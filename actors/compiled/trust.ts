/** Whether to trust XState with what this package does in its place: one answer for the whole process. */

let interpreting = false;

/**
 * Has all machines run by XState alone from here on, as they are where XState is not the one that this
 * package was made for: to compare. Machines that are compiled already stay so.
 */
export function interpretOnly(): void {
  interpreting = true;
}

/**
 * Asks `findDifference` what an XState that is not known does differently: once, and not at all when
 * something else has been found before. One difference is enough, and one warning.
 */
export function trustUnless(findDifference: () => string | undefined): () => boolean {
  let known: boolean | undefined;
  return () => {
    if (interpreting) return false;
    if (known !== undefined) return known;
    // What is tried while asking is not asked about.
    known = false;
    const difference = findDifference();
    known = difference === undefined;
    if (difference !== undefined) distrust(difference);
    return known;
  };
}

function distrust(difference: string): void {
  interpretOnly();
  process.emitWarning(
    `xstate-net does not know this version of xstate: ${difference}. State machines are interpreted, which is slower and otherwise the same. Install a version of xstate that xstate-net was made for, or a newer xstate-net.`,
    { code: 'XSTATE_NET_INTERPRETED' },
  );
}
