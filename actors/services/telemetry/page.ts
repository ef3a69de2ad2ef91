/** A small HTTP server for pages that are read by machines. */

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { reasonOf } from '../../../machines/kit/shown';
import {
  checkValue,
  host as hostKind,
  port as portKind,
} from '../../../machines/options/optionKinds';
import { bindError } from '../../transport/bindError';
import { HTTP_LIMITS, Visitors } from '../visitors';

/** What is answered. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Where a page is served. */
export interface PageOptions {
  /** 0 is any free one. */
  readonly port: number;
  /** Default `127.0.0.1`: who scrapes or probes from elsewhere says so. */
  readonly host?: string;
}

/** A page that is served. */
export interface Page {
  readonly url: string;
  /** Takes the page away. What it tells of goes on. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

const TEXT = 'text/plain; charset=utf-8';

function say(response: ServerResponse, { status, type, body }: Answer, withBody: boolean): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(withBody ? body : undefined);
}

async function bind(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(bindError(error, { port, options: { host } })));
    server.listen(port, host, resolve);
  });
  // An accept that fails concerns nobody but who tried to look.
  server.on('error', () => {});
  return (server.address() as AddressInfo).port;
}

/**
 * Serves what `answer` says to a path, to GET and HEAD. It does not keep the process alive. Fails with
 * `XN_PORT_IN_USE` and the like where it cannot be served, and with `XN_BAD_PORT` or `XN_BAD_HOST`.
 */
export async function servePage(
  { port, host = LOOPBACK }: PageOptions,
  answer: (path: string) => Answer | Promise<Answer>,
): Promise<Page> {
  const error = checkValue('port', portKind(0), port) ?? checkValue('host', hostKind, host);
  if (error !== undefined) throw error;
  const server = createServer(HTTP_LIMITS, (request, response) => {
    visitors.admit(request.socket);
    response.on('close', () => visitors.dismiss(request.socket));
    const { method, url = '/' } = request;
    const path = url.split('?', 1)[0] as string;
    if (method !== 'GET' && method !== 'HEAD') {
      say(response, { status: 405, type: TEXT, body: 'ask by GET\n' }, true);
      return;
    }
    Promise.resolve(path)
      .then(answer)
      .catch((error: unknown) => ({ status: 500, type: TEXT, body: `${reasonOf(error)}\n` }))
      .then((said) => say(response, said, method === 'GET'));
  });
  const visitors = new Visitors(server);
  const bound = await bind(server, port, host);
  server.unref();
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shown}:${bound}`,
    close: () => visitors.close(),
  };
}

/** A line of text. */
export const text = (status: number, line: string): Answer => ({
  status,
  type: TEXT,
  body: `${line}\n`,
});
