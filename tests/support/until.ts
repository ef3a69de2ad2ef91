/** Milliseconds after which a test gives up waiting: long, because it says something only of failures. */
const PATIENCE = 8_000;

/** The end of this turn of the event loop. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** So many turns of the event loop: what was on its way by then has arrived, on loopback. */
export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await turn();
}

/** Waits until the condition holds, looking once per turn of the event loop. */
export async function until(
  what: string,
  condition: () => boolean,
  patience = PATIENCE,
): Promise<void> {
  const giveUpAt = performance.now() + patience;
  while (!condition()) {
    if (performance.now() > giveUpAt) throw new Error(`waited in vain for ${what}`);
    await turn();
  }
}

/** The promise's value, or a failure that says what was waited for. */
export async function soon<T>(what: string, promise: Promise<T>, patience = PATIENCE): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), patience);
  });
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
