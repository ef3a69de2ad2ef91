import type { ActionFunction, DelayConfig, GuardPredicate, SetupReturn, StateSchema } from 'xstate';
import type {
  ActionsOf,
  ActorsOf,
  CodecOf,
  ContextOf,
  DelaysOf,
  GuardsOf,
  InputOf,
  MetaOf,
  OutputOf,
  ParameterizedObjects,
  Params,
  TagsOf,
} from './ownTypes';
import type {
  ChartOf,
  EmittedBy,
  HeardBy,
  MarksOf,
  ProtocolConfig,
  ProtocolMachine,
  ProvidedActors,
} from './protocolMachine';
import type { SaidBy } from './protocolMessages';
import type { ProtocolWords } from './protocolWords';

/** What XState's own `setup` would have returned. */
type Setup<TOwn> = SetupReturn<
  ContextOf<TOwn>,
  HeardBy<TOwn>,
  ActorsOf<TOwn>,
  Record<never, never>,
  ActionsOf<TOwn>,
  GuardsOf<TOwn>,
  DelaysOf<TOwn>,
  TagsOf<TOwn>,
  InputOf<TOwn>,
  OutputOf<TOwn>,
  EmittedBy<TOwn>,
  MetaOf<TOwn>,
  MarksOf<TOwn>
>;

/** A protocol's types with more names in them. */
export type Extended<TOwn, TActions, TGuards, TDelay> = {
  [K in
    | keyof TOwn
    | ([keyof TActions] extends [never] ? never : 'actions')
    | ([keyof TGuards] extends [never] ? never : 'guards')
    | ([TDelay] extends [never] ? never : 'delays')]: K extends 'actions'
    ? ActionsOf<TOwn> & TActions
    : K extends 'guards'
      ? GuardsOf<TOwn> & TGuards
      : K extends 'delays'
        ? DelaysOf<TOwn> | TDelay
        : K extends keyof TOwn
          ? TOwn[K]
          : never;
} & unknown;

/** What more names of actions, guards and delays stand for. */
export interface MoreNames<
  TOwn,
  TActions extends Record<string, Params>,
  TGuards extends Record<string, Params>,
  TDelay extends string,
> {
  actions?: {
    [K in keyof TActions]: ActionFunction<
      ContextOf<TOwn>,
      HeardBy<TOwn>,
      HeardBy<TOwn>,
      TActions[K],
      ProvidedActors<TOwn>,
      ParameterizedObjects<ActionsOf<TOwn> & TActions>,
      ParameterizedObjects<GuardsOf<TOwn> & TGuards>,
      DelaysOf<TOwn> | TDelay,
      EmittedBy<TOwn>
    >;
  };
  guards?: {
    [K in keyof TGuards]: GuardPredicate<
      ContextOf<TOwn>,
      HeardBy<TOwn>,
      TGuards[K],
      ParameterizedObjects<GuardsOf<TOwn> & TGuards>
    >;
  };
  delays?: {
    [K in TDelay]: DelayConfig<
      ContextOf<TOwn>,
      HeardBy<TOwn>,
      ParameterizedObjects<ActionsOf<TOwn> & TActions>['params'],
      HeardBy<TOwn>
    >;
  };
}

/**
 * What `setupProtocol` returns: XState's `createMachine`, `assign` and so on for one protocol, and the words of its
 * handlers as actions that need no type arguments: `p.outbox`, `p.reply`, `p.finish`.
 */
export interface ProtocolMaker<TOwn>
  extends Omit<Setup<TOwn>, 'createMachine' | 'extend'>,
    ProtocolWords<ContextOf<TOwn>, HeardBy<TOwn>, SaidBy<CodecOf<TOwn>>> {
  createMachine<const TConfig extends ProtocolConfig<TOwn>>(
    config: TConfig,
  ): ProtocolMachine<TOwn, ChartOf<TConfig> extends infer T extends StateSchema ? T : StateSchema>;
  extend<
    TActions extends Record<string, Params> = Record<never, never>,
    TGuards extends Record<string, Params> = Record<never, never>,
    TDelay extends string = never,
  >(
    more: MoreNames<TOwn, TActions, TGuards, TDelay>,
  ): ProtocolMaker<Extended<TOwn, TActions, TGuards, TDelay>>;
}
