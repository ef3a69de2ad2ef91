/** Milliseconds that a piece of work may hold the event loop. */
const SLICE = 3;

/** How many things are done between two looks at the clock. */
const AT_ONCE = 32;

/** Resolves in the next turn of the event loop, when others have had theirs. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A piece of work that lets the event loop go on whenever it has held it for long enough. */
export class Slices {
  private began = performance.now();

  get isOver(): boolean {
    return performance.now() - this.began >= SLICE;
  }

  async next(): Promise<void> {
    await nextTurn();
    this.began = performance.now();
  }
}

/** Does something for each of many things, and lets the event loop go on in between. */
export async function inSlices<T>(
  things: readonly T[],
  each: (thing: T) => void,
  slices = new Slices(),
): Promise<void> {
  for (let i = 0; i < things.length; i += 1) {
    each(things[i] as T);
    if (i % AT_ONCE === 0 && slices.isOver) await slices.next();
  }
}
