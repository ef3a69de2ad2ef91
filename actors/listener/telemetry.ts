import type { AnyActorRef } from 'xstate';
import type { ServerAddress } from '../../machines/connection/connectionInfo';
import type { ConnectionEnd, CsaReport } from '../../machines/connection/csaMessages';
import type { TcpServerContext } from '../../machines/listener/tcpServerContext';
import type { TcpServerMessage } from '../../machines/listener/tcpServerMessages';
import { listenUncounted } from '../boxes/warnUnheard';
import {
  type ConnectionSpan,
  channels,
  connectionTrace,
  type DrainSpan,
  drainTrace,
} from '../kit/channels';

const NOTHING = {};

/** Ends that nobody has to look into. */
const ORDERLY: ReadonlySet<string> = new Set(['finished', 'peerClosed']);

type Said<TType extends TcpServerMessage['type']> = Extract<TcpServerMessage, { type: TType }>;

/**
 * Publishes what becomes of one `tcpServer` and its connections. Of the server it hears by what that one
 * says; of connections it is told by their supervisor, so that nobody listens to each of them.
 */
export class ListenerTelemetry {
  private readonly spans = new Map<number, ConnectionSpan>();
  private drain: DrainSpan | undefined;
  private life: 'serving' | 'draining' | 'over' = 'serving';
  private closingSince = 0;

  constructor(
    private readonly tcpServer: AnyActorRef,
    private readonly now: () => number,
    private readonly count: () => number,
  ) {}

  /** Whether anybody wants to know of connections. */
  get isHeard(): boolean {
    return (
      channels.start.hasSubscribers ||
      channels.end.hasSubscribers ||
      channels.firstByte.hasSubscribers ||
      connectionTrace.start.hasSubscribers
    );
  }

  /** Listens to the server. */
  start(): void {
    const { tcpServer } = this;
    const heard = <TType extends TcpServerMessage['type']>(
      type: TType,
      tell: (message: Said<TType>) => void,
    ): void => {
      listenUncounted(tcpServer, type, tell);
    };
    heard('signal.listening', () => this.tell(channels.listening, NOTHING, NOTHING));
    heard('signal.suspended', () => this.tell(channels.suspended, NOTHING, NOTHING));
    heard('signal.error', ({ error }) => this.tell(channels.error, NOTHING, { error }));
    heard('signal.refused', ({ connection, reason }) =>
      this.tell(channels.refused, NOTHING, { connection, reason }),
    );
    heard('signal.closing', () => this.closing());
    heard('signal.shutdown', ({ error }) => this.shutdown(error));
  }

  /** A connection has its CSA; `inside` tells everybody else. */
  began({ csa, connection, descriptor }: CsaReport, inside: () => void): void {
    this.tell(channels.start, { connections: this.count() }, { connection, descriptor });
    if (channels.firstByte.hasSubscribers) {
      const first = csa.on('outbox', () => {
        first.unsubscribe();
        const delay = this.now() - connection.connectedAt;
        this.tell(channels.firstByte, { delay }, { connection });
      });
    }
    if (!connectionTrace.start.hasSubscribers) {
      inside();
      return;
    }
    const span: ConnectionSpan = { address: this.address, connection };
    this.spans.set(connection.id, span);
    connectionTrace.start.runStores(span, () => {
      inside();
      connectionTrace.end.publish(span);
    });
  }

  /** It is gone. */
  ended(end: ConnectionEnd): void {
    const { connection, howDied, duration, bytesReceived, bytesSaid, bytesSent, error } = end;
    const measurements = {
      duration,
      bytesReceived,
      bytesSaid,
      bytesSent,
      connections: this.count(),
    };
    const failed = error === undefined ? NOTHING : { error };
    this.tell(channels.end, measurements, { connection, howDied, ...failed });
    const span = this.spans.get(connection.id);
    if (span === undefined) return;
    this.spans.delete(connection.id);
    span.end = { ...measurements, howDied };
    if (!ORDERLY.has(howDied)) {
      span.error = error ?? new Error(howDied);
      connectionTrace.error.publish(span);
    }
    connectionTrace.asyncStart.publish(span);
    connectionTrace.asyncEnd.publish(span);
  }

  /** It was stopped: nothing more is said by anybody. */
  stopped(): void {
    this.shutdown(undefined);
  }

  private get address(): ServerAddress | undefined {
    const { context } = this.tcpServer.getSnapshot() as { readonly context?: TcpServerContext };
    return context?.address;
  }

  private tell<TMeasurements, TMetadata>(
    to: {
      readonly hasSubscribers: boolean;
      publish(message: {
        measurements: TMeasurements;
        metadata: TMetadata & { readonly address: ServerAddress | undefined };
      }): void;
    },
    measurements: TMeasurements,
    metadata: TMetadata,
  ): void {
    if (!to.hasSubscribers) return;
    to.publish({ measurements, metadata: { ...metadata, address: this.address } });
  }

  private closing(): void {
    this.life = 'draining';
    this.closingSince = this.now();
    const connections = this.count();
    this.tell(channels.closing, { connections }, NOTHING);
    if (!drainTrace.start.hasSubscribers) return;
    this.drain = { address: this.address, connections };
    drainTrace.start.publish(this.drain);
    drainTrace.end.publish(this.drain);
  }

  private shutdown(error: Error | undefined): void {
    const { life, drain } = this;
    if (life === 'over') return;
    this.life = 'over';
    const took = life === 'draining' ? this.now() - this.closingSince : 0;
    const failed = error === undefined ? NOTHING : { error };
    this.tell(channels.shutdown, { drain: took }, failed);
    if (drain === undefined) return;
    if (error !== undefined) {
      drain.error = error;
      drainTrace.error.publish(drain);
    }
    drainTrace.asyncStart.publish(drain);
    drainTrace.asyncEnd.publish(drain);
  }
}
