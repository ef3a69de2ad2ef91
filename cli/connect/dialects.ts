/** How protocols agree on TLS in plain text (STARTTLS), from the side of a client. */

/** One step: what the peer has to answer, and what is said then. Behind the last one the handshake begins. */
export interface Step {
  /** A whole answer that agrees. */
  readonly agrees: RegExp;
  /** Any whole answer. */
  readonly answers: RegExp;
  readonly says?: string;
}

/** RFC 5321, 4.2: `250-` continues, `250 ` is the last line. */
const reply = (code: string) => new RegExp(`^(?:${code}-[^\\n]*\\n)*${code}(?: [^\\n]*|\\r?)\\n`);

const anyReply = reply('\\d{3}');
const anyLine = /^[^\n]*\n/;
const anyTagged = /^(?:\* [^\n]*\n)*a [^\n]*\n/;
const ok = /^\+OK[^\n]*\n/;

const DIALECTS = {
  /** RFC 3207. */
  smtp: [
    { agrees: reply('220'), answers: anyReply, says: 'EHLO localhost\r\n' },
    { agrees: reply('250'), answers: anyReply, says: 'STARTTLS\r\n' },
    { agrees: reply('220'), answers: anyReply },
  ],
  /** RFC 3501, 6.2.1. */
  imap: [
    { agrees: /^\* OK[^\n]*\n/, answers: anyLine, says: 'a STARTTLS\r\n' },
    { agrees: /^(?:\* [^\n]*\n)*a OK[^\n]*\n/, answers: anyTagged },
  ],
  /** RFC 2595, 4. */
  pop3: [
    { agrees: ok, answers: anyLine, says: 'STLS\r\n' },
    { agrees: ok, answers: anyLine },
  ],
} as const satisfies Record<string, readonly Step[]>;

export type Dialect = keyof typeof DIALECTS;

export const DIALECT_NAMES = Object.keys(DIALECTS) as readonly Dialect[];

export const stepsOf = (dialect: Dialect): readonly Step[] => DIALECTS[dialect];

/** Most characters of one answer. */
const MOST = 65_536;

/** What has been heard, as an answer: it agrees, with what has come behind it; or it does not; or it goes on. */
export function judge(
  { agrees, answers }: Step,
  heard: string,
): { readonly is: 'agreed'; readonly behind: string } | { readonly is: 'refused' | 'open' } {
  const agreed = agrees.exec(heard);
  if (agreed !== null) return { is: 'agreed', behind: heard.slice(agreed[0].length) };
  return { is: answers.test(heard) || heard.length > MOST ? 'refused' : 'open' };
}
