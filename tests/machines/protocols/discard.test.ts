import { discard } from '../../../machines/protocols/discard';
import { Alone, ENDINGS } from './alone';

describe('discard', () => {
  it('answers nothing, whatever it receives', () => {
    const handler = new Alone(discard).hear('hello').hear('anybody there?');
    expect(handler.state).toBe('connected');
    expect(handler.said).toEqual([]);
  });

  it.each(ENDINGS)('finishes on %s', (type) => {
    expect(new Alone(discard).hear('hello').take({ type }).hasFinished).toBe(true);
  });

  it('does not wait for flow.ready, because it produces nothing', () => {
    expect(discard.events).not.toContain('flow.ready');
  });
});
