import { type OptionKind, problemWith } from '../../machines/options/optionKinds';
import type { Field, JsonSchema } from './fields';

/** What an option may be, as a JSON Schema. */
function schemaOf(kind: OptionKind): JsonSchema {
  if (kind.is === 'boolean') return { type: 'boolean' };
  if (kind.is === 'number') {
    const { least, most, above } = kind;
    const minimum = above === true ? { exclusiveMinimum: least } : { minimum: least };
    // JSON has no number that is beyond all others.
    const maximum = Number.isFinite(most) ? { maximum: most } : undefined;
    return { type: 'number', ...minimum, ...maximum };
  }
  if (kind.is === 'choice') return { enum: [...kind.words] };
  if (kind.is !== 'integer') return { type: 'string', minLength: 1 };
  const { least, most, restFrom } = kind;
  if (restFrom === undefined) return { type: 'integer', minimum: least, maximum: most };
  return { anyOf: [{ const: least }, { type: 'integer', minimum: restFrom, maximum: most }] };
}

/** JSON has no number that is beyond all others. */
const inJson = (kind: OptionKind): OptionKind =>
  kind.is === 'integer' ? { ...kind, orInfinity: undefined } : kind;

/** An option as a field of a script, checked as the server or the network itself does. */
export const fieldOf = (kind: OptionKind): Field => ({
  schema: schemaOf(kind),
  check: (value) => {
    const reason = problemWith(inJson(kind), value);
    return reason === undefined ? undefined : { path: '', reason };
  },
});
