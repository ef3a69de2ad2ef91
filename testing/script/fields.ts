import { shown as anythingShown } from '../../machines/kit/shown';

/** A part of a JSON Schema, draft 7. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** What is wrong, and where: `path` is empty for the value itself, else like `.faults.jitter`. */
export interface Problem {
  readonly path: string;
  readonly reason: string;
}

/** One kind of value: how it is checked, and how a JSON Schema says the same. */
export interface Field<T = unknown> {
  readonly schema: JsonSchema;
  readonly check: (value: unknown) => Problem | undefined;
  /** No value: it carries the type that the field stands for. */
  readonly type?: T;
}

/** Fields of an object by name. */
export type Fields = Readonly<Record<string, OptionalField>>;

/** A field that may be left out. */
export type OptionalField<T = unknown> = Field<T> & { readonly optional?: true };

/** The field may be left out. */
export function optional<T>(field: Field<T>): Field<T> & { readonly optional: true } {
  return { ...field, optional: true };
}

/** The field with a sentence that says what it is for. */
export function described<TField extends Field>(description: string, field: TField): TField {
  return { ...field, schema: { description, ...field.schema } };
}

/** As JSON, if it is of its kind: a program may give others. */
function asJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** A value as people write it, cut short. */
export function shown(value: unknown): string {
  const text = asJson(value) ?? anythingShown(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

const wrong = (value: unknown, wanted: string): Problem => ({
  path: '',
  reason: `is ${shown(value)}; give it ${wanted}`,
});

/** A text; `problem` says what is wrong with it beyond that. */
export function string(
  wanted: string,
  schema: JsonSchema = {},
  problem: (value: string) => string | undefined = () => undefined,
): Field<string> {
  return {
    schema: { type: 'string', ...schema },
    check: (value) => {
      if (typeof value !== 'string') return wrong(value, wanted);
      const reason = problem(value);
      return reason === undefined ? undefined : { path: '', reason: `${shown(value)} ${reason}` };
    },
  };
}

/** A text that matches a pattern. */
export function matching(wanted: string, pattern: string): Field<string> {
  const regexp = new RegExp(pattern, 'u');
  return {
    schema: { type: 'string', pattern },
    check: (value) =>
      typeof value === 'string' && regexp.test(value) ? undefined : wrong(value, wanted),
  };
}

/** A whole number from `least` to `most`. */
export function integer(least: number, most: number = Number.MAX_SAFE_INTEGER): Field<number> {
  return {
    schema: { type: 'integer', minimum: least, maximum: most },
    check: (value) =>
      Number.isInteger(value) && (value as number) >= least && (value as number) <= most
        ? undefined
        : wrong(value, `an integer from ${least} to ${most}`),
  };
}

export const boolean: Field<boolean> = {
  schema: { type: 'boolean' },
  check: (value) => (typeof value === 'boolean' ? undefined : wrong(value, 'true or false')),
};

/** One of a closed set of words. */
export function oneOf<const T extends string>(words: readonly T[]): Field<T> {
  return {
    schema: { enum: words },
    check: (value) =>
      words.includes(value as T)
        ? undefined
        : wrong(value, `one of ${words.map((word) => JSON.stringify(word)).join(', ')}`),
  };
}

/** Whether a value is an object as JSON knows them. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object of whatever properties. */
export const anyObject: Field<{ readonly [property: string]: unknown }> = {
  schema: { type: 'object' },
  check: (value) => (isObject(value) ? undefined : wrong(value, 'an object')),
};

/** An object with these fields and no others. */
export function object<T>(fields: Fields): Field<T> {
  return {
    schema: objectSchema(fields),
    check: (value) => (isObject(value) ? checkFields(value, fields) : wrong(value, 'an object')),
  };
}

/** The schema of an object with these fields and no others. */
export function objectSchema(fields: Fields, more: JsonSchema = {}): JsonSchema {
  const entries = Object.entries(fields);
  const required = entries.flatMap(([name, field]) => (field.optional ? [] : [name]));
  return {
    type: 'object',
    ...more,
    properties: Object.fromEntries(entries.map(([name, field]) => [name, field.schema])),
    ...(required.length > 0 ? { required } : undefined),
    additionalProperties: false,
  };
}

/** The first thing wrong with an object's fields. A field that is `undefined` counts as left out. */
export function checkFields(
  value: Readonly<Record<string, unknown>>,
  fields: Fields,
): Problem | undefined {
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(fields, name)) {
      return { path: '', reason: `has no field "${name}"${hint(name, Object.keys(fields))}` };
    }
  }
  for (const [name, field] of Object.entries(fields)) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    if (given === undefined) {
      if (field.optional) continue;
      return { path: '', reason: `lacks "${name}"` };
    }
    const problem = field.check(given);
    if (problem !== undefined) {
      return { path: `.${name}${problem.path}`, reason: problem.reason };
    }
  }
  return undefined;
}

/** What a misspelt word was meant to be, or what there is. */
export function hint(word: string, known: readonly string[]): string {
  const near = known.find(
    (candidate) => distance(word.toLowerCase(), candidate.toLowerCase()) <= 2,
  );
  return near === undefined ? `; there are: ${known.join(', ')}` : `; is "${near}" meant?`;
}

/** How many letters must be changed, added or left out (Levenshtein). */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(changed, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
