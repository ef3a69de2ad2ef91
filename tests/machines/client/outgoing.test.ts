import fc from 'fast-check';
import { bytesIn, type ClientSaid, Outgoing } from '../../../machines/client/outgoing';

const inbox = (data: unknown): ClientSaid => ({ type: 'inbox', data });

describe('what is held for the next connection', () => {
  it('comes out in its order, and the value that it was made from is as it was', () => {
    const one = Outgoing.nothing.with(inbox('a'));
    const two = one.with(inbox('b'));
    expect(one.all()).toEqual([inbox('a')]);
    expect(two.all()).toEqual([inbox('a'), inbox('b')]);
    expect(Outgoing.nothing.all()).toEqual([]);
  });

  it.each([
    ['text', 'four', 4],
    ['bytes', new Uint8Array(5), 5],
    ['a message of a codec', { any: 'thing' }, 0],
  ])('counts the bytes of %s', (_, data, bytes) => {
    expect(bytesIn(inbox(data))).toBe(bytes);
  });

  it('counts no bytes of events, but that they are messages', () => {
    const held = Outgoing.nothing.with({ type: 'say', event: { type: 'x' } });
    expect(held.toJSON()).toEqual({ messages: 1, bytes: 0 });
  });

  it('is never more than its limits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 20 })),
        fc.nat(20),
        fc.nat(100),
        (words, heldMessages, heldLimit) => {
          let held = Outgoing.nothing;
          for (const word of words) {
            const fits = held.hasRoomFor(inbox(word), { heldMessages, heldLimit });
            if (fits) held = held.with(inbox(word));
          }
          expect(held.messages).toBeLessThanOrEqual(heldMessages);
          expect(held.bytes).toBeLessThanOrEqual(heldLimit);
          expect(held.messages).toBe(held.all().length);
        },
      ),
    );
  });
});
