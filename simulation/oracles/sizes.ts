/** How much something holds, if it holds anything: a map, a set, a list, or what counts by itself. */
function sizeOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  if (typeof value !== 'object' || value === null) return undefined;
  const { size } = value as { readonly size?: unknown };
  return typeof size === 'number' ? size : undefined;
}

/** What is not for each connection, but for each place at which a server listens. */
const OF_PLACES = 'addresses';

/** Whatever in a context holds more than there are connections; undefined if nothing does. */
export function outgrown(context: unknown, connections: number): string | undefined {
  const own = sizeOf(context);
  if (own !== undefined && own > connections) return `${own} entries`;
  if (typeof context !== 'object' || context === null) return undefined;
  for (const [name, value] of Object.entries(context)) {
    const size = sizeOf(value);
    const most = name === OF_PLACES ? 1 : connections;
    if (size !== undefined && size > most) return `${size} ${name}`;
  }
  return undefined;
}
