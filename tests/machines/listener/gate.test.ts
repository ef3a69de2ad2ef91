import fc from 'fast-check';
import { Gate, needsGate } from '../../../machines/listener/gate';
import { isFull, take } from '../../../machines/listener/tokenBucket';
import { aConnection } from '../../support/samples';

/** Whom an address stands for. */
const key = (peer: string) => (peer.includes(':') ? '2001:db8' : peer);

const from = (peer: string) => ({ ...aConnection(), peer });

describe('a token bucket', () => {
  it('never lets more through in any second than two seconds are worth, and after quiet a second', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.nat({ max: 400 }), { maxLength: 200 }),
        (perSecond, pauses) => {
          let bucket: ReturnType<typeof take>;
          let now = 1_000;
          const taken: number[] = [];
          for (const pause of pauses) {
            now += pause;
            const next = take(bucket, perSecond, now);
            if (next === undefined) continue;
            bucket = next;
            taken.push(now);
          }
          for (const [first, at] of taken.entries()) {
            const within = taken.slice(first).filter((each) => each - at < 1_000).length;
            expect(within).toBeLessThanOrEqual(2 * perSecond);
          }
        },
      ),
    );
  });

  it('is as good as new after a second, and no better when the clock is set back', () => {
    const empty = { tokens: 0, at: 5_000 };
    expect(take(empty, 3, 4_000)).toBeUndefined();
    expect(isFull(empty, 6_000)).toBe(true);
    expect(take(empty, 3, 6_000)).toEqual(take(undefined, 3, 6_000));
  });
});

describe('a gate', () => {
  it('says of each whom it turns away why', () => {
    const gate = new Gate({
      allow: ['10.0.0.0/8'],
      deny: ['10.6.6.6'],
      maxConnectionsPerAddress: 2,
      acceptsPerSecond: 5,
      acceptsPerSecondPerAddress: 3,
    });
    const comes = (peer: string, now = 0) => {
      const reason = gate.judge(from(peer), now);
      if (reason === undefined) gate.entered(from(peer));
      return reason;
    };
    expect(comes('192.0.2.1')).toBe('notAllowed');
    expect(comes('10.6.6.6')).toBe('denied');
    expect([comes('10.0.0.1'), comes('10.0.0.1')]).toEqual([undefined, undefined]);
    expect(comes('10.0.0.1')).toBe('maxConnectionsPerAddress');
    gate.left(from('10.0.0.1'));
    expect(comes('10.0.0.1')).toBeUndefined();
    gate.left(from('10.0.0.1'));
    expect(comes('10.0.0.1')).toBe('acceptsPerSecondPerAddress');
    expect([comes('10.0.0.2'), comes('10.0.0.3')]).toEqual([undefined, undefined]);
    expect(comes('10.0.0.4')).toBe('acceptsPerSecond');
    expect(comes('10.0.0.4', 1_000)).toBeUndefined();
  });

  it('counts an address as often as it is there, whatever comes and goes', () => {
    const peers = fc.constantFrom('10.0.0.1', '10.0.0.2', '2001:db8::1', '2001:db8::2');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(peers, fc.boolean()), { maxLength: 60 }),
        fc.integer({ min: 1, max: 3 }),
        (moves, most) => {
          const gate = new Gate({ maxConnectionsPerAddress: most });
          const there: string[] = [];
          const sameAs = (peer: string) => there.filter((each) => key(each) === key(peer));
          for (const [peer, comes] of moves) {
            if (comes) {
              const refused = gate.judge(from(peer), 0) !== undefined;
              expect(refused).toBe(sameAs(peer).length >= most);
              if (refused) continue;
              gate.entered(from(peer));
              there.push(peer);
            } else if (there.includes(peer)) {
              gate.left(from(peer));
              there.splice(there.indexOf(peer), 1);
            }
          }
        },
      ),
    );
  });

  it('asks no peer of a unix socket for an address', () => {
    const gate = new Gate({ allow: [], maxConnectionsPerAddress: 1, acceptsPerSecond: 2 });
    const unix = { ...from(''), family: 'unix' as const };
    gate.entered(unix);
    expect([1, 2, 3].map(() => gate.judge(unix, 0))).toEqual([
      undefined,
      undefined,
      'acceptsPerSecond',
    ]);
  });

  it('is needed by who has limits of that kind', () => {
    expect(needsGate({})).toBe(false);
    expect(needsGate({ deny: [] })).toBe(true);
  });
});
