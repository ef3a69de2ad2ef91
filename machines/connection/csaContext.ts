import type { Linkage } from '../kit/nowhere';
import type { ConnectionInfo } from './connectionInfo';
import type {
  ConnectionEnd,
  CreatorFeedback,
  SelectorNotification,
  SocketClosed,
} from './csaMessages';
import type { HowDied } from './howDied';

/** What a CSA is made from. It knows its socket by number only; the transport keeps the handle. */
export interface CsaInput {
  /** The socket's number in the process's table of open sockets. */
  readonly descriptor: number;
  readonly connection: ConnectionInfo;
  /** Who is told `feedbackFromCSA.*`, the end above all: Kamaelia's CreatorFeedback box. */
  readonly creatorFeedback?: Linkage<CreatorFeedback>;
  /** Who is told of changed interest in the socket: the selector. */
  readonly selectorSignal?: Linkage<SelectorNotification>;
}

export interface CsaContext extends Required<CsaInput> {
  /** Set when the connection starts to end, by the state in which that happened. */
  readonly howDied: HowDied | undefined;
  readonly error: Error | undefined;
  /** What the peer sent that is no message: of that it died, however it went on. */
  readonly protocolError: Error | undefined;
  /** Set at the very end. */
  readonly closed: SocketClosed | undefined;
}

/** Why it ended; one that nobody can tell of is an error of its socket. */
export const finalHowDied = ({ howDied, protocolError }: CsaContext): HowDied =>
  protocolError === undefined ? (howDied ?? 'socketError') : 'protocolError';

/** How the connection ended, from a context that has seen `socket.closed`. */
export function connectionEnd(context: CsaContext): ConnectionEnd {
  const { connection, closed } = context;
  const error = context.protocolError ?? context.error;
  const end = {
    connection,
    howDied: finalHowDied(context),
    bytesReceived: closed?.bytesReceived ?? 0,
    bytesSaid: closed?.bytesSaid ?? 0,
    bytesSent: closed?.bytesSent ?? 0,
    duration: closed === undefined ? 0 : closed.closedAt - connection.connectedAt,
  };
  return error === undefined ? end : { ...end, error };
}
