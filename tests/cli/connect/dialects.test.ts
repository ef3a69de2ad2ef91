import { judge, stepsOf } from '../../../cli/connect/dialects';

const [greeting, features, consent] = stepsOf('smtp');
const [, tagged] = stepsOf('imap');
const [, stls] = stepsOf('pop3');

describe('an answer in plain text', () => {
  it.each([
    ['smtp', greeting, '220 hi\r\n', 'agreed'],
    ['smtp', greeting, '220-hi\r\n220 there\r\n', 'agreed'],
    ['smtp', greeting, '220-hi\r\n', 'open'],
    ['smtp', greeting, '22', 'open'],
    ['smtp', greeting, '554 no\r\n', 'refused'],
    ['smtp', features, '250-me\r\n250 STARTTLS\r\n', 'agreed'],
    ['smtp', consent, '454 not now\r\n', 'refused'],
    ['imap', tagged, '* note\r\na OK begin\r\n', 'agreed'],
    ['imap', tagged, '* note\r\n', 'open'],
    ['imap', tagged, 'a BAD what\r\n', 'refused'],
    ['pop3', stls, '+OK begin\r\n', 'agreed'],
    ['pop3', stls, '-ERR what\r\n', 'refused'],
    ['smtp', greeting, 'x'.repeat(70_000), 'refused'],
  ])('of %s is judged by whole answers', (_, step, heard, is) => {
    expect(judge(step as NonNullable<typeof step>, heard).is).toBe(is);
  });

  it('says what has come behind it', () => {
    expect(judge(greeting as NonNullable<typeof greeting>, '220 hi\r\nmore')).toEqual({
      is: 'agreed',
      behind: 'more',
    });
  });
});
