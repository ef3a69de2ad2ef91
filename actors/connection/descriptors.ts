import { NumberedMap } from '../kit/numberedMap';
import type { OpenSocket } from './openSocket';

/**
 * The process's table of open sockets, as a kernel has one of open files. Events, inputs and contexts
 * carry a descriptor, never a handle, so that they can be shown, stored and compared.
 */
const table = new NumberedMap<OpenSocket>();

let next = 1;

/**
 * Enters a socket into the table. No number is given twice in a process, or one that outlives its socket
 * would name another's.
 */
export function open(socket: OpenSocket): number {
  const descriptor = next++;
  table.add(descriptor, socket);
  return descriptor;
}

/** A number that names no socket. */
export function unused(): number {
  return next++;
}

/** The open socket of that number, or undefined once it is closed. */
export function socketOf(descriptor: number): OpenSocket | undefined {
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
