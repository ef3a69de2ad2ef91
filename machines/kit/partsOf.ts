import type { StateMachine } from 'xstate';

/** Of a chart, what is as it is also for who only commands it. */
export type PartsOf<TMachine> =
  TMachine extends StateMachine<
    infer _TContext,
    infer _TEvent,
    infer TChildren,
    infer TActor,
    infer TAction,
    infer TGuard,
    infer TDelay,
    infer TStateValue,
    infer TTag,
    infer _TInput,
    infer _TOutput,
    infer _TEmitted,
    infer TMeta,
    infer TSchema,
    infer _TTransitionMeta
  >
    ? {
        readonly children: TChildren;
        readonly actor: TActor;
        readonly action: TAction;
        readonly guard: TGuard;
        readonly delay: TDelay;
        readonly state: TStateValue;
        readonly tag: TTag;
        readonly meta: TMeta;
        readonly schema: TSchema;
      }
    : never;
