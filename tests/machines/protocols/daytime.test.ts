import fc from 'fast-check';
import { daytime, daytimeLine } from '../../../machines/protocols/daytime';
import { aConnection } from '../../support/samples';
import { Alone } from './alone';

describe('daytime', () => {
  it('sends the time of the connection in the syntax of RFC 867, and has finished', () => {
    const at = Date.UTC(1982, 1, 22, 17, 37, 43);
    const handler = new Alone(daytime, aConnection(1, at));
    expect(handler.text).toBe('Monday, February 22, 1982 17:37:43-UTC\r\n');
    expect(handler.said).toHaveLength(1);
    expect(handler.hasFinished).toBe(true);
  });

  it('writes hours, minutes and seconds with two digits', () => {
    expect(daytimeLine(Date.UTC(2024, 1, 29, 1, 2, 3))).toBe(
      'Thursday, February 29, 2024 01:02:03-UTC\r\n',
    );
  });

  it('is one line of printing ASCII that says the moment to the second', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), noInvalidDate: true }), (date) => {
        const line = daytimeLine(date.getTime());
        expect(line).toMatch(/^[\x20-\x7e]+\r\n$/);
        const readBack = Date.parse(line.replace('-UTC\r\n', ' UTC'));
        expect(readBack).toBe(Math.floor(date.getTime() / 1000) * 1000);
      }),
    );
  });

  it('takes no notice of what is said to it', () => {
    const handler = new Alone(daytime, aConnection());
    const before = handler.text;
    expect(handler.hear('what time is it?').text).toBe(before);
  });
});
