/** Who takes part: the floor, this package, what it is better than, and its peers elsewhere. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { certificateFiles } from './certificate';
import { CACHE, nodeCommand, ROOT, servingNode } from './paths';
import { buildProtocols, protocolFile } from './protocolFiles';

const SERVERS = join(__dirname, '../servers');

/** The protocols that are spoken beside an echo; what each is, says bench/servers/protocols. */
export const SPOKEN = ['lines', 'turns', 'resp'] as const;
export type Spoken = (typeof SPOKEN)[number];

/** What a workload wants of a server that has a choice. */
export interface Wish {
  /** `pipe` for much or for nothing to say, `data` for requests. */
  echo: 'data' | 'pipe';
  /** Will be asked to drain. */
  drains: boolean;
  /** In place of an echo. */
  speaks?: Spoken;
  /** By TLS, with the certificate of the run. */
  secured?: true;
}

export interface Contender {
  id: string;
  title: string;
  /** Answers the harness over the process's channel, so that it can be asked to drain. */
  answers: boolean;
  /** Knows TLS and every protocol of the benchmark, and not an echo alone. */
  versatile?: true;
  /** How it says on which port it listens, if not as the others. */
  listens?: RegExp;
  /** Takes part only when it is asked for by its name. */
  byName?: true;
  /** Live connections beyond which it takes minutes. */
  mostIdle?: number;
  /** Makes it ready, and says what is missing when it cannot take part. */
  prepare?(): string | undefined;
  command(wish: Wish): readonly string[];
}

const server = (file: string, ...args: string[]) => nodeCommand(join(SERVERS, file), ...args);

/** How a server is told what a workload wants beside an echo. */
function wishes({ speaks, secured }: Wish): string[] {
  const told = speaks === undefined ? [] : ['--speaks', speaks];
  return [...told, ...(secured ? tlsFlags() : [])];
}

/** The flags of `xstate-net serve`, which the other servers take, too. */
function tlsFlags(): string[] {
  const { key, cert } = certificateFiles();
  return ['--tls-key', key, '--tls-cert', cert];
}

function works(file: string, ...args: string[]): boolean {
  return spawnSync(file, args, { stdio: 'ignore' }).status === 0;
}

/** A Python that has a module: the first one of the path, or the system's. */
function python(module: string): string | undefined {
  return ['python3', '/usr/bin/python3'].find((file) => works(file, '-c', `import ${module}`));
}

let twisted: string | undefined;
const go = join(CACHE, 'echo-go');
const c = join(CACHE, 'echo-c');

export const CONTENDERS: readonly Contender[] = [
  {
    id: 'net',
    title: 'plain node:net',
    answers: true,
    versatile: true,
    command: (wish) =>
      server(
        'plain.ts',
        '--echo',
        wish.echo,
        ...(wish.drains ? ['--registry'] : []),
        ...wishes(wish),
      ),
  },
  {
    id: 'xstate-net',
    title: '`serverCore` alone',
    answers: true,
    command: () => server('xstateNet.ts'),
  },
  {
    id: 'command',
    title: '`xstate-net serve`',
    answers: false,
    versatile: true,
    listens: /listens on 127\.0\.0\.1:(\d+)$/,
    prepare() {
      const built = spawnSync(
        process.execPath,
        ['--require', 'ts-node/register/transpile-only', 'scripts/build.ts'],
        { cwd: ROOT, encoding: 'utf8' },
      );
      if (built.status !== 0) return `the build failed: ${built.stderr.split('\n')[0]}`;
      buildProtocols(SPOKEN);
      return undefined;
    },
    command: ({ speaks, secured }) => [
      servingNode(),
      join(ROOT, 'dist/cli.js'),
      'serve',
      speaks === undefined ? 'echo' : protocolFile(speaks),
      '--port',
      '0',
      ...(secured ? tlsFlags() : []),
    ],
  },
  {
    id: 'app',
    title: 'an app that owns its server',
    answers: true,
    versatile: true,
    command: (wish) => server('app.ts', ...wishes(wish)),
  },
  {
    id: 'deaf-app',
    title: 'the same, not told of connections',
    answers: true,
    command: () => server('app.ts', '--deaf'),
  },
  {
    id: 'inspected',
    title: 'xstate-net, inspector attached',
    answers: true,
    command: () => server('xstateNet.ts', '--inspect'),
  },
  {
    id: 'watched',
    title: 'xstate-net, page open, one connection watched',
    answers: true,
    byName: true,
    command: () => server('xstateNet.ts', '--watched'),
  },
  {
    id: 'naive',
    title: 'naive XState wiring',
    answers: true,
    // Each spawn and each stop copies the list of all children.
    mostIdle: 5_000,
    command: () => server('naive.ts'),
  },
  {
    id: 'c',
    title: 'C, epoll',
    answers: false,
    prepare() {
      mkdirSync(CACHE, { recursive: true });
      const source = join(SERVERS, 'echo.c');
      return works('gcc', '-O2', '-Wall', '-o', c, source) ? undefined : 'no gcc';
    },
    command: () => [c],
  },
  {
    id: 'asyncio',
    title: 'Python asyncio',
    answers: false,
    prepare: () => (works('python3', '-c', 'import asyncio') ? undefined : 'no python3'),
    command: () => ['python3', join(SERVERS, 'asyncio_echo.py')],
  },
  {
    id: 'twisted',
    title: 'Twisted',
    answers: false,
    prepare() {
      twisted = python('twisted');
      return twisted ? undefined : 'no Python with the module twisted';
    },
    command: () => [twisted as string, join(SERVERS, 'twisted_echo.py')],
  },
  {
    id: 'go',
    title: 'Go net',
    answers: false,
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
    answers: false,
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
