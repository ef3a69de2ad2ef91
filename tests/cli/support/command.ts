import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { ServerAddress } from '../../../machines/connection/connectionInfo';
import { afterwards } from '../../support/afterwards';
import { soon } from '../../support/until';
import { compiledCommand, ROOT } from './compiled';

/** A line of the log in JSON. */
export interface LogLine {
  readonly time: string;
  readonly event: string;
  readonly [field: string]: unknown;
}

/** How a process has ended. */
export interface Exit {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Milliseconds that a process may take to start, on a machine that has other things to do. */
const PATIENCE = 25_000;

/** A running process, and what it has written. It is killed when the test is over. */
export class Command {
  stdout = '';
  stderr = '';
  readonly process: ChildProcess;
  readonly exit: Promise<Exit>;
  private waiting: (() => void)[] = [];

  constructor(file: string, args: readonly string[], options: SpawnOptions = {}) {
    this.process = spawn(file, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    this.process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.wake();
    });
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.wake();
    });
    this.exit = new Promise((done, failed) => {
      this.process.once('error', failed);
      this.process.once('close', (status, signal) => done({ status, signal }));
    });
    this.exit.then(
      () => this.wake(),
      () => this.wake(),
    );
    afterwards(async () => {
      if (this.process.exitCode !== null || this.process.signalCode !== null) return;
      this.process.kill('SIGKILL');
      await once(this.process, 'close');
    });
  }

  /** `xstate-net` with these arguments. */
  static run(...args: string[]): Command {
    return new Command(process.execPath, [compiledCommand(), ...args]);
  }

  /** `xstate-net serve` on a free port unless told otherwise, once it listens; it logs in JSON. */
  static async serve(...args: string[]): Promise<Command> {
    const port = args.includes('--path') || args.includes('--port') ? [] : ['--port', '0'];
    const command = Command.run('serve', '--log', 'json', ...port, ...args);
    await command.logged('listening');
    return command;
  }

  get pid(): number {
    return this.process.pid as number;
  }

  /** The whole lines of the log in JSON so far. */
  get log(): readonly LogLine[] {
    return this.stdout
      .split('\n')
      .slice(0, -1)
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as LogLine);
  }

  /** Where it listens. */
  get address(): ServerAddress {
    const line = this.log.find(({ event }) => event === 'listening');
    if (line === undefined) throw new Error('it does not listen yet');
    return line as unknown as ServerAddress;
  }

  get port(): number {
    return (this.address as { port: number }).port;
  }

  /** Bytes of memory that the process holds, by the kernel's account of it. */
  get memory(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
  }

  /** The lines of the log for this event, once there are so many. */
  async logged(event: string, count = 1): Promise<readonly LogLine[]> {
    const lines = () => this.log.filter((line) => line.event === event);
    await this.until(`${count} times "${event}" in its log`, () => lines().length >= count);
    return lines();
  }

  /** Waits for something in what it writes. */
  async until(what: string, condition: () => boolean): Promise<void> {
    const look = async () => {
      while (!condition()) {
        if (this.process.exitCode !== null) {
          throw new Error(`it has ended without ${what}: ${this.stdout}${this.stderr}`);
        }
        await new Promise<void>((wake) => this.waiting.push(wake));
      }
    };
    await soon(what, look(), PATIENCE);
  }

  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** How it has ended, once it has. */
  ended(): Promise<Exit> {
    return soon('the process to end', this.exit, PATIENCE);
  }

  /** Lets those who wait look again, for what this process has not written. */
  wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const wake of waiting) wake();
  }
}
