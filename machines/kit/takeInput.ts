import { XstateNetError } from './errors';
import { isActor } from './isActor';
import { reasonOf, shown } from './shown';

/** What was given to make an actor from, as far as it could be used, and what was wrong with it. */
export interface TakenInput<TInput> {
  readonly given: TInput;
  readonly error: XstateNetError | undefined;
}

const refused = <TInput>(message: string, cause?: unknown): TakenInput<TInput> => ({
  given: {} as TInput,
  error: new XstateNetError('XN_BAD_OPTION', message, cause),
});

/**
 * The input of a server, whatever was given in its place: a server that cannot be made from it says so
 * when it is started, as it does of a wrong option, and is told apart from one that failed.
 */
export function takeInput<TInput extends { readonly owner?: unknown }>(
  server: string,
  input: TInput,
): TakenInput<TInput> {
  const remedy = `give createActor(${server}, { input }) or invoke an object with its options`;
  if (typeof input !== 'object' || input === null) {
    return refused(`the input of ${server} is ${shown(input)}; ${remedy}`);
  }
  let given: TInput;
  try {
    given = { ...input };
  } catch (error) {
    return refused(`the input of ${server} cannot be read (${reasonOf(error)}); ${remedy}`, error);
  }
  const { owner, ...rest } = given;
  if (owner === undefined || isActor(owner)) return { given, error: undefined };
  const { error } = refused(
    `owner is ${shown(owner)}, which is no actor; give the self of the machine that invokes ${server}, or leave it out and listen with on()`,
  );
  return { given: rest as TInput, error };
}
