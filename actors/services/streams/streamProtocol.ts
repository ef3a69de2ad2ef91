import { type Actor, createActor, fromCallback } from 'xstate';
import type { ConnectionInfo } from '../../../machines/connection/connectionInfo';
import type { CsaRef } from '../../../machines/connection/csaMessages';
import type { Protocol } from '../../../machines/handler/protocol';
import {
  type StreamCommand,
  type StreamEvent,
  streamHandlerMachine,
} from '../../../machines/handler/streamHandler';
import { reasonOf } from '../../../machines/kit/shown';
import { toHandler, wordToCsa } from '../../handler/boxes';
import { ConnectionStream } from './connectionStream';

/** What is done with the stream of a connection. What it throws ends that connection with `handlerError`. */
export type UseStream<TConnection = ConnectionInfo> = (
  stream: ConnectionStream,
  connection: TConnection,
) => void;

const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(reasonOf(thrown), { cause: thrown });

/** The chart of a stream's life, with a stream. */
const withStreams = (use: UseStream<ConnectionInfo | undefined>) =>
  streamHandlerMachine.provide({
    actors: {
      stream: fromCallback<StreamCommand, ConnectionInfo | undefined, StreamEvent>(
        ({ input, sendBack, receive }) => {
          const stream = new ConnectionStream(input, sendBack);
          receive((command) => stream.told(command));
          try {
            use(stream, input);
          } catch (error) {
            // The handler fails of this, and takes the stream along.
            stream.destroy(asError(error));
          }
          return () => stream.over();
        },
      ) as never,
    },
  });

/**
 * A protocol by a library that takes a stream: `http`, an MQTT broker, an SSH server. It has the connection as a
 * `Duplex`, and the server's limits, timeouts, drain and inspector around it.
 *
 * Reading and writing hold each other back as with a socket of Node. `end()` closes our half, `destroy()` flushes and
 * closes, `destroy(error)` ends the connection with `handlerError`. When the connection is cut off under it, the
 * stream has an error of code `ECONNRESET`.
 *
 * When the server drains, the stream emits `serverShutdown`; if nobody listens, it ends as if the peer had finished.
 *
 * @example `streamProtocol((stream) => void broker.handle(stream))`
 */
export const streamProtocol = (use: UseStream): Protocol =>
  withStreams(use as UseStream<ConnectionInfo | undefined>) as unknown as Protocol;

/**
 * A connection as a `Duplex`, by its CSA: for who has a `tcpServer`, or an adapter of its own by `adoptSocket`. Call
 * it before the CSA is started, or in the turn in which the `tcpServer` tells of it: what was read before is lost.
 */
export function connectionStream(csa: CsaRef): ConnectionStream {
  const made: ConnectionStream[] = [];
  const { context } = csa.getSnapshot() as {
    readonly context?: { readonly connection?: ConnectionInfo };
  };
  const logic = withStreams((stream) => void made.push(stream));
  const handler: Actor<typeof logic> = createActor(logic, { input: context?.connection });
  handler.on('*', (message) => {
    const word =
      message.type === 'outbox' ? { ...message, type: 'inbox' } : wordToCsa(message.type);
    if (word !== undefined) csa.send(word as never);
  });
  csa.on('*', (message) => {
    const type = message.type === 'outbox' ? 'inbox' : toHandler.typeAtTarget(message.type);
    if (type !== undefined) handler.send({ ...message, type } as never);
  });
  handler.subscribe({
    complete: () => csa.send({ type: 'control.producerFinished' }),
    error: () => csa.send({ type: 'control.shutdownMicroprocess', howDied: 'handlerError' }),
  });
  handler.start();
  csa.send({ type: 'flow.paced' });
  return made[0] as ConnectionStream;
}
