import { XstateNetError } from '../kit/errors';

/** What a schema makes of a value. */
export type SchemaResult<TOutput> =
  | { readonly value: TOutput; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A schema of any library that speaks Standard Schema (standardschema.dev), such as zod, valibot and arktype. */
export interface Schema<TInput = unknown, TOutput = TInput> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<TOutput> | Promise<SchemaResult<TOutput>>;
    readonly types?: { readonly input: TInput; readonly output: TOutput } | undefined;
  };
}

/** A schema of events: objects whose `type` says which. */
export type EventSchema = Schema<unknown, { readonly type: string }>;

type TypesOf<TSchema> = TSchema extends {
  readonly '~standard': { readonly types?: infer TTypes };
}
  ? NonNullable<TTypes>
  : never;

/** What comes out of a schema. */
export type OutputOf<TSchema> = TypesOf<TSchema> extends { readonly output: infer T } ? T : never;

/** What goes into it. */
export type InputOf<TSchema> = TypesOf<TSchema> extends { readonly input: infer T } ? T : never;

/** The events of a schema. One of any `type` whatever would let a peer say what it likes. */
export type EventsOf<TSchema> =
  OutputOf<TSchema> extends infer TEvent extends {
    readonly type: string;
  }
    ? string extends TEvent['type']
      ? never
      : TEvent
    : never;

/** Whether something is a schema: a function is one, too, in some libraries. */
export function isSchema(value: unknown): value is Schema {
  const given = value as Partial<Schema> | null | undefined;
  return typeof given?.['~standard']?.validate === 'function';
}

/** Boxes of a handler, and XState's own: no peer may speak in their name. */
const RESERVED =
  /^(?:xstate|inbox|outbox|control|flow|signal|backplane|ask|owner|registry)(?:\.|$)|\*/;

function pathOf({ path = [] }: SchemaIssue): string {
  const names = path.map((part) => String(typeof part === 'object' ? part.key : part));
  return names.length === 0 ? '' : ` at ${names.join('.')}`;
}

/** The value as the schema gives it, or in words why it does not fit. */
function fitted<TOutput>(
  schema: Schema<unknown, TOutput>,
  value: unknown,
): { readonly value: TOutput } | string {
  const result = schema['~standard'].validate(value);
  if (result instanceof Promise) {
    result.catch(() => {});
    throw new XstateNetError(
      'XN_BAD_OPTION',
      'the schema answers with a promise; give one that decides at once: a message cannot wait',
    );
  }
  if (result.issues === undefined) return result;
  const [issue = { message: 'no reason is given' }] = result.issues;
  return `it does not fit its schema${pathOf(issue)}: ${issue.message}`;
}

/** The value as an event of the schema, or in words why it is none. */
export function fittedEvent(
  schema: EventSchema,
  value: unknown,
): { readonly value: { readonly type: string } } | string {
  const result = fitted(schema, value);
  if (typeof result === 'string') return result;
  const type: unknown = (result.value as { readonly type?: unknown } | null | undefined)?.type;
  if (typeof type !== 'string') return 'it is no event: its type is no text';
  return RESERVED.test(type) ? `${JSON.stringify(type)} is not a peer's to say` : result;
}
