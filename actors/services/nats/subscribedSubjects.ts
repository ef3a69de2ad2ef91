import type { NatsConnection, NatsMessage, NatsSubscription } from './natsApi';
import { subjectOf, topicOf } from './subjects';

export interface SubjectsHome {
  message(topic: string, message: NatsMessage): void;
  presence(topic: string, message: NatsMessage): void;
  report(error: unknown): void;
}

/** What this process has subscribed to, on whatever connection there is: what somebody here wants, and nothing else. */
export class Subjects {
  private readonly patterns = new Map<string, readonly NatsSubscription[]>();
  private connection: NatsConnection | undefined;

  constructor(
    private readonly prefix: string,
    private readonly home: SubjectsHome,
  ) {}

  ofMessages(topic: string): string {
    return `${this.prefix}.said.${subjectOf(topic)}`;
  }

  ofPresence(topic: string): string {
    return `${this.prefix}.present.${subjectOf(topic)}`;
  }

  add(pattern: string): void {
    this.patterns.set(pattern, this.subscribe(pattern));
  }

  delete(pattern: string): void {
    const subscriptions = this.patterns.get(pattern) ?? [];
    this.patterns.delete(pattern);
    this.guarded(() => {
      for (const subscription of subscriptions) subscription.unsubscribe();
    });
  }

  connected(connection: NatsConnection): void {
    this.connection = connection;
    for (const pattern of this.patterns.keys()) this.add(pattern);
  }

  /** A connection's subscriptions end with it. */
  disconnected(): void {
    this.connection = undefined;
    for (const pattern of this.patterns.keys()) this.patterns.set(pattern, []);
  }

  private subscribe(pattern: string): NatsSubscription[] {
    const { connection } = this;
    if (connection === undefined) return [];
    const made: NatsSubscription[] = [];
    this.guarded(() => {
      made.push(this.hear(connection, this.ofMessages(pattern), 'message'));
      made.push(this.hear(connection, this.ofPresence(pattern), 'presence'));
    });
    return made;
  }

  private hear(
    connection: NatsConnection,
    subject: string,
    what: 'message' | 'presence',
  ): NatsSubscription {
    return connection.subscribe(subject, {
      callback: (error, message) => {
        if (error !== null) {
          this.home.report(error);
          return;
        }
        // It is anybody's who may publish there.
        this.guarded(() => {
          const tokens = message.subject.slice(this.prefix.length + 1);
          this.home[what](topicOf(tokens.slice(tokens.indexOf('.') + 1)), message);
        });
      },
    });
  }

  private guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.home.report(error);
    }
  }
}
