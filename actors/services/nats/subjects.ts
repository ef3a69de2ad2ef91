/**
 * Topics as NATS's subjects (docs.nats.io, "Subject-Based Messaging"): `.` for `/`, the same wildcards, and `%` with
 * a code for what means something else there.
 */

import { ALL_BELOW, ANY_ONE, tokensOf } from '../../../machines/handler/topics';

/** What NATS reads otherwise, and halves of characters, which UTF-8 does not have. */
const SPECIAL = /[.%*>]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

const ESCAPED = /%u([0-9A-F]{4})|%([0-9A-F]{2})/g;

const hex = (character: string): string => {
  const code = character.charCodeAt(0).toString(16).toUpperCase();
  return code.length > 2 ? `%u${code}` : `%${code}`;
};

const escapeToken = (token: string): string =>
  token === ANY_ONE || token === ALL_BELOW ? token : token.replace(SPECIAL, hex);

/** The subject of a topic, or of a pattern. */
export const subjectOf = (topic: string): string => tokensOf(topic).map(escapeToken).join('.');

/** The topic of a subject that `subjectOf` has made. */
export const topicOf = (subject: string): string =>
  subject
    .split('.')
    .map((token) =>
      token.replace(ESCAPED, (_, long: string | undefined, short: string | undefined) =>
        String.fromCharCode(Number.parseInt(long ?? short ?? '', 16)),
      ),
    )
    .join('/');

/** Whether a pattern stands for many topics. */
export const hasWildcard = (pattern: string): boolean =>
  tokensOf(pattern).some((token) => token === ANY_ONE || token === ALL_BELOW);
