import { nodeError } from './socketError';

/** The bytes of what somebody writes, or Node's own error for what is none. */
export function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (typeof chunk === 'string') return Buffer.from(chunk);
  if (ArrayBuffer.isView(chunk)) {
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
  if (chunk === null) {
    throw nodeError('ERR_STREAM_NULL_VALUES', 'May not write null values to stream');
  }
  throw nodeError(
    'ERR_INVALID_ARG_TYPE',
    `The "chunk" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received type ${typeof chunk}`,
  );
}
