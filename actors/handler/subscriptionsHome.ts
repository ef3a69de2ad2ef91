import type { AnyEventObject } from 'xstate';
import type { Backplane } from '../../machines/handler/backplane';
import type { XstateNetError } from '../../machines/kit/errors';
import type { HandlerLife } from './handlerLife';

/** What the subscriptions need of the supervisor whose handlers they are of. */
export interface SubscriptionsHome {
  readonly backplane: Backplane | undefined;
  readonly limits: {
    readonly topicsPerConnection: number;
    readonly maxTopics: number;
    readonly waitingMessages: number;
  };
  tellHandler(life: HandlerLife, event: AnyEventObject): void;
  /** It has said what cannot be done, and does not listen to why. */
  failed(life: HandlerLife, error: unknown): void;
  /** Ends the connection of a subscriber that is too slow. */
  tooSlow(life: HandlerLife): void;
  /** Messages are lost, and it is news. */
  lagging(life: HandlerLife, dropped: number): void;
  /** The backplane has done what it must not. */
  report(error: XstateNetError): void;
  afterTurn(callback: () => void): void;
}
