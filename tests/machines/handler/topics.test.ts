import fc from 'fast-check';
import { topicMatches, wrongTopic } from '../../../machines/handler/topics';
import { anyPattern, anyTopic, escaped } from '../../support/topics';

/** The same by another way. */
const expression = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('/')
      .map((token) => (token === '*' ? '[^/]+' : token === '>' ? '.+' : escaped(token)))
      .join('/')}$`,
    'u',
  );

describe('a topic', () => {
  it.each(['room', 'room/1', 'node/10.0.0.7', '$SYS/a*b', 'a>/b', 'Grüße', 'a'.repeat(256)])(
    'may be %j',
    (topic) => {
      expect(wrongTopic(topic, false)).toBeUndefined();
      expect(wrongTopic(topic, true)).toBeUndefined();
    },
  );

  it.each([
    ['', /empty/],
    ['room/', /empty/],
    ['/room', /empty/],
    ['a//b', /empty/],
    ['a b', /white space/],
    ['a\r\nb', /white space/],
    ['a\u0000b', /control character/],
    ['a'.repeat(257), /longer than 256/],
    [Array.from({ length: 17 }, () => 'a').join('/'), /more than 16/],
    [7, /no text/],
    [undefined, /no text/],
  ])('is not %j, and says why', (topic, why) => {
    expect(wrongTopic(topic, false)).toMatch(why);
    expect(wrongTopic(topic, true)).toMatch(why);
  });

  it('may have wildcards only where it stands for many', () => {
    for (const pattern of ['*', '>', 'room/*', '*/1', 'room/>', '*/*/>']) {
      expect(wrongTopic(pattern, true)).toBeUndefined();
      expect(wrongTopic(pattern, false)).toMatch(/stands for many/);
    }
    for (const pattern of ['>/a', 'a/>/b']) {
      expect(wrongTopic(pattern, true)).toMatch(/only at its end/);
    }
  });
});

describe('a pattern', () => {
  // docs.nats.io, "Wildcards": time.*.east matches time.us.east and not time.us.east.atlanta, time.us.> both.
  it.each([
    ['time/*/east', 'time/us/east', true],
    ['time/*/east', 'time/eu/east', true],
    ['time/*/east', 'time/us/east/atlanta', false],
    ['time/us/>', 'time/us/east', true],
    ['time/us/>', 'time/us/east/atlanta', true],
    ['time/us/>', 'time/us', false],
    ['time/us/*', 'time/us/east/atlanta', false],
    ['>', 'time', true],
    ['*', 'time/us', false],
  ])('%s matches %s: %s', (pattern, topic, matches) => {
    expect(topicMatches(pattern, topic)).toBe(matches);
  });

  it('stands for what the same regular expression does', () => {
    fc.assert(
      fc.property(anyPattern, anyTopic, (pattern, topic) => {
        expect(topicMatches(pattern, topic)).toBe(expression(pattern).test(topic));
      }),
    );
  });
});
