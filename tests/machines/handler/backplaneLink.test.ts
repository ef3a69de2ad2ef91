import fc from 'fast-check';
import { createActor, SimulatedClock } from 'xstate';
import {
  type BackplaneLinkEvent,
  type BackplaneLinkInput,
  backplaneLink,
  linkDelay,
} from '../../../machines/handler/backplaneLink';
import { XstateNetError } from '../../../machines/kit/errors';

const error = new XstateNetError('XN_BACKPLANE_UNREACHABLE', 'gone');
const failed = { type: 'link.failed', error, draw: 1 } as const;
const lost = { type: 'link.lost', error, draw: 1 } as const;

function link(input: Partial<BackplaneLinkInput> = {}) {
  const did: string[] = [];
  const note = (what: string) => () => {
    did.push(what);
  };
  const clock = new SimulatedClock();
  const actor = createActor(
    backplaneLink.provide({
      actions: {
        connect: note('connect'),
        abandon: note('abandon'),
        disconnect: note('disconnect'),
        sayConnected: note('connected'),
        sayDisconnected: note('disconnected'),
        sayTrouble: note('trouble'),
        sayFailed: note('failed'),
      },
    }),
    {
      clock,
      input: { start: 'degraded', minDelay: 100, maxDelay: 400, closeTimeout: 1_000, ...input },
    },
  );
  actor.start();
  return {
    did,
    clock,
    hear: (...events: readonly (BackplaneLinkEvent | BackplaneLinkEvent['type'])[]) => {
      for (const event of events) {
        actor.send((typeof event === 'string' ? { type: event } : event) as BackplaneLinkEvent);
      }
    },
    state: () => actor.getSnapshot().value,
  };
}

describe('the link of a backplane', () => {
  it('waits twice as long after each failure, up to a limit, and from the beginning once it was connected', () => {
    const { hear, clock, state, did } = link();
    hear('link.open');
    for (const delay of [100, 200, 400, 400]) {
      hear(failed);
      clock.increment(delay - 1);
      expect(state()).toBe('waiting');
      clock.increment(1);
      expect(state()).toBe('connecting');
    }
    hear('link.connected', lost);
    clock.increment(100);
    expect(state()).toBe('connecting');
    expect(did.slice(-5)).toEqual(['connect', 'connected', 'disconnected', 'trouble', 'connect']);
  });

  it('draws its delay between half of what is due and all of it', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, draw) => {
        const delay = linkDelay({ minDelay: 10, maxDelay: 1_000 }, attempts, draw);
        expect(delay).toBeGreaterThanOrEqual(Math.min(500, 5 * 2 ** Math.min(attempts, 20)));
        expect(delay).toBeLessThanOrEqual(1_000);
      }),
    );
  });

  it('gives up where the first attempt must not fail, and tries again when it is asked to', () => {
    const { hear, state, did } = link({ start: 'fail' });
    hear('link.open', failed);
    expect(state()).toBe('failed');
    expect(did).toEqual(['connect', 'trouble', 'failed']);
    hear('link.open', 'link.connected', lost);
    expect(state()).toBe('waiting');
  });

  it('lets go of an attempt that nobody waits for any more', () => {
    const { hear, state, did } = link();
    hear('link.open', 'link.close', 'link.connected');
    expect(state()).toBe('idle');
    expect(did).toEqual(['connect', 'abandon']);
  });

  it('says what is under way before it closes, and for no longer than it may', () => {
    const { hear, state, did, clock } = link();
    hear('link.open', 'link.connected', 'link.close');
    expect(did.at(-1)).toBe('disconnect');
    clock.increment(1_000);
    expect(did.at(-1)).toBe('abandon');
    expect(state()).toBe('idle');
  });

  it.each([
    ['closes', ({ hear }: ReturnType<typeof link>) => hear(lost)],
    ['is cut', ({ clock }: ReturnType<typeof link>) => clock.increment(1_000)],
  ])('connects again for who comes while it closes, once it %s', (_, end) => {
    const one = link();
    one.hear('link.open', 'link.connected', 'link.close', 'link.open');
    expect(one.state()).toEqual({ closing: 'toReopen' });
    end(one);
    expect(one.state()).toBe('connecting');
  });
});
