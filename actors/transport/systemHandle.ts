import type { Delivery, TransportSocket } from './transport';

/**
 * What Node's streams know of what libuv did with their bytes: how many libuv was ever given, and how
 * many of those it still holds. Not documented, but Node's own socket timeouts are counted by it; where it
 * is missing, whole writes are counted.
 */
interface SystemHandle {
  readonly bytesWritten?: number;
  readonly writeQueueSize?: number;
  /** What an encrypting handle writes to. */
  readonly _parent?: SystemHandle;
}

type Handled = TransportSocket & {
  readonly _handle?: SystemHandle | null;
  readonly encrypted?: boolean;
};

/** Bytes that the system took from the handle, or undefined if it does not say. */
function takenFrom(handle: SystemHandle | null | undefined): number | undefined {
  if (handle?.bytesWritten === undefined || handle.writeQueueSize === undefined) return undefined;
  return handle.bytesWritten - handle.writeQueueSize;
}

/**
 * Of the `written` bytes, those that the system has not taken. `writableLength` counts a write whole until
 * its last byte has left, and adding what libuv holds would count it twice: the sum rises when Node hands
 * over what it has gathered.
 */
export function unsentOf(socket: TransportSocket, written: number): number {
  const { writableLength } = socket;
  const { _handle, encrypted } = socket as Handled;
  if (_handle === null) return afterTheEnd(socket, written);
  if (writableLength === 0) return 0;
  const taken = encrypted === true ? undefined : takenFrom(_handle);
  return taken === undefined ? writableLength : Math.min(writableLength, written - taken);
}

/** Node drops what it had gathered with the socket; what it had handed over by then may have left. */
function afterTheEnd({ writableLength, bytesWritten }: TransportSocket, written: number): number {
  const neverHandedOver = bytesWritten === undefined ? 0 : written - bytesWritten;
  return Math.max(0, writableLength, neverHandedOver);
}

/** How much the system took of what leaves a socket, be it encrypted on the way. */
export function takenBySystem(socket: TransportSocket): Delivery {
  const { _handle, encrypted } = socket as Handled;
  const { writableLength, bytesWritten = 0 } = socket;
  const handle = encrypted === true ? _handle?._parent : _handle;
  const taken = takenFrom(handle);
  if (taken === undefined) {
    return { delivered: bytesWritten - writableLength, pending: writableLength };
  }
  return { delivered: taken, pending: Math.max(writableLength, handle?.writeQueueSize ?? 0) };
}
