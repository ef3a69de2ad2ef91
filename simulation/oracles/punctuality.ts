/** Clocks show whole milliseconds, and a timer that looks too early looks again in the next. */
const ROUNDING = 2;

/** How long after its time something came, in milliseconds; undefined if it was on time. */
export function lateness(now: number, due: number): number | undefined {
  const late = now - due;
  return late > ROUNDING ? late : undefined;
}

/** When a handler should have been asked to finish: as soon as all of these had happened. */
export function askDue(happened: readonly (number | undefined)[]): number {
  return Math.max(...happened.map((time) => time ?? Number.NEGATIVE_INFINITY));
}
