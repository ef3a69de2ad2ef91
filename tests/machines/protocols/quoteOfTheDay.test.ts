import fc from 'fast-check';
import { chooseQuote, quoteOfTheDay } from '../../../machines/protocols/quoteOfTheDay';
import { aConnection } from '../../support/samples';
import { Alone } from './alone';

const quotes = ['One.', 'Two.', 'Three.'];
const DAY = 86_400_000;

const said = (id: number, connectedAt: number, quotePer?: 'day' | 'connection'): string =>
  new Alone(quoteOfTheDay({ quotes, quotePer }), aConnection(id, connectedAt)).text;

describe('quoteOfTheDay', () => {
  it('sends one quote and has finished', () => {
    const handler = new Alone(quoteOfTheDay({ quotes: ['One,\nin two lines.'] }));
    expect(handler.text).toBe('One,\r\nin two lines.\r\n');
    expect(handler.said).toHaveLength(1);
    expect(handler.hasFinished).toBe(true);
  });

  it('has quotes of its own', () => {
    expect(new Alone(quoteOfTheDay()).text).toMatch(/^[\x20-\x7e\r\n]{1,511}$/);
  });

  it('says the same all day, and another the next', () => {
    expect(said(1, 0)).toBe('One.\r\n');
    expect(said(2, DAY - 1)).toBe('One.\r\n');
    expect(said(3, DAY)).toBe('Two.\r\n');
    expect(said(4, 3 * DAY)).toBe('One.\r\n');
  });

  it('says another to each connection, if asked', () => {
    expect([1, 2, 3, 4].map((id) => said(id, 0, 'connection').trim())).toEqual([
      'One.',
      'Two.',
      'Three.',
      'One.',
    ]);
  });

  it('chooses one that there is, at any time, also before 1970', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1 }),
        fc.integer({ min: 1, max: 1_000 }),
        fc.constantFrom('day', 'connection'),
        (connectedAt, id, count, per) => {
          const chosen = chooseQuote(aConnection(id, connectedAt), count, per);
          expect(Number.isInteger(chosen) && chosen >= 0 && chosen < count).toBe(true);
        },
      ),
    );
  });

  it('refuses quotes against the RFC when it is made, not when somebody connects', () => {
    expect(() => quoteOfTheDay({ quotes: ['x'.repeat(600)] })).toThrow(
      'quote 1 has 602 characters with its line ends; shorten it to less than 512 (RFC 865)',
    );
  });
});
