/**
 * Topics and the patterns that stand for many, as NATS has them (docs.nats.io, "Subject-Based Messaging"): tokens,
 * `*` for any one token, and `>` at the end for one token or more. Tokens are parted by `/` where NATS has `.`, so
 * that a topic may hold addresses and versions (`node/10.0.0.7`); a backplane over NATS says `.` for `/`, and escapes
 * a `.` in a token as `%2E`.
 */

const SEPARATOR = '/';
/** Any one token. */
export const ANY_ONE = '*';
/** One token or more, at the end of a pattern. */
export const ALL_BELOW = '>';

/** Characters in a topic. NATS has no limit but that of a line, 4096 bytes with all that stands in it. */
const LONGEST = 256;

/** Tokens in a topic: a pattern is matched token by token, so that this bounds what one message costs. */
const MOST_TOKENS = 16;

/** What NATS forbids in a subject: white space and control characters. */
const FORBIDDEN = /[\s\p{Cc}]/u;

export const tokensOf = (topic: string): string[] => topic.split(SEPARATOR);

const isWildcard = (token: string): boolean => token === ANY_ONE || token === ALL_BELOW;

/** What is wrong with a topic, or with a pattern where those may stand; undefined if nothing is. */
export function wrongTopic(topic: unknown, mayBePattern: boolean): string | undefined {
  if (typeof topic !== 'string') return 'it is no text';
  if (topic.length > LONGEST) return `it is longer than ${LONGEST} characters`;
  if (FORBIDDEN.test(topic)) return 'it has white space or a control character in it';
  const tokens = tokensOf(topic);
  if (tokens.includes('')) return `a token of it is empty; write one between all ${SEPARATOR}`;
  if (tokens.length > MOST_TOKENS) return `it has more than ${MOST_TOKENS} tokens`;
  const wildcard = tokens.findIndex(isWildcard);
  if (wildcard === -1) return undefined;
  if (!mayBePattern) return `${tokens[wildcard]} stands for many topics; name one`;
  const all = tokens.indexOf(ALL_BELOW);
  return all === -1 || all === tokens.length - 1
    ? undefined
    : `${ALL_BELOW} may stand only at its end`;
}

/**
 * Whether a topic is among those that a pattern stands for.
 *
 * @example `topicMatches('room/*', 'room/1')`
 */
export function topicMatches(pattern: string, topic: string): boolean {
  const wanted = tokensOf(pattern);
  const given = tokensOf(topic);
  for (const [i, token] of wanted.entries()) {
    if (i >= given.length) return false;
    if (token === ALL_BELOW) return true;
    if (token !== ANY_ONE && token !== given[i]) return false;
  }
  return wanted.length === given.length;
}

/** The topics that a pattern stands for, as a type: `room/*` is `room/${string}`. */
export type TopicOf<TPattern extends string> = TPattern extends typeof ALL_BELOW | typeof ANY_ONE
  ? string
  : TPattern extends `${infer TToken}/${infer TRest}`
    ? `${TToken extends typeof ANY_ONE ? string : TToken}/${TopicOf<TRest>}`
    : TPattern;
