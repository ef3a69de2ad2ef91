import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { soon } from '../support/until';
import { ROOT } from './codeBlocks';

/** Milliseconds that a program may take to print something, on a machine that has other things to do. */
const PATIENCE = 20_000;

/** A program from the docs, running in a process and a folder of its own. */
export class Program {
  private readonly folder = mkdtempSync(join(tmpdir(), 'xstate-net-docs-'));
  private readonly child: ChildProcess;
  private output = '';
  private readonly ended: Promise<string>;
  private waiting: (() => void)[] = [];

  constructor(source: string) {
    const file = join(this.folder, 'program.ts');
    writeFileSync(file, source);
    const requires = [
      require.resolve('ts-node/register/transpile-only'),
      join(__dirname, 'resolvePackage.cjs'),
    ];
    const args = [...requires.flatMap((path) => ['--require', path]), file];
    this.child = spawn(process.execPath, args, {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TS_NODE_PROJECT: join(ROOT, 'tsconfig.json') },
    });
    const collect = (data: Buffer) => {
      this.output += data;
      this.wake();
    };
    this.child.stdout?.on('data', collect);
    this.child.stderr?.on('data', collect);
    this.ended = new Promise((resolve) => {
      this.child.once('close', (status, signal) => {
        resolve(`${signal ?? status}`);
        this.wake();
      });
    });
  }

  get printed(): string {
    return this.output;
  }

  /** Waits until the program ends by itself, and returns its exit status. */
  status(): Promise<string> {
    return this.ended;
  }

  /** Waits until something was printed that the pattern finds. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    const look = async () => {
      for (;;) {
        const found = pattern.exec(this.output);
        if (found !== null) return found;
        if (this.hasEnded) throw new Error(`no ${pattern} in all it has printed:\n${this.output}`);
        await new Promise<void>((wake) => this.waiting.push(wake));
      }
    };
    return soon(`${pattern} to be printed`, look(), PATIENCE);
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Lets those who wait look again. */
  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const wake of waiting) wake();
  }

  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What a server answers to some text from a client that then says that it will send no more. */
export async function answerFrom(port: number, text: string): Promise<string> {
  const client = connect(port, '127.0.0.1');
  client.end(text);
  return (await buffer(client)).toString();
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What was printed in the docs, with any ports and times in place of those in there. */
export function printedPattern(printed: string): RegExp {
  const loose = escaped(printed.trim()).replace(/\d{4,}|\b\d+(?= ms\b)/g, '\\d+');
  return new RegExp(`^${loose}$`);
}
