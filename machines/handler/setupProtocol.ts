/** The way to a protocol: XState's `setup`, with the events of a handler. */

import {
  type ActionFunction,
  type DelayConfig,
  type EventObject,
  type GuardPredicate,
  type MachineContext,
  type MetaObject,
  type NonReducibleUnknown,
  type SetupTypes,
  setup,
  type UnknownActorLogic,
} from 'xstate';
import type { ConnectionInfo } from '../connection/connectionInfo';
import type { AnyCodec } from '../framing';
import { tieCodec } from './codecOf';
import type { OwnTypes, ParameterizedObjects, Params } from './ownTypes';
import type { ProtocolMaker } from './protocolMaker';
import type { HandlerEvent, ProtocolMessage, SaidBy } from './protocolMessages';
import { protocolWords } from './protocolWords';

type ProvidedActors<TActors extends Record<string, UnknownActorLogic>> = {
  [K in keyof TActors & string]: { src: K; logic: TActors[K]; id: string | undefined };
}[keyof TActors & string];

/** What `setupProtocol` takes: XState's `setup` options less what the protocol itself decides. */
export interface ProtocolSetup<
  TContext extends MachineContext,
  TEvent extends EventObject,
  TActors extends Record<string, UnknownActorLogic>,
  TActions extends Record<string, Params>,
  TGuards extends Record<string, Params>,
  TDelay extends string,
  TTag extends string,
  TInput extends ConnectionInfo | undefined,
  TOutput extends NonReducibleUnknown,
  TEmitted extends EventObject,
  TMeta extends MetaObject,
  TCodec extends AnyCodec | undefined = undefined,
> {
  /**
   * What stands between the bytes of a connection and its handler: the handler's `inbox` brings whole
   * messages, or events of its own, and `outbox` takes messages. Without one both are bytes.
   */
  codec?: TCodec;
  /**
   * Types of what is the handler's own: its context, and events, emissions, tags and output beyond
   * those of every protocol. A handler that needs to know of its connection says
   * `input: {} as ConnectionInfo`; without that it can also be created with no input.
   */
  types?: Pick<
    SetupTypes<
      TContext,
      TEvent,
      Record<string, string>,
      TTag,
      TInput,
      TOutput,
      TEmitted,
      TMeta,
      TMeta
    >,
    'context' | 'events' | 'input' | 'tags' | 'output' | 'emitted' | 'meta'
  >;
  actors?: { [K in keyof TActors]: TActors[K] };
  actions?: {
    [K in keyof TActions]: ActionFunction<
      TContext,
      HandlerEvent<TCodec> | TEvent,
      HandlerEvent<TCodec> | TEvent,
      TActions[K],
      ProvidedActors<TActors>,
      ParameterizedObjects<TActions>,
      ParameterizedObjects<TGuards>,
      TDelay,
      ProtocolMessage<SaidBy<TCodec>> | TEmitted
    >;
  };
  guards?: {
    [K in keyof TGuards]: GuardPredicate<
      TContext,
      HandlerEvent<TCodec> | TEvent,
      TGuards[K],
      ParameterizedObjects<TGuards>
    >;
  };
  delays?: {
    [K in TDelay]: DelayConfig<
      TContext,
      HandlerEvent<TCodec> | TEvent,
      ParameterizedObjects<TActions>['params'],
      HandlerEvent<TCodec> | TEvent
    >;
  };
}

/**
 * XState's `setup()` for the author of a protocol: `inbox`, `control.*` and `flow.*` events come in
 * typed, what is said with {@link outbox} and its neighbours goes out typed, and the connection's
 * information is the input of a handler that says in `types.input` that it wants it.
 *
 * A handler knows nothing of sockets, so it can be tested alone. When it reaches a final state it has
 * finished: what it said is flushed and the connection is closed.
 *
 * @example
 * ```ts
 * const shout = setupProtocol().createMachine({
 *   initial: 'connected',
 *   states: {
 *     connected: {
 *       on: {
 *         inbox: { actions: outbox(({ event }) => event.data.map((byte) => byte & 0xdf)) },
 *         'control.*': 'shutdown',
 *       },
 *     },
 *     shutdown: { type: 'final' },
 *   },
 * });
 * ```
 */
export function setupProtocol<
  TContext extends MachineContext = MachineContext,
  TEvent extends EventObject = never,
  TActors extends Record<string, UnknownActorLogic> = Record<never, never>,
  TActions extends Record<string, Params> = Record<never, never>,
  TGuards extends Record<string, Params> = Record<never, never>,
  TDelay extends string = never,
  TTag extends string = string,
  TInput extends ConnectionInfo | undefined = ConnectionInfo | undefined,
  TOutput extends NonReducibleUnknown = NonReducibleUnknown,
  TEmitted extends EventObject = never,
  TMeta extends MetaObject = MetaObject,
  TCodec extends AnyCodec | undefined = undefined,
>(
  options: ProtocolSetup<
    TContext,
    TEvent,
    TActors,
    TActions,
    TGuards,
    TDelay,
    TTag,
    TInput,
    TOutput,
    TEmitted,
    TMeta,
    TCodec
  > = {},
): ProtocolMaker<
  OwnTypes<
    TContext,
    TEvent,
    TActors,
    TActions,
    TGuards,
    TDelay,
    TTag,
    TInput,
    TOutput,
    TEmitted,
    TMeta,
    TCodec
  >
> {
  // The options differ from setup's only in types that no value carries at run time.
  const { codec, ...own } = options;
  return asProtocol(setup(own as never), codec) as never;
}

/** What XState's `setup` returns, as far as charts come from it. */
interface Made {
  createMachine(config: never): { readonly config: object };
  extend(more: never): Made;
}

/** What makes the same charts, each tied to a codec, if there is one, with the words of a protocol beside it. */
function asProtocol(made: Made, codec: AnyCodec | undefined): Made {
  return {
    ...made,
    ...protocolWords,
    createMachine: (config) => {
      const machine = made.createMachine(config);
      if (codec !== undefined) tieCodec(machine, codec);
      return machine;
    },
    extend: (more) => asProtocol(made.extend(more), codec),
  };
}
