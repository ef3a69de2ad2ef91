import { XstateNetError } from '../kit/errors';

/** Bytes of the offender that an error shows. */
const EXCERPT = 32;

const PRINTABLE = /^[\x20-\x7e]$/;

/** The first bytes of what a peer has sent, harmless to show: printable ASCII, the rest as `\xNN`. */
export function excerpt(bytes: Uint8Array): string {
  let shown = '';
  for (const byte of bytes.subarray(0, EXCERPT)) {
    const letter = String.fromCharCode(byte);
    if (letter === '\\' || letter === '"') shown += `\\${letter}`;
    else shown += PRINTABLE.test(letter) ? letter : `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return `"${shown}"${bytes.length > EXCERPT ? ` and ${bytes.length - EXCERPT} bytes more` : ''}`;
}

/** What is wrong with a peer's bytes. */
export const badFrame = (codec: string, wrong: string, cause?: unknown): XstateNetError =>
  new XstateNetError('XN_BAD_FRAME', `${codec}: ${wrong}`, cause);

/** A message over its limit. */
export const tooLong = (codec: string, maxLength: number, begins: Uint8Array): XstateNetError =>
  badFrame(
    codec,
    `a message is longer than maxLength, ${maxLength} bytes; it begins ${excerpt(begins)}`,
  );

/** What cannot be said in a format. */
export const badMessage = (codec: string, wrong: string, cause?: unknown): XstateNetError =>
  new XstateNetError('XN_BAD_MESSAGE', `${codec}: ${wrong}`, cause);
