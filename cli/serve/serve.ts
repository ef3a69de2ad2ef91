import { type ActorRefFrom, createActor, toPromise } from 'xstate';
import type { InspectOptions } from '../../actors/services/inspector';
import type { ServerCoreMessage, ServerOptions, serverCore } from '../../index';
import { boundedLines } from '../log/boundedLines';
import { gathered } from '../log/gathered';
import { droppedLine, type LogFormat, makeLog } from '../log/log';
import { describeError, notWritten, type Output } from '../output';
import { findProtocol, type ProtocolFlags } from '../protocol/findProtocol';
import { STOP_SIGNAL_NAMES, type StopSignal } from '../stopSignals';
import { type BackplaneFlags, makeBackplane } from './backplane';
import { inspect } from './inspect';
import { hearOutside } from './outsideOfHandlers';
import { serveMachine } from './serveMachine';
import { serveTelemetry, type TelemetryPages } from './telemetry';
import { watchTls } from './watchTls';

/** What `serve` was asked for. */
export interface ServeRequest {
  /** A shipped protocol's name, or a file. */
  readonly protocol: string;
  readonly server: ServerOptions;
  readonly options: ProtocolFlags;
  /** What carries messages between its connections. */
  readonly backplane: BackplaneFlags;
  readonly log: LogFormat;
  /** Bytes of the log that may wait for its reader. */
  readonly logLimit: number;
  readonly verbose: boolean;
  /** Files of keys and certificates that are watched. */
  readonly tlsFiles: readonly string[];
  /** How it is shown in a browser, if it is. */
  readonly inspect: InspectOptions | undefined;
  /** The pages for machines that were asked for. */
  readonly telemetry: TelemetryPages;
}

/** Milliseconds that the last lines of a log may wait for their reader before the process ends. */
const LAST_LINES = 1_000;

/** What the log says of connections; the command's own life does not depend on it. */
const OF_CONNECTIONS = [
  'connected',
  'disconnected',
  'refused',
  'proxyFailed',
  'handshakeFailed',
  'handlerError',
  'throttled',
  'lagging',
] as const;

/** Serves until the server has shut down, and says with which status the process should end. */
export async function serve(request: ServeRequest, output: Output): Promise<number> {
  const { protocol, title, name } = findProtocol(request.protocol, request.options);
  const { verbose, logLimit } = request;
  const backplane = await makeBackplane(request.backplane);
  let logError: Error | undefined;
  const gathering = gathered(output.stdout);
  const write = boundedLines(
    gathering,
    logLimit,
    (dropped) => droppedLine(request.log, dropped),
    (error) => {
      logError = error;
      if (error !== undefined) {
        output.err(`xstate-net: ${describeError(notWritten('the log', error))}`);
      }
    },
  );
  const { tls, proxyProtocol } = request.server;
  const secured = tls !== undefined && tls.starttls !== true;
  const served = { title, name, verbose, secured, proxyProtocol };
  const log = makeLog(request.log, served, write);
  const command = createActor(
    serveMachine.provide({ actions: { log: ({ event }) => log(event as ServerCoreMessage) } }),
    { input: { ...request.server, protocol, backplane: backplane.carrier } },
  );
  const onSignal = (signal: NodeJS.Signals): void =>
    command.send({ type: 'process.signal', signal: signal as StopSignal });
  let status: number;
  const serverOf = () =>
    command.getSnapshot().children.server as ActorRefFrom<typeof serverCore> | undefined;
  const pages: { close(): unknown }[] = [
    ...(await serveTelemetry(request.telemetry, serverOf, output)),
  ];
  if (request.inspect !== undefined) pages.push(await inspect(command, request.inspect, output));
  if (request.tlsFiles.length > 0) pages.push(watchTls(request.tlsFiles, serverOf, output));
  const outside = hearOutside(title);
  for (const signal of STOP_SIGNAL_NAMES) process.on(signal, onSignal);
  process.on('exit', gathering.end);
  try {
    const ended = toPromise(command.start());
    if (request.log !== 'silent') for (const type of OF_CONNECTIONS) serverOf()?.on(type, log);
    const end = await Promise.race([ended, outside.thrown]);
    if (end.error !== undefined) throw end.error;
    status = end.status;
  } finally {
    // All that it owns is closed by then, but where something was thrown that nobody contains.
    command.stop();
    outside.end();
    backplane.close();
    gathering.end();
    process.off('exit', gathering.end);
    for (const page of pages) await page.close();
    await output.flushed(LAST_LINES);
    for (const signal of STOP_SIGNAL_NAMES) process.off(signal, onSignal);
  }
  return logError === undefined ? status : Math.max(status, 1);
}
