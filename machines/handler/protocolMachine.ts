/** A protocol's statechart, by types that a person can read. */

import type {
  AnyActorRef,
  Cast,
  Invert,
  IsNever,
  MachineConfig,
  RoutableStateId,
  StateMachine,
  StateSchema,
  ToChildren,
  ToStateValue,
  UnknownActorLogic,
} from 'xstate';
import type {
  ActionsOf,
  ActorsOf,
  CodecOf,
  ContextOf,
  DelaysOf,
  EmittedOf,
  EventsOf,
  GuardsOf,
  InputOf,
  MetaOf,
  OutputOf,
  ParameterizedObjects,
  Shown,
  TagsOf,
} from './ownTypes';
import type { Frames, Takes } from './protocol';
import type { HandlerEvent, ProtocolMessage, SaidBy } from './protocolMessages';

/** All that handlers of a protocol hear. */
export type HeardBy<TOwn> = HandlerEvent<CodecOf<TOwn>> | EventsOf<TOwn>;

/** All that they say. */
export type EmittedBy<TOwn> = ProtocolMessage<SaidBy<CodecOf<TOwn>>> | EmittedOf<TOwn>;

/** What the types of its transitions carry, for servers to know what they can serve. */
export type MarksOf<TOwn> = MetaOf<TOwn> &
  Takes<InputOf<TOwn>> &
  ([CodecOf<TOwn>] extends [undefined] ? unknown : Frames);

/** Its actors, with the ids under which a chart invokes them. */
export type ProvidedActors<TOwn, TIds = Record<never, never>> = {
  [K in keyof ActorsOf<TOwn> & string]: {
    src: K;
    logic: Cast<ActorsOf<TOwn>[K], UnknownActorLogic>;
    id: IsNever<keyof TIds> extends true
      ? string | undefined
      : K extends keyof Invert<Cast<TIds, Record<string, string>>>
        ? Invert<Cast<TIds, Record<string, string>>>[K] & string
        : string | undefined;
  };
}[keyof ActorsOf<TOwn> & string];

/** What may be given to `createMachine`. */
export type ProtocolConfig<TOwn> = MachineConfig<
  ContextOf<TOwn>,
  HeardBy<TOwn>,
  ProvidedActors<TOwn>,
  ParameterizedObjects<ActionsOf<TOwn>>,
  ParameterizedObjects<GuardsOf<TOwn>>,
  DelaysOf<TOwn>,
  TagsOf<TOwn>,
  InputOf<TOwn>,
  OutputOf<TOwn>,
  EmittedBy<TOwn>,
  MetaOf<TOwn>,
  MarksOf<TOwn>
>;

type Invocation<T> = T extends {
  readonly id: infer I extends string;
  readonly src: infer S extends string;
}
  ? { readonly [K in I]: S }
  : unknown;

type Merged<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void
  ? I
  : never;

type Invoked<T> = T extends readonly (infer U)[] ? Merged<Invocation<U>> : Invocation<T>;

/** What is kept of a state in the types of its actors. */
type Kept<TConfig, K extends keyof TConfig> = K extends 'id' | 'route' | 'states'
  ? K
  : K extends 'type'
    ? TConfig[K] extends 'parallel'
      ? K
      : never
    : never;

/** A state, its id, where events can lead, and the states in it. */
type StateOf<TConfig> = {
  -readonly [K in keyof TConfig as Kept<TConfig, K>]: K extends 'states'
    ? { -readonly [S in keyof TConfig[K]]: StateOf<NonNullable<TConfig[K][S]>> }
    : TConfig[K];
} & unknown;

/** Of a chart what its actors show: its states, and what it invokes as a whole. */
export type ChartOf<TConfig> = TConfig extends { readonly invoke: infer T }
  ? IsNever<keyof Invoked<T>> extends true
    ? StateOf<TConfig>
    : Shown<StateOf<TConfig> & { invoke: Invoked<T> }>
  : StateOf<TConfig>;

type IdsOf<TChart> = TChart extends { readonly invoke: infer T } ? T : Record<never, never>;

type Route<TChart extends StateSchema> = [RoutableStateId<TChart>] extends [never]
  ? never
  : { type: 'xstate.route'; to: RoutableStateId<TChart> };

/** A statechart made with `setupProtocol`: what the protocol has said of its types, and the chart's states. */
export interface ProtocolMachine<TOwn, TChart extends StateSchema>
  extends StateMachine<
    ContextOf<TOwn>,
    HeardBy<TOwn> | Route<TChart>,
    Cast<ToChildren<ProvidedActors<TOwn, IdsOf<TChart>>>, Record<string, AnyActorRef | undefined>>,
    ProvidedActors<TOwn, IdsOf<TChart>>,
    ParameterizedObjects<ActionsOf<TOwn>>,
    ParameterizedObjects<GuardsOf<TOwn>>,
    DelaysOf<TOwn>,
    ToStateValue<TChart>,
    TagsOf<TOwn>,
    InputOf<TOwn>,
    OutputOf<TOwn>,
    EmittedBy<TOwn>,
    MetaOf<TOwn>,
    TChart,
    MarksOf<TOwn>
  > {}
