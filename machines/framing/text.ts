/** Text as bytes and back, for codecs of text. */

import { XstateNetError } from '../kit/errors';
import { badMessage } from './badFrame';

export type Encoding = 'utf8' | 'latin1';

/** Text as bytes and back. */
export interface TextCoding {
  /** `undefined` for bytes that are no text in this encoding. */
  decode(bytes: Uint8Array): string | undefined;
  /** Throws `XN_BAD_MESSAGE` for text that has no bytes in this encoding. */
  encode(text: string): Uint8Array;
}

// A byte order mark is text like any other: a peer's bytes are not changed.
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf8Encoder = new TextEncoder();

/** TextEncoder would replace it by another letter without a word. */
const LONE_SURROGATE = /\p{Surrogate}/u;

const utf8: TextCoding = {
  decode(bytes) {
    try {
      return strictUtf8.decode(bytes);
    } catch {
      return undefined;
    }
  },
  encode(text) {
    if (LONE_SURROGATE.test(text)) throw badMessage('utf8', 'the text has half a surrogate pair');
    return utf8Encoder.encode(text);
  },
};

/** How many letters are made by one call: functions take no more arguments than the stack has room for. */
const BLOCK = 8_192;

const latin1: TextCoding = {
  decode(bytes) {
    let text = '';
    for (let at = 0; at < bytes.length; at += BLOCK) {
      text += String.fromCharCode(...bytes.subarray(at, at + BLOCK));
    }
    return text;
  },
  encode(text) {
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0xff) {
        throw badMessage('latin1', `the letter ${JSON.stringify(text[i])} is not in ISO 8859-1`);
      }
      bytes[i] = code;
    }
    return bytes;
  },
};

/** Throws `XN_BAD_OPTION` for an encoding that is not known. */
export function textCoding(encoding: Encoding): TextCoding {
  if (encoding === 'utf8') return utf8;
  if (encoding === 'latin1') return latin1;
  throw new XstateNetError('XN_BAD_OPTION', "the encoding is unknown; give 'utf8' or 'latin1'");
}
