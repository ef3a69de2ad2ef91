import { type IncomingMessage, request } from 'node:http';
import type { AnyActorRef } from 'xstate';
import {
  type InspectOptions,
  inspectServer,
} from '../../../../../actors/services/inspector/inspectServer';
import type {
  ConnectionsPage,
  ConnectionsQuery,
  LifeRecord,
  StreamMessage,
  WatchAnswer,
  WatchRequest,
} from '../../../../../actors/services/inspector/messages';
import { afterwards } from '../../../../support/afterwards';
import { soon, until } from '../../../../support/until';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** What a request says besides its path. */
export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a request as any program can, headers and all. */
export function ask(port: number, path: string, { method, headers, body }: Asking = {}) {
  const answered = new Promise<Answer>((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method, headers, agent: false },
      (message) => {
        let text = '';
        message.setEncoding('utf8');
        message.on('data', (chunk: string) => {
          text += chunk;
        });
        message.on('error', reject);
        message.on('end', () =>
          resolve({ status: message.statusCode ?? 0, headers: message.headers, text }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
  return soon(`an answer to ${path}`, answered);
}

/** A viewer's stream. */
export class Watching {
  readonly heard: StreamMessage[] = [];
  isOver = false;

  constructor(private readonly message: IncomingMessage) {
    let text = '';
    message.setEncoding('utf8');
    message.on('data', (chunk: string) => {
      text += chunk;
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) this.heard.push(JSON.parse(part.replace(/^data: /, '')));
    });
    message.on('error', () => {});
    message.on('close', () => {
      this.isOver = true;
    });
    afterwards(() => this.leave());
  }

  /** Closes the tab. */
  leave(): void {
    this.message.destroy();
  }

  /** Reads nothing more. */
  stall(): void {
    this.message.pause();
  }

  readOn(): void {
    this.message.resume();
  }

  of<T extends StreamMessage['type']>(type: T): Extract<StreamMessage, { type: T }>[] {
    return this.heard.filter((message) => message.type === type) as never;
  }

  async one<T extends StreamMessage['type']>(
    type: T,
    isRight: (message: Extract<StreamMessage, { type: T }>) => boolean = () => true,
  ): Promise<Extract<StreamMessage, { type: T }>> {
    const found = () => this.of(type).find(isRight);
    await until(`a message ${type}`, () => found() !== undefined);
    return found() as never;
  }

  async viewer(): Promise<string> {
    return (await this.one('welcome')).viewer;
  }

  get records(): readonly LifeRecord[] {
    return this.of('records').flatMap(({ records }) => records);
  }
}

/** An inspector's page, for who has its URL. */
export class Looking {
  readonly port: number;
  readonly token: string;
  cookie = '';

  constructor(readonly page: { readonly url: string; close(): Promise<void> }) {
    const url = new URL(page.url);
    this.port = Number(url.port);
    this.token = url.searchParams.get('token') ?? '';
  }

  /** Opens the URL, as a browser does. */
  async enter(): Promise<this> {
    const { headers } = await ask(this.port, `/?token=${this.token}`);
    this.cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    return this;
  }

  ask(path: string, asking: Asking = {}): Promise<Answer> {
    const headers = { cookie: this.cookie, ...asking.headers };
    return ask(this.port, path, { ...asking, headers });
  }

  async json<T>(path: string): Promise<T> {
    const { status, text } = await this.ask(path);
    if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
    return JSON.parse(text);
  }

  post(path: string, body: unknown): Promise<Answer> {
    const headers = { 'content-type': 'application/json' };
    return this.ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  connections(query: ConnectionsQuery = {}): Promise<ConnectionsPage> {
    const parameters = new URLSearchParams(
      Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
    );
    return this.json(`/api/connections?${parameters}`);
  }

  async watch(wish: WatchRequest): Promise<WatchAnswer> {
    return JSON.parse((await this.post('/api/watch', wish)).text);
  }

  /** Opens a stream; the answer if it is refused. */
  stream(): Promise<Watching> {
    const opened = new Promise<Watching>((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port: this.port,
          path: '/api/stream',
          headers: { cookie: this.cookie },
          agent: false,
        },
        (message) => resolve(new Watching(message)),
      );
      sent.on('error', reject);
      sent.end();
    });
    return soon('a stream', opened);
  }
}

/** Inspects a server, and enters its page. */
export async function look(server: AnyActorRef, options: InspectOptions = {}): Promise<Looking> {
  const page = await inspectServer(server, options);
  afterwards(() => page.close());
  return new Looking(page).enter();
}
