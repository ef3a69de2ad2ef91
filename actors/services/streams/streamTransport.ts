import type { Duplex } from 'node:stream';
import type { ServerAddress } from '../../../machines/connection/connectionInfo';
import { tcpTransport } from '../../transport/tcp/tcpTransport';
import type {
  Listening,
  ListeningEvents,
  Transport,
  TransportSocket,
} from '../../transport/transport';

/** From where a stream comes, where it does not know that itself; for `ConnectionInfo`. */
export type StreamOrigin = Pick<
  TransportSocket,
  'remoteAddress' | 'remotePort' | 'localAddress' | 'localPort'
>;

/** What a source of streams calls. */
export interface StreamSink {
  /** It may bring streams now; `address` is what the server tells in `listening`. */
  listening(address: ServerAddress): void;
  /** A stream of bytes whose peer is there. It belongs to the server from here on. */
  connection(stream: Duplex, origin?: StreamOrigin): void;
}

/** Begins to bring streams, and returns what ends that; the streams that it has brought live on. */
export type StreamSource = (sink: StreamSink) => (closed: () => void) => void;

/** Where a source of streams stands. */
type Stage = 'open' | 'closing' | 'closed';

class StreamListening implements Listening {
  private stage: Stage = 'open';
  private readonly end: (closed: () => void) => void;

  constructor(
    source: StreamSource,
    private readonly events: ListeningEvents,
    private readonly afterTurn: (callback: () => void) => void,
  ) {
    this.end = source({
      // Nothing may be told before who listens has what it listens by.
      listening: (address) => this.later(() => events.listening(address)),
      connection: (stream, origin) =>
        this.later(
          () => events.connection(Object.assign(stream, origin) as unknown as TransportSocket),
          () => stream.destroy(),
        ),
    });
  }

  close(): void {
    if (this.stage !== 'open') return;
    this.stage = 'closing';
    this.end(() => {
      if (this.stage === 'closed') return;
      this.stage = 'closed';
      this.afterTurn(() => this.events.closed());
    });
  }

  private later(tell: () => void, otherwise: () => void = () => {}): void {
    this.afterTurn(() => (this.stage === 'open' ? tell() : otherwise()));
  }
}

/**
 * A transport whose connections are streams from elsewhere: WebSockets, pipes, channels of another protocol. Where the
 * server would listen is not asked for: its `port`, `host` and `path` mean nothing here.
 *
 * A stream is no socket: it has no reset, so a connection that is broken off is only destroyed, and what has reached
 * the peer is what the stream has handed on.
 *
 * @example see `docs/streams.md`, "WebSockets"
 */
export function streamTransport(source: StreamSource): Transport {
  const network = tcpTransport();
  return {
    ...network,
    name: 'streams',
    listen: (_, events) =>
      new StreamListening(source, events, (callback) => network.afterTurn(callback)),
  };
}
