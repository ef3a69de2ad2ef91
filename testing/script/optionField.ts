import { type OptionKind, problemWith } from '../../machines/options/optionKinds';
import type { Field, JsonSchema } from './fields';

const BYTE = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const V4 = `(?:${BYTE}\\.){3}${BYTE}`;
const GROUP = '[0-9A-Fa-f]{1,4}';

/** So many groups in front of `::`, and as many behind it as leave room for it. */
const shortened = Array.from({ length: 8 }, (_, front) => {
  const before = front === 0 ? '' : `${GROUP}(?::${GROUP}){${front - 1}}`;
  const room = 7 - front;
  const groups = room === 0 ? '' : `(?:${GROUP}(?::${GROUP}){0,${room - 1}})?`;
  const mapped = room < 2 ? '' : `|(?:${GROUP}:){0,${room - 2}}${V4}`;
  return `${before}::(?:${groups}${mapped})`;
});

const V6 = `(?:(?:${GROUP}:){7}${GROUP}|(?:${GROUP}:){6}${V4}|${shortened.join('|')})`;

/** An address or a network of them, as the option itself takes it. */
const NETWORK_PATTERN = `^(?:${V4}(?:/(?:3[0-2]|[12]?\\d))?|${V6}(?:/(?:12[0-8]|1[01]\\d|[1-9]?\\d))?)$`;

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
  if (kind.is === 'addresses') {
    return { type: 'array', items: { type: 'string', pattern: NETWORK_PATTERN } };
  }
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
