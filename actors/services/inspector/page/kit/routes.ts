import type { ConnectionKey } from '../../messages';

export type Route =
  | { readonly to: 'connections' | 'components' | 'stately' }
  | { readonly to: 'connection'; readonly connection: ConnectionKey }
  /** The next that comes, from its first byte on. */
  | { readonly to: 'next'; readonly server: string };

const coded = encodeURIComponent;

/** Places of the page, as addresses that can be kept and gone back to. */
export const linkTo = {
  connections: '#/',
  components: '#/components',
  stately: '#/stately',
  connection: ({ server, id }: ConnectionKey) => `#/connection/${coded(server)}/${id}`,
  next: (server: string) => `#/next/${coded(server)}`,
} as const;

/** Where an address leads: to the connections, if it is none of ours. */
export function routeOf(hash: string): Route {
  const [, to, server = '', id = ''] = hash.split('/');
  if (to === 'components' || to === 'stately') return { to };
  if (to === 'next' && server !== '') return { to, server: decodeURIComponent(server) };
  if (to === 'connection' && /^\d+$/.test(id)) {
    return { to, connection: { server: decodeURIComponent(server), id: Number(id) } };
  }
  return { to: 'connections' };
}
