import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Protocol } from '../../../machines/handler/protocol';
import type { ConnectionStream } from './connectionStream';
import { streamProtocol } from './streamProtocol';

/** The answers that one connection owes. */
class Answers {
  private readonly owed = new Set<ServerResponse>();
  private state: 'serving' | 'draining' = 'serving';

  constructor(private readonly stream: ConnectionStream) {
    stream.once('serverShutdown', () => this.drain());
  }

  add(response: ServerResponse): void {
    this.owed.add(response);
    if (this.state === 'draining') sayClose(response);
    response.once('close', () => {
      this.owed.delete(response);
      this.closeIfDone();
    });
  }

  private drain(): void {
    this.state = 'draining';
    for (const response of this.owed) sayClose(response);
    this.closeIfDone();
  }

  private closeIfDone(): void {
    if (this.state === 'draining' && this.owed.size === 0) this.stream.destroySoon();
  }
}

/** The client shall not send another request on this connection (RFC 9112, 9.6). */
function sayClose(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}

/**
 * A server of `node:http` as a protocol. It does not listen itself: our server does, and what it is asked comes to it
 * as ever, by `request`. A drain lets it answer what was asked, and closes connections that are idle.
 *
 * Its own `requestTimeout` and `headersTimeout` do not run, because it does not listen; give the server an
 * `idleTimeout`.
 *
 * @example `createActor(serverCore, { input: { protocol: httpProtocol(createServer(app)), idleTimeout: 60_000 } })`
 */
export function httpProtocol(web: Server): Protocol {
  const answers = new WeakMap<object, Answers>();
  web.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    answers.get(socket)?.add(response);
  });
  return streamProtocol((stream) => {
    answers.set(stream, new Answers(stream));
    web.emit('connection', stream);
  });
}
