import type { Connection } from '../connection';
import type { SimulatedBackplane } from './simulatedBackplane';
import type { Subscriber } from './subscriber';

/** What a server asks of its backplane is what its handlers want, and who is present is there, once. */
export function checkNode(
  { node, wanted, present }: SimulatedBackplane,
  running: readonly (readonly [Connection, Subscriber])[],
  patterns: ReadonlySet<string>,
  fail: (what: string) => void,
): void {
  if (node === undefined) return;
  const isSame =
    patterns.size === wanted.size && [...patterns].every((pattern) => wanted.has(pattern));
  if (!isSame) fail(`the server wants ${[...wanted]}, and its handlers ${[...patterns]}`);
  const here = present.filter(({ member }) => member.from.node === node.id);
  let due = 0;
  for (const [connection, one] of running) {
    for (const [topic, { as }] of one.wanted) {
      if (as === undefined) continue;
      due += 1;
      const found = here.filter(
        ({ topic: where, member: { info, from } }) =>
          where === topic && info === as && from.connection === connection.info.id,
      );
      if (found.length !== 1) fail(`${connection} is ${found.length} times in ${topic}`);
    }
  }
  if (here.length !== due) fail(`${here.length} are present, of ${due}`);
}
