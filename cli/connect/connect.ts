import type { Readable } from 'node:stream';
import { createActor, toPromise } from 'xstate';
import { XstateNetError } from '../../index';
import { reasonOf } from '../../machines/kit/shown';
import { notWritten, type Output } from '../output';
import { STOP_SIGNAL_NAMES, type StopSignal } from '../stopSignals';
import { conduit } from './conduit';
import { type ConnectEvent, connectMachine } from './connectMachine';
import type { ConnectFlags } from './connectOptions';
import { toTerminal, toWire } from './lineEnds';
import { secured } from './secured';

const usage = (message: string) => new XstateNetError('XN_BAD_USAGE', message);

const isNumber = (word: string): boolean => /^\d+$/.test(word);

/** Where to connect to: `HOST PORT`, `PORT` alone for this machine, or `--path`. */
function whereTo([host, port, more]: readonly string[], { path }: ConnectFlags) {
  if (more !== undefined) throw usage(`${more} is one word too many; give HOST PORT, or --path`);
  if (path !== undefined) {
    if (host !== undefined) throw usage('--path excludes HOST and PORT; give one or the other');
    return { path };
  }
  if (host === undefined) throw usage('connect needs to know where to; give HOST PORT, or --path');
  if (port === undefined && isNumber(host)) return { port: Number(host) };
  if (port === undefined) throw usage(`${host} lacks a port; give HOST PORT`);
  if (!isNumber(port)) throw usage(`${port} is no port; give HOST PORT, such as 127.0.0.1 1601`);
  return { host, port: Number(port) };
}

/** Hands standard input on as it comes; what cannot be read is the end of it, and an error. */
function hearInput(stdin: Readable, tell: (event: ConnectEvent) => void, isLines: boolean) {
  const sent = isLines ? toWire() : (data: Uint8Array) => data;
  const listeners = {
    data: (data: Uint8Array) => tell({ type: 'input.data', data: sent(data) }),
    end: () => tell({ type: 'input.ended' }),
    error: (error: Error) =>
      tell({
        type: 'output.failed',
        error: new XstateNetError(
          'XN_BAD_USAGE',
          `standard input cannot be read (${reasonOf(error)}); give it a file, a pipe or a terminal, or --no-stdin`,
          error,
        ),
      }),
  };
  for (const [event, listener] of Object.entries(listeners)) stdin.on(event, listener);
  stdin.pause();
  return () => {
    for (const [event, listener] of Object.entries(listeners)) stdin.off(event, listener);
    stdin.pause();
  };
}

/** Hears whether standard output takes more. Whoever read it may go away. */
function hearOutput({ stdout }: Output, tell: (event: ConnectEvent) => void) {
  const drained = () => tell({ type: 'output.drained' });
  const failed = (error: NodeJS.ErrnoException) =>
    tell(
      error.code === 'EPIPE'
        ? { type: 'output.closed' }
        : { type: 'output.failed', error: notWritten('standard output', error) },
    );
  stdout.on('drain', drained);
  stdout.on('error', failed);
  return () => {
    stdout.off('drain', drained);
    stdout.off('error', failed);
  };
}

/** Connects, and carries until both sides have ended; says with which status the process should end. */
export async function connect(
  words: readonly string[],
  flags: ConnectFlags,
  output: Output,
  stdin: Readable & { readonly isTTY?: boolean } = process.stdin,
): Promise<number> {
  const where = whereTo(words, flags);
  const { tls, dialect } = secured(flags);
  const { connectTimeout: timeout, lines: isLines = false } = flags;
  if (timeout !== undefined && !isNumber(timeout)) {
    throw usage(`--connect-timeout is ${JSON.stringify(timeout)}; give it milliseconds`);
  }
  const printed = isLines ? toTerminal() : (data: Uint8Array) => data;
  const tell = (event: ConnectEvent): void => command.send(event);
  const write = (data: Uint8Array): void => {
    if (!output.stdout.write(printed(data))) tell({ type: 'output.full' });
  };
  const command = createActor(
    connectMachine.provide({
      actions: {
        readInput: () => void (flags.stdin && stdin.resume()),
        restInput: () => void stdin.pause(),
        write: ({ event }) => {
          if (event.type === 'peer.data') write(event.data);
        },
      },
    }),
    {
      input: {
        client: {
          ...where,
          protocol: conduit(dialect),
          ...(tls === undefined ? undefined : { tls }),
          ...(timeout === undefined ? undefined : { connectTimeout: Number(timeout) }),
        },
        secures: dialect !== undefined,
        input: flags.stdin && stdin.isTTY !== true ? 'ends' : 'mayNotEnd',
      },
    },
  );
  const onSignal = (signal: NodeJS.Signals): void =>
    tell({ type: 'process.signal', signal: signal as StopSignal });
  const letGoOfInput = flags.stdin ? hearInput(stdin, tell, isLines) : () => {};
  const letGoOfOutput = hearOutput(output, tell);
  for (const signal of STOP_SIGNAL_NAMES) process.on(signal, onSignal);
  try {
    const { status, error } = await toPromise(command.start());
    if (error !== undefined) throw error;
    return status;
  } finally {
    command.stop();
    letGoOfInput();
    letGoOfOutput();
    for (const signal of STOP_SIGNAL_NAMES) process.off(signal, onSignal);
  }
}
