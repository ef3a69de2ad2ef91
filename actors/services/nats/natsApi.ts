/** What of `@nats-io/transport-node` is used. */

export interface NatsMessage {
  readonly subject: string;
  readonly data: Uint8Array;
}

export interface NatsSubscription {
  unsubscribe(): void;
}

export interface NatsConnection {
  readonly info?: { readonly max_payload: number } | undefined;
  publish(subject: string, data: Uint8Array): void;
  subscribe(
    subject: string,
    options: { readonly callback: (error: Error | null, message: NatsMessage) => void },
  ): NatsSubscription;
  /** Resolves when the server has taken all that was said before. */
  flush(): Promise<void>;
  close(): Promise<void>;
  /** Resolves, with what went wrong, when it is over. */
  closed(): Promise<unknown>;
}

export interface NatsApi {
  connect(options: Readonly<Record<string, unknown>>): Promise<NatsConnection>;
}
