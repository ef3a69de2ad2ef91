/**
 * Who may ask the inspector anything. It shows what a program holds, so that every page that a browser
 * opens must be kept out, and every other user of the machine.
 */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';

/** A request, as far as it says who asks. */
export interface Asked {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  readonly cookie: string | undefined;
  /** The token in the address, if there is one. */
  readonly token: string | undefined;
}

export type Verdict =
  | { readonly is: 'allowed' }
  /** Has the token: is given the cookie. */
  | { readonly is: 'entering' }
  | { readonly is: 'refused'; readonly status: 401 | 403 | 421; readonly error: string };

const TOKEN_BYTES = 24;

const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** Names of this machine that no name server has a say in. */
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '::1']);

export const isLoopback = (host: string): boolean =>
  LOOPBACK.has(host) || (isIP(host) === 4 && host.startsWith('127.'));

/** `[::1]:80` as `::1` and 80. */
function parted(header: string): { readonly name: string; readonly port: string } | undefined {
  const [, bracketed, plain, port = '80'] =
    /^(?:\[([0-9a-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(header) ?? [];
  const name = bracketed ?? plain;
  return name === undefined ? undefined : { name: name.toLowerCase(), port };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** In a time that does not tell how much of it is right. */
const isSame = (given: string | undefined, right: string): boolean =>
  timingSafeEqual(digest(given ?? ''), digest(right));

function cookieNamed(name: string, header: string | undefined): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [key, value] = part.split('=', 2);
    if (key?.trim() === name) return value?.trim();
  }
  return undefined;
}

const refused = (status: 401 | 403 | 421, error: string): Verdict => ({
  is: 'refused',
  status,
  error,
});

/** Knows the secrets of one inspector, and by them who may ask it. */
export class Guard {
  /** Given to whoever started the program, in the URL that is printed. */
  readonly token = randomBytes(TOKEN_BYTES).toString('base64url');
  private readonly secret = randomBytes(TOKEN_BYTES).toString('base64url');

  constructor(
    private readonly bound: string,
    private readonly port: number,
  ) {}

  /** What a browser that came with the token is to send from then on. */
  get cookie(): string {
    return `${this.cookieName}=${this.secret}; Path=/; HttpOnly; SameSite=Strict`;
  }

  judge({ host, origin, fetchSite, cookie, token }: Asked): Verdict {
    // A page of somebody else whose name suddenly leads to this machine sends that name.
    if (host === undefined || !this.isOurs(host)) {
      return refused(421, 'this is an inspector, asked for by a name that is not its own');
    }
    if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
      return refused(403, 'another page may not ask the inspector');
    }
    if (fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none') {
      return refused(403, 'another site may not ask the inspector, nor link to it');
    }
    if (token !== undefined && isSame(token, this.token)) return { is: 'entering' };
    if (token === undefined && isSame(cookieNamed(this.cookieName, cookie), this.secret)) {
      return { is: 'allowed' };
    }
    return refused(
      401,
      token === undefined
        ? 'open the URL that the program printed: it has the token'
        : 'the token is not that of this inspector: open the URL that the program printed last',
    );
  }

  /** Cookies do not know ports, and there may be several inspectors. */
  private get cookieName(): string {
    return `xstate-net-inspector-${this.port}`;
  }

  private isOurs(header: string): boolean {
    const asked = parted(header);
    if (asked === undefined || Number(asked.port) !== this.port) return false;
    const { name } = asked;
    if (LOOPBACK.has(name) || name === this.bound.toLowerCase()) return true;
    // Listening on all addresses it cannot know which are its own; but an address is no name.
    return WILDCARDS.has(this.bound) && isIP(name) !== 0;
  }
}
