import { randomFillSync } from 'node:crypto';

export const KIB = 1024;
export const MIB = 1024 * KIB;

/** Bytes in which no part is like another. */
export function randomBytes(length: number): Buffer {
  return randomFillSync(Buffer.alloc(length));
}

/** Whether they are the same bytes; `toEqual` on megabytes takes seconds. */
export function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
