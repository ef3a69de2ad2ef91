/** How much something holds, if it holds anything: a map, a set, a list, or what counts by itself. */
function sizeOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  if (typeof value !== 'object' || value === null) return undefined;
  const { size } = value as { readonly size?: unknown };
  return typeof size === 'number' ? size : undefined;
}

/** Whatever in a context holds more than there are connections; undefined if nothing does. */
export function outgrown(context: unknown, connections: number): string | undefined {
  const own = sizeOf(context);
  if (own !== undefined && own > connections) return `${own} entries`;
  if (typeof context !== 'object' || context === null) return undefined;
  for (const [name, value] of Object.entries(context)) {
    const size = sizeOf(value);
    if (size !== undefined && size > connections) return `${size} ${name}`;
  }
  return undefined;
}
