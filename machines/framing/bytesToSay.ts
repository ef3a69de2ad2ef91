import { badMessage } from './badFrame';

/** A message as the bytes that it has to be, no more than are allowed. Throws `XN_BAD_MESSAGE`. */
export function bytesToSay(codec: string, message: Uint8Array, maxLength: number): Uint8Array {
  if (!ArrayBuffer.isView(message)) {
    throw badMessage(codec, `a message is a Uint8Array (a Buffer is one), not ${typeof message}`);
  }
  if (message.length > maxLength) {
    throw badMessage(
      codec,
      `the message has ${message.length} bytes; maxLength allows ${maxLength}`,
    );
  }
  return message;
}
