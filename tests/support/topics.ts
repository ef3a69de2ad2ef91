import fc from 'fast-check';

const token = fc.constantFrom('a', 'b', 'c.d', '10.0.0.7', 'Ö');

/** Topics of few tokens, so that many of them are the same. */
export const anyTopic = fc
  .array(token, { minLength: 1, maxLength: 4 })
  .map((tokens) => tokens.join('/'));

export const anyPattern = fc
  .tuple(fc.array(fc.oneof(token, fc.constant('*')), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([tokens, all]) => [...tokens.slice(0, all ? 3 : 4), ...(all ? ['>'] : [])].join('/'));

export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
