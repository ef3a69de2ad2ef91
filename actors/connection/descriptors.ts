import { NumberedMap } from '../kit/numberedMap';
import type { ConnectedSocket } from './connectedSocket';

/**
 * The process's table of open sockets, as a kernel has one of open files. Events, inputs and contexts
 * carry a descriptor, never a handle, so that they can be shown, stored and compared.
 */
const table = new NumberedMap<ConnectedSocket>();

let next = 1;

/** Enters a socket into the table. Numbers start over once the table is empty. */
export function open(socket: ConnectedSocket): number {
  if (table.size === 0) next = 1;
  const descriptor = next++;
  table.add(descriptor, socket);
  return descriptor;
}

/** The open socket of that number, or undefined once it is closed. */
export function socketOf(descriptor: number): ConnectedSocket | undefined {
  return table.get(descriptor);
}

/** Takes a closed socket out of the table. */
export function release(descriptor: number): void {
  table.delete(descriptor);
}

/** How many sockets are open; a leak check. */
export function openSockets(): number {
  return table.size;
}
