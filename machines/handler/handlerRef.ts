import type { ActorRef, AnyActorRef, EventObject, Snapshot } from 'xstate';
import type { BackplaneEvent } from './backplaneMessages';
import type { Protocol, SimpleProtocol } from './protocol';
import type { InvalidEvent, ProtocolEvent } from './protocolMessages';

/** A protocol handler as an app has it: it can be sent what is the protocol's own, and no more. */
export interface HandlerRef<TEvent extends EventObject>
  extends ActorRef<Snapshot<unknown>, TEvent> {}

/** What a handler hears of its connection, of other connections and of its peer, whatever its protocol is. */
type OfConnection = ProtocolEvent | InvalidEvent | BackplaneEvent | { readonly type: 'inbox' };

/** What an app may send the handlers of a protocol: the events of `types.events`, and messages that are events. */
export type OwnEvents<TProtocol> = TProtocol extends (...args: never) => infer TMade
  ? OwnEvents<TMade>
  : TProtocol extends {
        transition(snapshot: never, event: infer TEvent extends EventObject, scope: never): unknown;
      }
    ? Exclude<TEvent, OfConnection>
    : never;

/** Of a protocol that has none, nothing: the event of no type. */
interface NoEvent {
  readonly type: never;
}

/** The reference of a handler of a protocol; of one that is not known, it takes whatever it is sent. */
export type HandlerOf<TProtocol> = [Protocol] extends [TProtocol]
  ? AnyActorRef
  : [SimpleProtocol] extends [TProtocol]
    ? AnyActorRef
    : HandlerRef<[OwnEvents<TProtocol>] extends [never] ? NoEvent : OwnEvents<TProtocol>>;
