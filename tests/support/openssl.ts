import { spawn } from 'node:child_process';
import type { ServerAddress } from '../../machines/connection/connectionInfo';
import { afterwards } from './afterwards';
import { until } from './until';

/** What a program has printed, and how it ended. */
export class Run {
  private readonly chunks: Buffer[] = [];
  private status: number | string | undefined;
  private readonly child: ReturnType<typeof spawn>;

  constructor(command: string, args: readonly string[]) {
    this.child = spawn(command, args, { stdio: 'pipe' });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => this.chunks.push(chunk));
    }
    this.child.stdin?.on('error', () => {});
    this.child.on('close', (code, signal) => {
      this.status = code ?? signal ?? 'gone';
    });
    afterwards(async () => {
      this.child.kill('SIGKILL');
      await this.ended();
    });
  }

  get printed(): string {
    return Buffer.concat(this.chunks).toString();
  }

  type(text: string): this {
    this.child.stdin?.write(text);
    return this;
  }

  endInput(): this {
    this.child.stdin?.end();
    return this;
  }

  async prints(what: string | RegExp): Promise<string> {
    await until(`${what} in ${JSON.stringify(this.printed)}`, () =>
      typeof what === 'string' ? this.printed.includes(what) : what.test(this.printed),
    );
    return this.printed;
  }

  async ended(): Promise<string> {
    await until('the end of a program', () => this.status !== undefined);
    return this.printed;
  }

  get hasFailed(): boolean {
    return this.status !== undefined && this.status !== 0;
  }
}

const target = (address: ServerAddress): string[] =>
  address.family === 'unix' ? ['-unix', address.path] : ['-connect', `127.0.0.1:${address.port}`];

/** `openssl s_client`, connected to a server. */
export const sClient = (address: ServerAddress, ...args: readonly string[]): Run =>
  new Run('openssl', ['s_client', ...target(address), ...args]);
