/** Milliseconds that a piece of work may hold the event loop. */
const SLICE = 3;

/** How many things are done between two looks at the clock. */
const AT_ONCE = 32;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Does something for each of many things, and lets the event loop go on in between. */
export async function inSlices<T>(things: readonly T[], each: (thing: T) => void): Promise<void> {
  let began = performance.now();
  for (let i = 0; i < things.length; i += 1) {
    each(things[i] as T);
    if (i % AT_ONCE !== 0 || performance.now() - began < SLICE) continue;
    await nextTurn();
    began = performance.now();
  }
}
