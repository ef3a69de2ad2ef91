import { readFileSync } from 'node:fs';
import { type ErrorCode, XstateNetError } from '../../../machines/kit/errors';
import { reasonOf } from '../../../machines/kit/shown';
import type { Pem } from '../../../machines/options/tlsOptions';

const BEGINS = '-----BEGIN ';

/** Whether a text names a file, rather than being what would stand in it. */
const isPath = (pem: Pem): pem is string => typeof pem === 'string' && !pem.includes(BEGINS);

/** How messages name it: by the file, or by the option alone; never by what is in it. */
export const nameOf = (what: string, pem: Pem): string => (isPath(pem) ? `${what} ${pem}` : what);

/** The text of a key or certificate, wherever it is. Throws the code that is given. */
export function pemText(what: string, pem: Pem, code: ErrorCode): string {
  let text: string;
  try {
    text = isPath(pem) ? readFileSync(pem, 'utf8') : Buffer.from(pem as Uint8Array).toString();
  } catch (error) {
    throw new XstateNetError(
      code,
      `${nameOf(what, pem)} cannot be read (${reasonOf(error)}); check the path and who may read it`,
      error,
    );
  }
  if (text.includes(BEGINS)) return text;
  throw new XstateNetError(
    code,
    `${nameOf(what, pem)} is no PEM text, which has a line ${BEGINS}...; convert it with openssl`,
  );
}
