/** What is wrong with a value among the options of TLS, a server's or a client's, in words that follow its name. */

import { TLS_VERSIONS } from './tlsWords';

export type Check = (value: unknown) => string | undefined;

const isBytes = (value: unknown): boolean => ArrayBuffer.isView(value);

export const pem: Check = (value) =>
  (typeof value === 'string' && value !== '') || isBytes(value)
    ? undefined
    : 'give it PEM text, the bytes of it, or the path of a file';

export const pems: Check = (value) => {
  const all = Array.isArray(value) ? value : [value];
  return all.length === 0 ? 'leave it out or name one' : all.map(pem).find(Boolean);
};

export const boolean: Check = (value) =>
  typeof value === 'boolean' ? undefined : 'give it true or false';

export const text: Check = (value) =>
  typeof value === 'string' && value !== '' ? undefined : 'give it a text';

export const count: Check = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31
    ? undefined
    : `give it an integer from 0 to ${2 ** 31 - 1}`;

export const version: Check = (value) =>
  TLS_VERSIONS.some((each) => each === value)
    ? undefined
    : `give it one of ${TLS_VERSIONS.join(', ')}`;

/** RFC 7301, 3.1: a name has 1 to 255 bytes. */
const isProtocolName = (value: unknown): boolean => {
  const length = typeof value === 'string' ? new TextEncoder().encode(value).length : 0;
  return length >= 1 && length <= 255;
};

export const alpn: Check = (value) =>
  Array.isArray(value) && value.length > 0 && value.every(isProtocolName)
    ? undefined
    : "give it a list of names of 1 to 255 bytes, such as ['h2', 'http/1.1']";

/** What is wrong with the parts of a `tls`, to follow its name, each by the check that goes by its name. */
export function problemWithParts(
  tls: object,
  checks: Readonly<Record<string, Check>>,
): string | undefined {
  for (const [name, value] of Object.entries(tls)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check === undefined) {
      return `has ${name}, which is no option of it; the options are ${Object.keys(checks).join(', ')}`;
    }
    const problem = value === undefined ? undefined : check(value);
    if (problem !== undefined) return `has a ${name} that is wrong: ${problem}`;
  }
  return undefined;
}
