/** Lines as they are on the wire (CR LF) and as they are on a terminal (LF), however they are cut. */

import { visible } from '../../machines/kit/visible';

const LF = 10;
const CR = 13;

/** Puts a CR before each LF that has none. */
export function toWire(): (data: Uint8Array) => Uint8Array {
  let last = 0;
  return (data) => {
    const bytes: number[] = [];
    for (const byte of data) {
      if (byte === LF && last !== CR) bytes.push(CR);
      bytes.push(byte);
      last = byte;
    }
    return Uint8Array.from(bytes);
  };
}

/** What is printed of what came: no CR before LF, and nothing that a terminal would obey but LF and tab. */
export function toTerminal(): (data: Uint8Array) => string {
  const decoder = new TextDecoder();
  let held = '';
  return (data) => {
    const text = held + decoder.decode(data, { stream: true });
    // It may be the first half of a line's end.
    held = text.endsWith('\r') ? '\r' : '';
    const whole = text.slice(0, text.length - held.length).replaceAll('\r\n', '\n');
    return whole.replace(/[^\n\t]+/g, visible);
  };
}
