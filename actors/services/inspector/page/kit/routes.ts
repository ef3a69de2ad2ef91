import type { ConnectionKey } from '../../messages';

export type Route =
  | { readonly to: 'connections' | 'components' | 'stately' }
  | { readonly to: 'connection'; readonly connection: ConnectionKey }
  /** The next that comes, from its first byte on. */
  | { readonly to: 'next'; readonly server: string };

const code = encodeURIComponent;

/** Places of the page, as addresses that can be kept and gone back to. */
export const linkTo = {
  connections: '#/',
  components: '#/components',
  stately: '#/stately',
  connection: ({ server, id }: ConnectionKey) => `#/connection/${code(server)}/${id}`,
  next: (server: string) => `#/next/${code(server)}`,
} as const;

/** What was coded; nothing, if it cannot have been. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** Where an address leads: to the connections, if it is none of ours. */
export function routeOf(hash: string): Route {
  const [, to, coded = '', id = ''] = hash.split('/');
  if (to === 'components' || to === 'stately') return { to };
  const server = decoded(coded);
  if (to === 'next' && server !== '') return { to, server };
  if (to === 'connection' && server !== '' && /^\d+$/.test(id)) {
    return { to, connection: { server, id: Number(id) } };
  }
  return { to: 'connections' };
}
