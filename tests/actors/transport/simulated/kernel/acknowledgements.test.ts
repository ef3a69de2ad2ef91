import {
  ACKNOWLEDGED_AFTER,
  Acknowledgements,
} from '../../../../../actors/transport/simulated/kernel/acknowledgements';
import { NANOSECONDS } from '../../../../../actors/transport/simulated/loop/eventLoop';

const LATENCY = 5;

const ms = (milliseconds: number) => milliseconds * NANOSECONDS;

it('are known to the sender when they may be delayed no longer and have come back', () => {
  const acknowledgements = new Acknowledgements(ms(LATENCY));
  acknowledgements.arrives(ms(10), 100);
  acknowledgements.arrives(ms(20), 30);
  const known = 10 + ACKNOWLEDGED_AFTER + LATENCY;
  expect(acknowledgements.knownAt(ms(known) - 1)).toBe(0);
  expect(acknowledgements.knownAt(ms(known))).toBe(100);
  expect(acknowledgements.knownAt(ms(known + 10))).toBe(130);
  expect(acknowledgements.arrived).toBe(130);
});

it('of what comes in one moment are one', () => {
  const acknowledgements = new Acknowledgements(0);
  for (let piece = 0; piece < 1_000; piece += 1) acknowledgements.arrives(ms(1) + piece, 1);
  expect(acknowledgements.knownAt(ms(1 + ACKNOWLEDGED_AFTER))).toBe(1_000);
});
