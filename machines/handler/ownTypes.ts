/** The types of a protocol in one: by name, and only those that it has said. */

import type {
  EventObject,
  MachineContext,
  MetaObject,
  NonReducibleUnknown,
  ParameterizedObject,
  UnknownActorLogic,
} from 'xstate';
import type { ConnectionInfo } from '../connection/connectionInfo';
import type { AnyCodec } from '../framing';

export type Params = ParameterizedObject['params'] | undefined;

export type ParameterizedObjects<TMap extends Record<string, Params>> = {
  [K in keyof TMap & string]: { type: K; params: TMap[K] };
}[keyof TMap & string];

/** Written out, so that an editor shows what it comes to and not how; without `unknown` it would show this name. */
export type Shown<T> = { [K in keyof T]: T[K] } & unknown;

/** Under a name, unless it is what it is anyway. */
type Unless<TDefault, T, TName extends string> = [TDefault] extends [T]
  ? unknown
  : { readonly [K in TName]: T };

/** The same for what is there by default as nothing. */
type UnlessNone<TKey, T, TName extends string> = [TKey] extends [never]
  ? unknown
  : { readonly [K in TName]: T };

/** What a protocol has said of its types, of all that `setupProtocol` takes. */
export type OwnTypes<
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
  TCodec,
> = Shown<
  Unless<undefined, TCodec, 'codec'> &
    Unless<ConnectionInfo | undefined, TInput, 'input'> &
    Unless<MachineContext, TContext, 'context'> &
    UnlessNone<TEvent, TEvent, 'events'> &
    UnlessNone<TEmitted, TEmitted, 'emitted'> &
    UnlessNone<keyof TActors, TActors, 'actors'> &
    UnlessNone<keyof TActions, TActions, 'actions'> &
    UnlessNone<keyof TGuards, TGuards, 'guards'> &
    UnlessNone<TDelay, TDelay, 'delays'> &
    Unless<string, TTag, 'tags'> &
    Unless<NonReducibleUnknown, TOutput, 'output'> &
    Unless<MetaObject, TMeta, 'meta'>
>;

// The way back: each type by its name, or what it is by default.

export type CodecOf<T> = T extends { readonly codec: infer V extends AnyCodec } ? V : undefined;

export type InputOf<T> = T extends { readonly input: infer V } ? V : ConnectionInfo | undefined;

export type ContextOf<T> = T extends { readonly context: infer V extends MachineContext }
  ? V
  : MachineContext;

export type EventsOf<T> = T extends { readonly events: infer V extends EventObject } ? V : never;

export type EmittedOf<T> = T extends { readonly emitted: infer V extends EventObject } ? V : never;

export type ActorsOf<T> = T extends {
  readonly actors: infer V extends Record<string, UnknownActorLogic>;
}
  ? V
  : Record<never, never>;

export type ActionsOf<T> = T extends { readonly actions: infer V extends Record<string, Params> }
  ? V
  : Record<never, never>;

export type GuardsOf<T> = T extends { readonly guards: infer V extends Record<string, Params> }
  ? V
  : Record<never, never>;

export type DelaysOf<T> = T extends { readonly delays: infer V extends string } ? V : never;

export type TagsOf<T> = T extends { readonly tags: infer V extends string } ? V : string;

export type OutputOf<T> = T extends { readonly output: infer V extends NonReducibleUnknown }
  ? V
  : NonReducibleUnknown;

export type MetaOf<T> = T extends { readonly meta: infer V extends MetaObject } ? V : MetaObject;
