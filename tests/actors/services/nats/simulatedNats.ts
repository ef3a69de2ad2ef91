import type {
  NatsApi,
  NatsConnection,
  NatsMessage,
} from '../../../../actors/services/nats/natsApi';

interface Subscribed {
  readonly subject: string;
  readonly hear: (message: NatsMessage) => void;
}

const matches = (pattern: string, subject: string): boolean =>
  new RegExp(
    `^${pattern.replace(/[.$%]/g, '\\$&').replace(/\*/g, '[^.]+').replace(/>$/, '.+')}$`,
  ).test(subject);

/** NATS within this process, that loses and cuts what it is told to. It says things in the turn in which they are said. */
export class SimulatedNats implements NatsApi {
  /** Whether a message is lost on its way to its subscribers. */
  loses: (subject: string) => boolean = () => false;
  private readonly connections = new Map<NatsConnection, Set<Subscribed>>();
  private readonly ends = new Map<NatsConnection, () => void>();

  connect(): Promise<NatsConnection> {
    const subscribed = new Set<Subscribed>();
    let over: () => void = () => {};
    const closed = new Promise<void>((resolve) => {
      over = resolve;
    });
    const connection: NatsConnection = {
      publish: (subject, data) => this.publish(connection, { subject, data }),
      subscribe: (subject, { callback }) => {
        const one = { subject, hear: (message: NatsMessage) => callback(null, message) };
        subscribed.add(one);
        return { unsubscribe: () => subscribed.delete(one) };
      },
      flush: () => (this.connections.has(connection) ? Promise.resolve() : new Promise(() => {})),
      close: () => Promise.resolve(this.cut(connection)),
      closed: () => closed,
    };
    this.connections.set(connection, subscribed);
    this.ends.set(connection, over);
    return Promise.resolve(connection);
  }

  cutAll(): void {
    for (const connection of [...this.connections.keys()]) this.cut(connection);
  }

  private cut(connection: NatsConnection): void {
    this.connections.delete(connection);
    this.ends.get(connection)?.();
  }

  private publish(from: NatsConnection, message: NatsMessage): void {
    if (!this.connections.has(from) || this.loses(message.subject)) return;
    for (const [connection, subscribed] of this.connections) {
      if (connection === from) continue;
      for (const { subject, hear } of [...subscribed]) {
        if (matches(subject, message.subject)) hear(message);
      }
    }
  }
}
