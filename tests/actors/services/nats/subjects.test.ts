import fc from 'fast-check';
import { subjectOf, topicOf } from '../../../../actors/services/nats/subjects';
import { topicMatches, wrongTopic } from '../../../../machines/handler/topics';
import { anyPattern, anyTopic } from '../../../support/topics';

/** As NATS matches, by the tokens of subjects. */
function natsMatches(pattern: string, subject: string): boolean {
  const given = subject.split('.');
  const wanted = pattern.split('.');
  const fits = wanted.every((token, i) =>
    token === '>' ? given.length > i : token === '*' ? i < given.length : token === given[i],
  );
  return fits && (wanted.at(-1) === '>' || wanted.length === given.length);
}

const special = fc
  .array(
    fc.constantFrom('a', '.', '%', '*', '>', '2E', 'u', '\ud83d\ude00', '\ud83d', '\ude00', 'Ö'),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(''));

const specialTopic = fc
  .array(special, { minLength: 1, maxLength: 5 })
  .map((tokens) => tokens.join('/'))
  .filter((topic) => wrongTopic(topic, false) === undefined);

describe('topics as subjects of NATS', () => {
  it.each([
    ['room/1', 'room.1'],
    ['node/10.0.0.7', 'node.10%2E0%2E0%2E7'],
    ['room/*', 'room.*'],
    ['room/>', 'room.>'],
    ['a*/b>/100%', 'a%2A.b%3E.100%25'],
  ])('has %s as %s', (topic, subject) => {
    expect(subjectOf(topic)).toBe(subject);
    expect(topicOf(subject)).toBe(topic);
  });

  it('are topics again, whatever stands in them, and subjects that NATS takes', () => {
    fc.assert(
      fc.property(fc.oneof(specialTopic, anyTopic), (topic) => {
        const subject = subjectOf(topic);
        expect(topicOf(Buffer.from(subject).toString())).toBe(topic);
        for (const token of subject.split('.')) expect(token).toMatch(/^[^\s.*>]+$/u);
      }),
    );
  });

  it('are matched there by the same patterns as here', () => {
    fc.assert(
      fc.property(anyPattern, fc.oneof(specialTopic, anyTopic), (pattern, topic) => {
        expect(natsMatches(subjectOf(pattern), subjectOf(topic))).toBe(
          topicMatches(pattern, topic),
        );
      }),
    );
  });
});
