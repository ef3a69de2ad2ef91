/** The traffic of the load generator on Node; see request.c, bulk.c and connect.c for what each does. */

import { connect, type Socket } from 'node:net';
import { connect as connectSecured } from 'node:tls';
import { quantile } from '../harness/stats';
import { bytesAt, verify } from './stream';

export type Options = Record<
  | 'port'
  | 'pid'
  | 'connections'
  | 'depth'
  | 'size'
  | 'count'
  | 'seconds'
  | 'warmup'
  | 'interval'
  | 'bytes'
  | 'window'
  | 'passes'
  | 'sources'
  | 'lines'
  | 'secured',
  number
>;

export interface Answer {
  [figure: string]: number;
}

/** Reads the server's CPU time so far, in seconds. */
export type Cpu = () => number;

const now = () => performance.now() / 1000;

export function dial(options: Options, n: number): Socket {
  const to = {
    port: options.port,
    host: '127.0.0.1',
    noDelay: true,
    allowHalfOpen: true,
    ...(options.sources > 1 && { localAddress: `127.0.0.${1 + (n % options.sources)}` }),
  };
  // A handshake of its own for each: no session is given, so none is taken up again.
  return options.secured > 0 ? connectSecured({ ...to, rejectUnauthorized: false }) : connect(to);
}

/** What is counted between the end of the warm-up and the end of the run. */
class Window {
  done = 0;
  readonly latencies: number[] = [];
  readonly #cpu: Cpu;
  readonly #end: number;
  readonly #count: number;
  #from: number;
  #used = 0;
  #measuring = false;

  constructor({ warmup, seconds, count }: Options, cpu: Cpu) {
    this.#cpu = cpu;
    this.#count = count;
    this.#from = now() + warmup;
    this.#end = this.#from + seconds;
    if (warmup === 0) this.#begin(this.#from);
  }

  #begin(at: number): void {
    this.#measuring = true;
    this.#from = at;
    this.#used = this.#cpu();
    this.done = 0;
    this.latencies.length = 0;
  }

  add(since: number): void {
    const at = now();
    if (!this.#measuring && at >= this.#from) this.#begin(at);
    this.done++;
    this.latencies.push((at - since) * 1e6);
  }

  over(): boolean {
    return now() >= this.#end || (this.#measuring && this.done >= this.#count);
  }

  answer(): Answer {
    if (this.done === 0) throw new Error('nothing was answered');
    return {
      operations: this.done,
      seconds: now() - this.#from,
      cpu: this.#cpu() - this.#used,
      p50: quantile(this.latencies, 0.5),
      p99: quantile(this.latencies, 0.99),
      p999: quantile(this.latencies, 0.999),
    };
  }
}

/** Asks and hears the echo on one connection; `answered` is called for each request that came back. */
class Asker {
  readonly #socket: Socket;
  readonly #size: number;
  readonly #asked: number[] = [];
  #sent = 0;
  #received = 0;

  constructor(
    socket: Socket,
    size: number,
    answered: (asker: Asker, since: number) => void,
    failed: (error: Error) => void,
  ) {
    this.#socket = socket;
    this.#size = size;
    socket.on('error', failed);
    socket.on('end', () => failed(new Error('the server closed a connection')));
    socket.on('data', (data) => {
      try {
        verify(data, this.#received);
      } catch (error) {
        failed(error as Error);
      }
      const before = Math.floor(this.#received / size);
      this.#received += data.length;
      const answers = Math.floor(this.#received / size) - before;
      for (let i = 0; i < answers; i++) answered(this, this.#asked.shift() as number);
    });
  }

  get waiting(): number {
    return this.#asked.length;
  }

  ask(): void {
    this.#asked.push(now());
    this.#socket.write(bytesAt(this.#sent, this.#size));
    this.#sent += this.#size;
  }
}

/** What a socket says when it can be spoken by. */
const readyOf = ({ secured }: Options) => (secured > 0 ? 'secureConnect' : 'connect');

async function opened(socket: Socket, options: Options): Promise<Socket> {
  await new Promise<void>((resolve, reject) => {
    socket.once(readyOf(options), resolve);
    socket.once('error', reject);
  });
  return socket;
}

export async function request(options: Options, cpu: Cpu): Promise<Answer> {
  const sockets: Socket[] = [];
  for (let i = 0; i < options.connections; i++)
    sockets.push(await opened(dial(options, i), options));
  const window = new Window(options, cpu);
  return new Promise((resolve, reject) => {
    const answered = (asker: Asker, since: number) => {
      window.add(since);
      if (window.over()) resolve(window.answer());
      else asker.ask();
    };
    for (const socket of sockets) {
      const asker = new Asker(socket, options.size, answered, reject);
      for (let i = 0; i < options.depth; i++) asker.ask();
    }
  });
}

export async function fanIn(options: Options, cpu: Cpu): Promise<Answer> {
  const sockets: Socket[] = [];
  for (let i = 0; i < options.connections; i++)
    sockets.push(await opened(dial(options, i), options));
  const window = new Window(options, cpu);
  const gap = options.interval / options.connections;
  return new Promise((resolve, reject) => {
    const askers = sockets.map(
      (socket) => new Asker(socket, options.size, (_, since) => window.add(since), reject),
    );
    const start = now();
    let next = 0;
    let late = 0;
    setInterval(() => {
      for (; start + next * gap <= now(); next++) {
        const asker = askers[next % askers.length] as Asker;
        if (asker.waiting === 0) asker.ask();
        else late++;
      }
      if (window.over()) resolve({ ...window.answer(), late });
    }, 1);
  });
}

function transfer(options: Options, n: number, total: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = dial(options, n);
    let sent = 0;
    let received = 0;
    const push = () => {
      while (sent < total && sent - received < options.window) {
        const length = Math.min(65_536, total - sent, options.window - (sent - received));
        socket.write(bytesAt(sent, length));
        sent += length;
      }
    };
    socket.on(readyOf(options), push);
    socket.on('error', reject);
    socket.on('end', () =>
      received === total ? resolve() : reject(new Error('the server closed early')),
    );
    socket.on('data', (data) => {
      try {
        verify(data, received);
      } catch (error) {
        reject(error);
      }
      received += data.length;
      if (received === total) socket.end();
      else push();
    });
  });
}

export async function bulk(options: Options, cpu: Cpu): Promise<Answer> {
  await transfer(options, 0, options.bytes / 4);
  const start = now();
  const used = cpu();
  for (let pass = 1; pass <= options.passes; pass++) await transfer(options, pass, options.bytes);
  return { bytes: options.bytes * options.passes, seconds: now() - start, cpu: cpu() - used };
}

/** Connects, asks once, hears the echo, half-closes and waits for the server's FIN. */
function visit(options: Options, n: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = dial(options, n);
    let received = 0;
    socket.on(readyOf(options), () => socket.write(bytesAt(0, options.size)));
    socket.on('data', (data) => {
      verify(data, received);
      received += data.length;
      if (received === options.size) socket.end();
    });
    socket.on('end', () =>
      received === options.size ? resolve() : reject(new Error('the server closed early')),
    );
    socket.on('error', reject);
  });
}

export async function churn(options: Options, cpu: Cpu): Promise<Answer> {
  const window = new Window(options, cpu);
  let dialled = 0;
  const worker = async () => {
    while (!window.over() && (options.warmup > 0 || dialled < options.count)) {
      const since = now();
      await visit(options, dialled++);
      window.add(since);
    }
  };
  await Promise.all(Array.from({ length: options.connections }, worker));
  return window.answer();
}
