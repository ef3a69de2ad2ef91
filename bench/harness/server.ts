/** A server that is measured: a fresh process for each measurement. */

import type { ChildProcess } from 'node:child_process';
import { ended, lines, start } from './child';
import { servingNode } from './paths';

/** What the harness sends over the process's channel. */
export type Request = 'drain' | 'counts' | 'delay.start' | 'delay.report';

const START_TIMEOUT_MS = 30_000;
const ANSWER_TIMEOUT_MS = 120_000;
const STDERR_KEPT = 2_000;
const LISTENS = /^listening (\d+)$/;

export class Server {
  readonly pid: number;
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #stderr: () => string;

  private constructor(child: ChildProcess, port: number, stderr: () => string) {
    this.#child = child;
    this.pid = child.pid as number;
    this.port = port;
    this.#stderr = stderr;
  }

  /** Starts `command` on a core and waits until it says where it listens, `listening PORT` by default. */
  static async start(
    command: readonly string[],
    core?: number,
    listens = LISTENS,
  ): Promise<Server> {
    const node = command[0] === servingNode();
    const child = start(core, command, {
      stdio: ['ignore', 'pipe', 'pipe', ...(node ? (['ipc'] as const) : [])],
    });
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      errors = (errors + text).slice(-STDERR_KEPT);
    });
    let timer: NodeJS.Timeout | undefined;
    const port = await Promise.race([
      new Promise<number>((resolve) => {
        if (!child.stdout) return;
        lines(child.stdout, (line) => {
          const found = listens.exec(line)?.[1];
          if (found) resolve(Number(found));
        });
      }),
      ended(child).then((how) => how),
      new Promise<string>((resolve) => {
        timer = setTimeout(() => resolve('did not listen in 30 s'), START_TIMEOUT_MS);
      }),
    ]);
    clearTimeout(timer);
    if (typeof port === 'string') {
      child.kill('SIGKILL');
      throw new Error(`the server did not start: ${firstError(errors) ?? port}`);
    }
    return new Server(child, port, () => errors);
  }

  /** Asks a Node server something and waits for its answer. */
  ask<T>(request: Request): Promise<T> {
    return new Promise((resolve, reject) => {
      const over = (error?: Error, result?: T) => {
        clearTimeout(timer);
        this.#child.off('message', hear);
        this.#child.off('exit', gone);
        if (error) reject(error);
        else resolve(result as T);
      };
      const hear = (message: unknown) => {
        const answer = message as { request: Request; result?: T; error?: string };
        if (answer.request !== request) return;
        over(answer.error === undefined ? undefined : new Error(answer.error), answer.result);
      };
      const gone = () => over(new Error(`the server died when asked to ${request}`));
      const timer = setTimeout(
        () => over(new Error(`the server did not ${request} in ${ANSWER_TIMEOUT_MS / 1000} s`)),
        ANSWER_TIMEOUT_MS,
      );
      this.#child.on('message', hear);
      this.#child.once('exit', gone);
      this.#child.send(request);
    });
  }

  /** Why the server is no longer running, or undefined while it is. */
  died(): string | undefined {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) return undefined;
    return `the server ended (${signalCode ?? `status ${exitCode}`})${prefix(': ', firstError(this.#stderr()))}`;
  }

  async stop(): Promise<void> {
    const gone = ended(this.#child);
    this.#child.kill('SIGKILL');
    await gone;
  }
}

const prefix = (before: string, text: string | undefined) => (text ? before + text : '');

/** The line of a stack trace that says what was wrong, in Node's or in Python's order. */
export function firstError(stderr: string): string | undefined {
  const all = stderr.split('\n').filter((line) => line.trim() !== '');
  return all.find((line) => /^\S*(Error|Exception)\b/.test(line)) ?? all[0];
}
