import type { AnyEventObject } from 'xstate';
import type { HowDied } from '../../machines/connection/howDied';
import { isForBackplane } from '../../machines/handler/backplaneMessages';
import type { Directory } from './directory';
import { directoryOf } from './directoryOf';
import type { HandlerLife } from './handlerLife';
import type { Subscriptions } from './subscriptions';
import { subscriptionsOf } from './subscriptionsOf';

/** What the handlers of one server have to do with others than their peers: the app, and each other. */
export class Others {
  /** How they are found and asked. */
  readonly directory: Directory;
  /** What they say to a backplane: made when one of them does. */
  private subscriptions: Subscriptions | undefined;

  constructor(
    private readonly supervisor: Parameters<typeof directoryOf>[0] &
      Parameters<typeof subscriptionsOf>[0],
  ) {
    this.directory = directoryOf(supervisor);
  }

  /** Topics and patterns to which some of them have subscribed. */
  get topics(): number {
    return this.subscriptions?.topics ?? 0;
  }

  /** A handler says something to neither its peer nor its server. */
  said(life: HandlerLife, message: AnyEventObject): void {
    if (isForBackplane(message)) {
      this.subscriptions ??= subscriptionsOf(this.supervisor);
      this.subscriptions.said(life, message);
    } else this.directory.said(life, message);
  }

  /** The peer of a handler takes something again. */
  ready(life: HandlerLife): void {
    this.subscriptions?.ready(life);
  }

  /** A handler has ended; its connection may still have to flush. */
  ended(life: HandlerLife): void {
    this.subscriptions?.ended(life);
  }

  /** Its connection is gone. */
  gone(life: HandlerLife, howDied: HowDied | undefined): void {
    this.directory.ended(life, howDied);
  }

  stop(): void {
    this.directory.stop();
    this.subscriptions?.stop();
  }
}
