import { type OptionKind, problemWith } from '../../machines/options/optionKinds';
import type { Field, JsonSchema } from './fields';

/** What an option may be, as a JSON Schema. */
function schemaOf(kind: OptionKind): JsonSchema {
  if (kind.is === 'boolean') return { type: 'boolean' };
  if (kind.is !== 'integer') return { type: 'string', minLength: 1 };
  const { least, most, restFrom } = kind;
  if (restFrom === undefined) return { type: 'integer', minimum: least, maximum: most };
  return { anyOf: [{ const: least }, { type: 'integer', minimum: restFrom, maximum: most }] };
}

/** An option of a server as a field of a script, checked as the server itself does. */
export const fieldOf = (kind: OptionKind): Field => ({
  schema: schemaOf(kind),
  check: (value) => {
    const reason = problemWith(kind, value);
    return reason === undefined ? undefined : { path: '', reason };
  },
});
