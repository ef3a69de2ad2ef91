/** What a request asks for, read and checked: it may come from anybody who has the cookie. */

import type { TableQuery } from '../look/page';
import { isColumn } from '../look/page';
import type { Wish } from '../look/viewer';
import type { ActionRequest, ConnectionKey } from '../messages';

const DEFAULT_LIMIT = 50;
const MOST_LIMIT = 200;
const LONGEST_SEARCH = 200;

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length < 100;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function natural(text: string | null, otherwise: number): number {
  const value = Number(text ?? otherwise);
  return Number.isSafeInteger(value) && value >= 0 ? value : otherwise;
}

/** A page of the table. What makes no sense is as if it had not been said. */
export function tableQuery(parameters: URLSearchParams): TableQuery {
  const sort = parameters.get('sort');
  return {
    sort: isColumn(sort) ? sort : 'id',
    descending: parameters.get('order') === 'desc',
    search: (parameters.get('search') ?? '').slice(0, LONGEST_SEARCH),
    state: parameters.get('state') ?? undefined,
    offset: natural(parameters.get('offset'), 0),
    limit: Math.max(1, Math.min(MOST_LIMIT, natural(parameters.get('limit'), DEFAULT_LIMIT))),
  };
}

/** The connection that parameters or a body name. */
export function connectionKey(server: unknown, id: unknown): ConnectionKey | undefined {
  const number = typeof id === 'string' && /^\d+$/.test(id) ? Number(id) : id;
  if (!isText(server) || typeof number !== 'number' || !Number.isSafeInteger(number)) {
    return undefined;
  }
  return { server, id: number };
}

const keyIn = (value: unknown): ConnectionKey | undefined =>
  isObject(value) ? connectionKey(value.server, value.id) : undefined;

/** Who wishes, and what. */
export function wishIn(
  body: unknown,
): { readonly viewer: string; readonly wish: Wish } | undefined {
  if (!isObject(body) || !isText(body.viewer)) return undefined;
  const { viewer, connection, next, stately } = body;
  const key = keyIn(connection);
  if (connection !== undefined && key === undefined) return undefined;
  return {
    viewer,
    wish: { connection: key, next: isText(next) ? next : undefined, stately: stately === true },
  };
}

/** What is to be done. */
export function actionIn(body: unknown): ActionRequest | undefined {
  if (!isObject(body)) return undefined;
  const { action, server, mode } = body;
  if (action === 'abortConnection') {
    const connection = keyIn(body.connection);
    return connection === undefined ? undefined : { action, connection };
  }
  if (!isText(server)) return undefined;
  if (action === 'resume' || action === 'drain' || action === 'abort') return { action, server };
  if (action !== 'suspend') return undefined;
  return mode === 'close' || mode === 'refuse' ? { action, server, mode } : { action, server };
}
