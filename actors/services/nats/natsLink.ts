import { createActor } from 'xstate';
import { backplaneLink } from '../../../machines/handler/backplaneLink';
import type { XstateNetError } from '../../../machines/kit/errors';
import type { NatsApi, NatsConnection } from './natsApi';
import { linkError } from './natsErrors';
import type { ResolvedNatsOptions } from './natsOptions';

/** What a link tells. */
export interface NatsLinkListener {
  connected(connection: NatsConnection): void;
  disconnected(): void;
  trouble(error: XstateNetError): void;
  /** It will not try again. */
  failed(error: XstateNetError): void;
}

/** Milliseconds in which what is under way may be said. */
const CLOSE_TIMEOUT = 1_000;

/** The chart of a link on a real connection. nats.js connects once each time: when it does so again is the chart's. */
export class NatsLink {
  private connection: NatsConnection | undefined;
  private attempt = 0;
  private lastError: XstateNetError | undefined;
  private readonly actor;

  constructor(
    private readonly api: NatsApi,
    private readonly options: ResolvedNatsOptions,
    listener: NatsLinkListener,
  ) {
    this.actor = createActor(
      backplaneLink.provide({
        actions: {
          connect: () => this.connect(),
          abandon: () => this.abandon(),
          disconnect: () => this.disconnect(),
          sayConnected: () => {
            if (this.connection !== undefined) listener.connected(this.connection);
          },
          sayDisconnected: () => listener.disconnected(),
          sayTrouble: () => {
            if (this.lastError !== undefined) listener.trouble(this.lastError);
          },
          sayFailed: () => {
            if (this.lastError !== undefined) listener.failed(this.lastError);
          },
        },
      }),
      {
        input: {
          start: options.start,
          minDelay: options.minDelay,
          maxDelay: options.maxDelay,
          closeTimeout: CLOSE_TIMEOUT,
        },
      },
    );
    this.actor.start();
  }

  get isConnected(): boolean {
    return this.actor.getSnapshot().matches('connected');
  }

  /** Why it has failed, if it has. */
  get failure(): XstateNetError | undefined {
    return this.actor.getSnapshot().matches('failed') ? this.lastError : undefined;
  }

  open(): void {
    this.actor.send({ type: 'link.open' });
  }

  close(): void {
    this.actor.send({ type: 'link.close' });
  }

  private connect(): void {
    this.attempt += 1;
    const { attempt } = this;
    const { connection, connectTimeout } = this.options;
    const fail = (cause: unknown): void => {
      if (attempt === this.attempt) this.tell('link.failed', cause);
    };
    // A connection's options are anybody's: what they make it throw is an attempt that has failed.
    Promise.resolve()
      .then(() =>
        this.api.connect({
          timeout: connectTimeout,
          ...connection,
          reconnect: false,
          noEcho: true,
        }),
      )
      .then((made) => this.connected(made, attempt), fail);
  }

  private connected(made: NatsConnection, attempt: number): void {
    if (attempt !== this.attempt) {
      void made.close().catch(() => {});
      return;
    }
    this.connection = made;
    const over = (cause: unknown): void => {
      if (this.connection !== made) return;
      this.connection = undefined;
      this.tell('link.lost', cause);
    };
    made.closed().then(over, over);
    this.actor.send({ type: 'link.connected' });
  }

  private tell(type: 'link.failed' | 'link.lost', cause: unknown): void {
    this.lastError = linkError(this.options.where, cause);
    this.actor.send({ type, error: this.lastError, draw: Math.random() });
  }

  /** What is connected, or will be, is of no use any more. */
  private abandon(): void {
    this.attempt += 1;
    const { connection } = this;
    this.connection = undefined;
    void connection?.close().catch(() => {});
  }

  private disconnect(): void {
    const { connection } = this;
    // That it is over is told as it is by one that is lost.
    const close = (): Promise<void> | undefined => connection?.close();
    connection
      ?.flush()
      .then(close, close)
      .catch(() => {});
  }
}
