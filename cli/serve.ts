import { createActor, toPromise } from 'xstate';
import type { ServerCoreMessage, ServerOptions } from '../index';
import { findProtocol, type ProtocolFlags } from './findProtocol';
import { type LogFormat, makeLog } from './log';
import type { Output } from './output';
import { STOP_SIGNALS, type StopSignal, serveMachine } from './serveMachine';

/** What `serve` was asked for. */
export interface ServeRequest {
  /** A shipped protocol's name, or a file. */
  readonly protocol: string;
  readonly server: ServerOptions;
  readonly options: ProtocolFlags;
  readonly log: LogFormat;
  readonly verbose: boolean;
}

const SIGNAL_NAMES = Object.keys(STOP_SIGNALS) as readonly StopSignal[];

/** Serves until the server has shut down, and says with which status the process should end. */
export async function serve(request: ServeRequest, output: Output): Promise<number> {
  const { protocol, title, name } = findProtocol(request.protocol, request.options);
  const log = makeLog(request.log, { title, name, verbose: request.verbose }, output);
  const command = createActor(
    serveMachine.provide({ actions: { log: ({ event }) => log(event as ServerCoreMessage) } }),
    { input: { ...request.server, protocol } },
  );
  const onSignal = (signal: NodeJS.Signals): void =>
    command.send({ type: 'process.signal', signal: signal as StopSignal });
  for (const signal of SIGNAL_NAMES) process.on(signal, onSignal);
  try {
    const { status, error } = await toPromise(command.start());
    if (error !== undefined) throw error;
    return status;
  } finally {
    for (const signal of SIGNAL_NAMES) process.off(signal, onSignal);
  }
}
