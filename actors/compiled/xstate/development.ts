import { type AnyActorScope, assign, createActor, fromTransition } from 'xstate';

/**
 * Whether XState's development build is in use (`node --conditions=development`), which warns of what
 * people do by mistake: there, an action that XState has to carry out objects to being called.
 */
export const DEVELOPMENT = objects(() => (assign({}) as unknown as () => void)());

function objects(call: () => void): boolean {
  try {
    call();
    return false;
  } catch (error) {
    return /supposed to be called/.test(String(error));
  }
}

type Exec<TInfo, TParams> = (info: TInfo, params: TParams) => void;

let executor: AnyActorScope['actionExecutor'] | undefined;

/** XState keeps to itself that a custom action runs; what one of its actors executes, it knows of. */
function executorOfXState(): AnyActorScope['actionExecutor'] {
  if (executor === undefined) {
    const actor = createActor(fromTransition((state: object) => state, {})).start();
    const { _actorScope: scope } = actor as unknown as { readonly _actorScope: AnyActorScope };
    executor = scope.actionExecutor;
  }
  return executor;
}

/** The same action, during which the development build warns of what actions should not call. */
export function warnedOfWithin<TInfo, TParams>(exec: Exec<TInfo, TParams>): Exec<TInfo, TParams> {
  if (!DEVELOPMENT) return exec;
  return (info, params) => {
    executorOfXState()({ type: exec.name, info, params, exec } as never);
  };
}
