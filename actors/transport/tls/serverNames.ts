/**
 * The entry for a name that a client asks for: its own, or that of a wildcard, which stands for one label
 * more (RFC 6125, 6.4.3). Names of hosts know no case (RFC 4343).
 */
export function entryFor<TEntry>(
  entries: ReadonlyMap<string, TEntry>,
  servername: string,
): TEntry | undefined {
  const name = servername.toLowerCase();
  const own = entries.get(name);
  if (own !== undefined) return own;
  const dot = name.indexOf('.');
  return dot < 0 ? undefined : entries.get(`*${name.slice(dot)}`);
}
