import type { Transport, TransportSocket } from '../transport/transport';

/** Who hears what a stream says. */
export interface Hearing {
  received(data: Uint8Array): void;
  ended(): void;
  failed(error: Error): void;
  closed(): void;
}

/**
 * Listens to a stream, and returns what takes the listeners off again. They are functions of the stream's own
 * rather than shared ones that find their socket by a property: a property would give sockets more shapes
 * than Node's own code is quick with.
 */
export function hearStream(
  stream: TransportSocket,
  transport: Pick<Transport, 'onData' | 'offData'>,
  hearing: Hearing,
): () => void {
  const received = (data: Uint8Array) => hearing.received(data);
  const ended = () => hearing.ended();
  const failed = (error: Error) => hearing.failed(error);
  const closed = () => hearing.closed();
  transport.onData(stream, received);
  stream.on('end', ended);
  stream.on('error', failed);
  stream.on('close', closed);
  return () => {
    transport.offData(stream, received);
    stream.off('end', ended);
    stream.off('error', failed);
    stream.off('close', closed);
  };
}

/** Node says no more 'drain' after end(), so 'finish' has to say that sending blocks no longer. */
const DRAINS = ['drain', 'finish'] as const;

/** Listens for when a stream's buffer is empty, and returns what takes the listener off again. */
export function hearDrain(stream: TransportSocket, drained: () => void): () => void {
  for (const word of DRAINS) stream.on(word, drained);
  return () => {
    for (const word of DRAINS) stream.off(word, drained);
  };
}
