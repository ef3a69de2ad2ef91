import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { afterwards } from '../../support/afterwards';
import { soon } from '../../support/until';

/** The programs that stand for all clients that are not ours, and the packages that have them. */
const PACKAGES = { nc: 'netcat-openbsd', socat: 'socat', curl: 'curl' } as const;

export type Program = keyof typeof PACKAGES;

const PATIENCE = 25_000;

/** What is wrong with a program, or undefined: there are several by the name of nc. */
function whatIsWrong(program: Program): string | undefined {
  const { error, stderr, stdout } = spawnSync(program, [program === 'nc' ? '-h' : '--version'], {
    encoding: 'utf8',
  });
  if (error !== undefined) return 'is missing';
  if (program === 'nc' && !`${stdout}${stderr}`.includes('OpenBSD')) return "is not OpenBSD's";
  return undefined;
}

/** For each test file that uses programs: fails with a remedy if one is not there. */
export function needs(...programs: readonly Program[]): void {
  beforeAll(() => {
    for (const program of programs) {
      const wrong = whatIsWrong(program);
      if (wrong === undefined) continue;
      throw new Error(`${program} ${wrong}; apt-get install ${PACKAGES[program]}`);
    }
  });
}

/** Whether this machine can reach itself over IPv6. */
export const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((address) => address?.address === '::1');

/** What a client has said. */
export interface Said {
  readonly status: number | null;
  readonly stdout: Buffer;
}

/** Starts a program; it is killed when the test is over. */
export function start(program: Program, args: readonly string[]): ChildProcess {
  const client = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(client, 'close');
  client.stdin.on('error', () => {});
  afterwards(async () => {
    if (client.exitCode === null && client.signalCode === null) client.kill('SIGKILL');
    client.stdout.destroy();
    await closed;
  });
  return client;
}

/** Runs a program with this as its standard input, until it ends by itself. */
export async function run(
  program: Program,
  args: readonly string[],
  input: Uint8Array | string = '',
): Promise<Said> {
  const client = start(program, args);
  const chunks: Buffer[] = [];
  client.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  client.stdin?.end(input);
  const [status] = await soon(`${program} to end`, once(client, 'close'), PATIENCE);
  return { status: status as number | null, stdout: Buffer.concat(chunks) };
}
