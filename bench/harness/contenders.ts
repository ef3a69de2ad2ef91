/** Who takes part: the floor, this package, what it is better than, and its peers elsewhere. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, nodeCommand } from './paths';

const SERVERS = join(__dirname, '../servers');

/** What a workload wants of a server that has a choice. */
export interface Wish {
  /** `pipe` for much or for nothing to say, `data` for requests. */
  echo: 'data' | 'pipe';
  /** Will be asked to drain. */
  drains: boolean;
}

export interface Contender {
  id: string;
  title: string;
  /** Runs on Node, so answers the harness over the process's channel and can be asked to drain. */
  onNode: boolean;
  /** Live connections beyond which it takes minutes. */
  mostIdle?: number;
  /** Makes it ready, and says what is missing when it cannot take part. */
  prepare?(): string | undefined;
  command(wish: Wish): readonly string[];
}

const server = (file: string, ...args: string[]) => nodeCommand(join(SERVERS, file), ...args);

function works(file: string, ...args: string[]): boolean {
  return spawnSync(file, args, { stdio: 'ignore' }).status === 0;
}

/** A Python that has a module: the first one of the path, or the system's. */
function python(module: string): string | undefined {
  return ['python3', '/usr/bin/python3'].find((file) => works(file, '-c', `import ${module}`));
}

let twisted: string | undefined;
const go = join(CACHE, 'echo-go');

export const CONTENDERS: readonly Contender[] = [
  {
    id: 'net',
    title: 'plain node:net',
    onNode: true,
    command: ({ echo, drains }) =>
      server('plain.ts', '--echo', echo, ...(drains ? ['--registry'] : [])),
  },
  {
    id: 'xstate-net',
    title: 'xstate-net',
    onNode: true,
    command: () => server('xstateNet.ts'),
  },
  {
    id: 'inspected',
    title: 'xstate-net, inspector attached',
    onNode: true,
    command: () => server('xstateNet.ts', '--inspect'),
  },
  {
    id: 'naive',
    title: 'naive XState wiring',
    onNode: true,
    // Each spawn and each stop copies the list of all children.
    mostIdle: 5_000,
    command: () => server('naive.ts'),
  },
  {
    id: 'asyncio',
    title: 'Python asyncio',
    onNode: false,
    prepare: () => (works('python3', '-c', 'import asyncio') ? undefined : 'no python3'),
    command: () => ['python3', join(SERVERS, 'asyncio_echo.py')],
  },
  {
    id: 'twisted',
    title: 'Twisted',
    onNode: false,
    prepare() {
      twisted = python('twisted');
      return twisted ? undefined : 'no Python with the module twisted';
    },
    command: () => [twisted as string, join(SERVERS, 'twisted_echo.py')],
  },
  {
    id: 'go',
    title: 'Go net',
    onNode: false,
    prepare() {
      if (!works('go', 'version')) return 'no go';
      mkdirSync(CACHE, { recursive: true });
      const built = spawnSync('go', ['build', '-o', go, join(SERVERS, 'echo.go')], {
        encoding: 'utf8',
      });
      return built.status === 0 ? undefined : `go build failed: ${built.stderr.split('\n')[0]}`;
    },
    command: () => [go],
  },
  {
    id: 'erlang',
    title: 'Erlang gen_tcp',
    onNode: false,
    prepare() {
      if (spawnSync('erlc', ['-help'], { stdio: 'ignore' }).error) return 'no erlc';
      mkdirSync(CACHE, { recursive: true });
      copyFileSync(join(SERVERS, 'echo.erl'), join(CACHE, 'echo.erl'));
      return works('erlc', '-o', CACHE, join(CACHE, 'echo.erl')) ? undefined : 'erlc failed';
    },
    command: () => [
      'erl',
      '+P',
      '100000',
      '+Q',
      '65536',
      '-noshell',
      '-pa',
      CACHE,
      '-s',
      'echo',
      'main',
    ],
  },
];

export const CONTENDER_IDS = CONTENDERS.map(({ id }) => id);
