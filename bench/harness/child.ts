/** Child processes of the harness: pinned to a core where that works, and never left behind. */

import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';

const running = new Set<ChildProcess>();

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

let pins: boolean | undefined;

/** Whether `taskset` is there to pin with. */
export function canPin(): boolean {
  pins ??= spawnSync('taskset', ['-V']).status === 0;
  return pins;
}

export function start(
  core: number | undefined,
  command: readonly string[],
  options: SpawnOptions,
): ChildProcess {
  // taskset becomes the command, so that the process we start is the process we measure.
  const pinned =
    core !== undefined && canPin() ? ['taskset', '-c', String(core), ...command] : command;
  const [file, ...args] = pinned as [string, ...string[]];
  const child = spawn(file, args, options);
  running.add(child);
  child.on('exit', () => running.delete(child));
  child.on('error', () => running.delete(child));
  return child;
}

/** Resolves when the child has ended (and been counted among ours by the kernel). */
export function ended(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    const describe = () =>
      child.signalCode ? `killed by ${child.signalCode}` : `exited with ${child.exitCode}`;
    if (child.exitCode !== null || child.signalCode !== null) resolve(describe());
    child.once('exit', () => resolve(describe()));
    child.once('error', (error) => resolve(error.message));
  });
}

/** Calls `line` with each line of a stream. */
export function lines(stream: NodeJS.ReadableStream, line: (text: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() as string;
    for (const part of parts) line(part);
  });
}
