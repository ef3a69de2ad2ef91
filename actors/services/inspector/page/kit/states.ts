import type { StateValue } from 'xstate';

/** The paths of all active states, from the outermost in, the root included. */
export function activePaths(value: StateValue | undefined): string[][] {
  if (value === undefined) return [];
  const paths: string[][] = [[]];
  const walk = (inner: StateValue, path: readonly string[]): void => {
    if (typeof inner === 'string') {
      paths.push([...path, inner]);
      return;
    }
    for (const [key, below] of Object.entries(inner)) {
      const next = [...path, key];
      paths.push(next);
      if (below !== undefined) walk(below, next);
    }
  };
  walk(value, []);
  return paths;
}

/** `connected.sending.ready, connected.receiving.flowing`: the innermost active states. */
export function innermost(value: StateValue | undefined): string {
  const paths = activePaths(value).map((path) => path.join('.'));
  return paths
    .filter((path) => path !== '' && !paths.some((other) => other.startsWith(`${path}.`)))
    .join(', ');
}

/** The same by the shortest names: `ready, flowing`. */
export function shortly(value: StateValue | undefined): string {
  return innermost(value)
    .split(', ')
    .map((path) => path.split('.').slice(-1)[0])
    .join(', ');
}
