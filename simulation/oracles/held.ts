/** Whether bytes for a client that is not there yet are held or given back rightly; undefined if so. */
export function wrongHolding(
  wasHeld: boolean,
  heldBefore: number,
  bytes: number,
  limit: number,
): string | undefined {
  const hasRoom = heldBefore + bytes <= limit;
  if (wasHeld === hasRoom) return undefined;
  const asked = `${bytes} bytes behind ${heldBefore}, limit ${limit}`;
  return wasHeld ? `holds ${asked}` : `gives back ${asked}`;
}
