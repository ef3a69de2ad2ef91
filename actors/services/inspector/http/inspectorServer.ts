/** The page's own little HTTP server. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { reasonOf } from '../../../../machines/kit/shown';
import { bindError } from '../../../transport/bindError';
import { HTTP_LIMITS, Visitors } from '../../visitors';
import { answer, refuse } from './answers';
import type { Api } from './api';
import { assetOf, INDEX } from './assets';
import { type Asked, Guard } from './guard';

const BASE = 'http://inspector';

function urlOf(request: IncomingMessage): URL | undefined {
  try {
    return new URL(request.url ?? '/', BASE);
  } catch {
    return undefined;
  }
}

const one = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(',') : header;

const asked = ({ headers }: IncomingMessage, url: URL): Asked => ({
  host: headers.host,
  origin: one(headers.origin),
  fetchSite: one(headers['sec-fetch-site']),
  cookie: headers.cookie,
  token: url.searchParams.get('token') ?? undefined,
});

export class InspectorServer {
  private readonly server: Server;
  private readonly visitors: Visitors;
  private guard: Guard | undefined;

  constructor(
    private readonly host: string,
    private readonly api: () => Promise<Api>,
  ) {
    this.server = createServer(HTTP_LIMITS, (request, response) => {
      this.handle(request, response).catch((error: unknown) => {
        if (response.headersSent) response.destroy();
        else refuse(response, 500, `the inspector failed: ${reasonOf(error)}`);
      });
    });
    this.visitors = new Visitors(this.server);
  }

  /** Listens, and resolves to the URL that lets somebody in. */
  async listen(port: number): Promise<string> {
    const { server, host } = this;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => reject(bindError(error, { port, options: { host } })));
      server.listen(port, host, resolve);
    });
    // An accept that fails concerns nobody but who tried to look.
    server.on('error', () => {});
    server.unref();
    const bound = (server.address() as AddressInfo).port;
    const guard = new Guard(host, bound);
    this.guard = guard;
    return `http://${addressFor(host)}:${bound}/?token=${guard.token}`;
  }

  close(): Promise<void> {
    return this.visitors.close();
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = urlOf(request);
    if (url === undefined) {
      refuse(response, 400, 'that is no address');
      return;
    }
    const guard = this.guard as Guard;
    const verdict = guard.judge(asked(request, url));
    if (verdict.is === 'refused') {
      refuse(response, verdict.status, verdict.error);
      return;
    }
    // Who may look is not to be kept out by who may not.
    this.visitors.admit(request.socket);
    if (request.method !== 'GET' && !(request.method === 'POST' && isApi(url))) {
      refuse(response, 405, `nothing here is asked for by ${request.method}`);
      return;
    }
    if (verdict.is === 'entering') {
      // The token is not to stay in the address, which is shown, remembered and sent to others.
      answer(response, 303, '', { Location: '/', 'Set-Cookie': guard.cookie });
      return;
    }
    if (isApi(url)) {
      const [api, { answerApi }] = await Promise.all([this.api(), import('./api')]);
      await answerApi(api, url, request, response);
    } else await this.file(url, request, response);
  }

  private async file(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = url.pathname === '/' ? INDEX : url.pathname.replace(/^\/assets\//, '');
    const asset = await assetOf(name);
    if (asset === undefined) {
      refuse(response, 404, 'there is nothing of that name');
      return;
    }
    const { type, body, encoding } = asset;
    if (encoding !== undefined && !`${request.headers['accept-encoding']}`.includes(encoding)) {
      refuse(response, 406, `this is only to be had as ${encoding}`);
      return;
    }
    answer(response, 200, body, {
      'Content-Type': type,
      ...(encoding === undefined ? {} : { 'Content-Encoding': encoding }),
    });
  }
}

const isApi = ({ pathname }: URL): boolean => pathname.startsWith('/api/');

/** The address by which a browser of this machine reaches what listens on `host`. */
function addressFor(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
