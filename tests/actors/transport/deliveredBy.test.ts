import fc from 'fast-check';
import { deliveredBy } from '../../../actors/transport/deliveredBy';
import type { TransportSocket } from '../../../actors/transport/transport';

const aSocket = (writableFinished = false) => ({ writableFinished }) as TransportSocket;

const taken = (bytes: number) => ({ delivered: bytes, pending: 0 });

describe('how much has reached the peer', () => {
  it('is what the system took, less what it holds', () => {
    const held = { unacknowledged: 300, unread: undefined };
    expect(deliveredBy(aSocket(), taken(1_000), held)).toEqual({ delivered: 700, pending: 300 });
  });

  it('is all of it when a peer on this machine has read all, however late it acknowledges', () => {
    const held = { unacknowledged: 300, unread: 0 };
    expect(deliveredBy(aSocket(), taken(1_000), held)).toEqual({ delivered: 1_000, pending: 0 });
  });

  it('rises when a peer reads, though what came for it meanwhile is counted in both queues', () => {
    const socket = aSocket();
    const before = deliveredBy(socket, taken(9_000), { unacknowledged: 8_000, unread: 500 });
    // It has read 400 of those, and 800 more came that it has not acknowledged.
    const after = deliveredBy(socket, taken(9_000), { unacknowledged: 8_000, unread: 900 });
    expect(after.delivered).toBeGreaterThan(before.delivered);
  });

  it('rises though the system took more while it was asked', () => {
    const socket = aSocket();
    const before = deliveredBy(socket, taken(1_000), { unacknowledged: 500, unread: 100 });
    const after = deliveredBy(socket, taken(1_000), { unacknowledged: 2_500, unread: 90 });
    expect(after.delivered).toBeGreaterThan(before.delivered);
  });

  it('stays while no queue changes', () => {
    const socket = aSocket();
    const held = { unacknowledged: 500, unread: 100 };
    const { delivered } = deliveredBy(socket, taken(1_000), held);
    for (let look = 0; look < 3; look += 1) {
      expect(deliveredBy(socket, taken(1_000), held).delivered).toBe(delivered);
    }
  });

  it('does not take our FIN for a byte that is on its way', () => {
    const held = { unacknowledged: 1, unread: undefined };
    expect(deliveredBy(aSocket(true), taken(10), held).pending).toBe(0);
    expect(deliveredBy(aSocket(false), taken(10), held).pending).toBe(1);
  });

  it('never falls, whatever is in which queue', () => {
    const bytes = fc.nat(100_000);
    const held = fc.record({
      unacknowledged: bytes,
      unread: fc.option(bytes, { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(bytes, held), { minLength: 2 }), (looks) => {
        const socket = aSocket();
        let [system, before] = [0, Number.NEGATIVE_INFINITY];
        for (const [more, queues] of looks) {
          system += more;
          const { delivered, pending } = deliveredBy(socket, taken(system), queues);
          expect(delivered).toBeGreaterThanOrEqual(before);
          expect(pending).toBeGreaterThanOrEqual(0);
          before = delivered;
        }
      }),
    );
  });
});
