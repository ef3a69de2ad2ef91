/** What the page asks besides its stream. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { act } from '../attached/act';
import type { Look } from '../attached/look';
import type { Lookout } from '../attached/lookout';
import { mermaidOf, scriptText } from '../life/saved';
import { pageOf } from '../look/page';
import { treeOf } from '../look/tree';
import type { ConnectionsPage } from '../messages';
import { answerJson, answerText, bodyOf, refuse } from './answers';
import { actionIn, connectionKey, tableQuery, wishIn } from './questions';
import type { Viewers } from './viewers';

/** What requests are answered with. */
export interface Api {
  readonly lookout: Lookout;
  readonly viewers: Viewers;
  readonly control: boolean;
}

async function connections(look: Look, parameters: URLSearchParams): Promise<ConnectionsPage> {
  const servers = await look.ready();
  const wanted = parameters.get('server');
  const server = servers.find(({ key }) => wanted === null || key === wanted);
  if (server === undefined) return { at: Date.now(), found: 0, live: 0, rows: [] };
  const { found, rows } = await pageOf(server.rows.values(), tableQuery(parameters));
  // What is seen is what is now, though it was put in order by what was a moment ago.
  for (const row of rows) server.look(row);
  const at = server.now();
  return { at, found, live: server.rows.size, rows: rows.map((row) => row.show(server.key, at)) };
}

const NO_LIFE = 'nothing was recorded of that connection: it is not watched';

/** Answers with the recorded life that parameters name, in one of its forms. */
function answerLife(
  question: string,
  look: Look,
  parameters: URLSearchParams,
  response: ServerResponse,
): void {
  const key = connectionKey(parameters.get('server'), parameters.get('id'));
  const found = key === undefined ? undefined : look.lives.get(key);
  if (found === undefined) refuse(response, 404, NO_LIFE);
  else if (question === 'life') answerJson(response, found.watch.life.answer());
  else if (question === 'script') answerText(response, scriptText(found.watch, found.server));
  else answerText(response, mermaidOf(found.watch));
}

async function ask(
  { lookout }: Api,
  { pathname, searchParams }: URL,
  response: ServerResponse,
): Promise<void> {
  await lookout.during(async (look) => {
    const [, , question, name] = pathname.split('/');
    switch (question) {
      case 'connections':
        answerJson(response, await connections(look, searchParams));
        return;
      case 'tree':
        await look.ready();
        answerJson(response, treeOf(look.root, look.charts, look.servers));
        return;
      case 'charts': {
        const chart = look.charts.get(name ?? '');
        if (chart === undefined) refuse(response, 404, 'there is no such chart');
        else answerJson(response, chart);
        return;
      }
      case 'life':
      case 'script':
      case 'mermaid':
        answerLife(question, look, searchParams, response);
        return;
      default:
        refuse(response, 404, 'there is nothing of that name');
    }
  });
}

async function tell(
  api: Api,
  { pathname }: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const read = await bodyOf(request);
  if ('error' in read) {
    refuse(response, read.status, read.error);
    return;
  }
  if (pathname === '/api/watch') {
    const wish = wishIn(read.body);
    if (wish === undefined) refuse(response, 400, 'that is no wish of a viewer');
    else answerJson(response, api.viewers.wish(wish));
    return;
  }
  if (pathname !== '/api/action') {
    refuse(response, 404, 'there is nothing of that name');
    return;
  }
  if (!api.control) {
    refuse(
      response,
      403,
      'this inspector only looks: --inspect-control, or control: true, allows actions',
    );
    return;
  }
  const action = actionIn(read.body);
  if (action === undefined) refuse(response, 400, 'that is no action');
  else answerJson(response, await api.lookout.during((look) => act(look, action)));
}

/** Answers a request below `/api/` of somebody who may ask. */
export async function answerApi(
  api: Api,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'POST') await tell(api, url, request, response);
  else if (url.pathname === '/api/stream') await api.viewers.begin(request, response);
  else await ask(api, url, response);
}
