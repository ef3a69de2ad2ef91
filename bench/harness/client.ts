/** The load generator: built from C where there is a compiler, a Node process otherwise. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ended, lines, start } from './child';
import { CACHE, commandOf } from './paths';

export interface Generator {
  kind: string;
  /** Whether it can wait without sleeping; why it should is said in client/common.h. */
  spins: boolean;
  command: readonly string[];
}

export type Mode = 'request' | 'fan-in' | 'bulk' | 'connect';
export type Figures = Record<string, number>;

const SOURCES = join(__dirname, '../client');

/** The one on Node, which speaks TLS, too; on the harness's own Node, whichever the servers run on. */
export const nodeGenerator = (kind: string): Generator => ({
  kind,
  spins: false,
  command: commandOf(process.execPath, join(SOURCES, 'nodeClient.ts')),
});

/** Builds the C client once per content of its sources; Node's when that does not work. */
export function prepareGenerator(): Generator {
  const files = readdirSync(SOURCES)
    .filter((name) => /\.[ch]$/.test(name))
    .sort();
  const hash = createHash('sha256');
  for (const name of files) hash.update(readFileSync(join(SOURCES, name)));
  const binary = join(CACHE, `client-${hash.digest('hex').slice(0, 16)}`);
  if (!existsSync(binary)) {
    mkdirSync(CACHE, { recursive: true });
    const sources = files.filter((name) => name.endsWith('.c')).map((name) => join(SOURCES, name));
    const built = spawnSync('gcc', ['-O2', '-Wall', '-o', binary, ...sources], {
      encoding: 'utf8',
    });
    if (built.status !== 0) return nodeGenerator('Node (no gcc)');
  }
  return { kind: 'C, epoll', spins: true, command: [binary] };
}

export interface Target {
  port: number;
  pid: number;
}

function options({ port, pid }: Target, figures: Figures): string[] {
  return Object.entries({ port, pid, ...figures }).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ]);
}

function parseAnswer(line: string): Figures {
  const answer = JSON.parse(line) as Figures & { error?: string };
  if (answer.error !== undefined) throw new Error(`client: ${answer.error}`);
  return answer;
}

/** A client for the length of a session, answering a line for each command; see session.c. */
export class Session {
  readonly #child;
  #answer: ((line: string | Error) => void) | undefined;
  readonly #early: (string | Error)[] = [];

  constructor(
    generator: Generator,
    core: number | undefined,
    mode: string,
    target: Target,
    figures: Figures = {},
  ) {
    this.#child = start(core, [...generator.command, mode, ...options(target, figures)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdin?.on('error', () => {});
    if (this.#child.stdout) lines(this.#child.stdout, (line) => this.#hear(line));
    void ended(this.#child).then((how) =>
      this.#hear(new Error(`client: ${how} without an answer`)),
    );
  }

  #hear(line: string | Error): void {
    const answer = this.#answer;
    this.#answer = undefined;
    if (answer) answer(line);
    else this.#early.push(line);
  }

  /** The next line that the client prints. */
  async answer(): Promise<Figures> {
    const line =
      this.#early.shift() ??
      (await new Promise<string | Error>((resolve) => {
        this.#answer = resolve;
      }));
    if (line instanceof Error) throw line;
    return parseAnswer(line);
  }

  ask(command: string): Promise<Figures> {
    this.#child.stdin?.write(`${command}\n`);
    return this.answer();
  }

  async stop(): Promise<void> {
    const gone = ended(this.#child);
    this.#child.kill('SIGKILL');
    await gone;
  }
}

/** Runs the client once and returns what it measured. */
export async function runClient(
  generator: Generator,
  core: number | undefined,
  mode: Mode,
  target: Target,
  figures: Figures,
): Promise<Figures> {
  // Two on one core would take turns, and a client that does not sleep would take the server's.
  const spin = generator.spins && core !== undefined && mode !== 'fan-in' ? { spin: 1 } : {};
  const client = new Session(generator, core, mode, target, { ...figures, ...spin });
  try {
    return await client.answer();
  } finally {
    await client.stop();
  }
}
