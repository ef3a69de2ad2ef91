import { ACTOR_NAMES, type ActorName, type ScriptEvent } from './actions';
import type { StatePattern } from './expectations';
import {
  boolean,
  described,
  type Field,
  hint,
  integer,
  isObject,
  matching,
  optional,
  type Problem,
  shown,
  string,
} from './fields';
import { type PAYLOAD_KEYS, PAYLOAD_PATTERNS, problemOf } from './payload';

/** Most milliseconds that one step may let pass: what Node's timers can count. */
const MOST_MILLISECONDS = 2 ** 31 - 1;

/** Most repetitions of one payload. */
const MOST_TIMES = 1_000_000;

export const clientName = matching(
  'a name of letters, digits, "-", "_" and ".", of at most 64',
  '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$',
);

export const note = optional(string('a text'));
export const rest = optional(
  described('false: the next step follows at once, before anything has arrived.', boolean),
);
export const times = optional(described('How often. Default 1.', integer(1, MOST_TIMES)));
export const milliseconds = integer(0, MOST_MILLISECONDS);
export const count = integer(0);

const payloadField = (key: (typeof PAYLOAD_KEYS)[number], description: string) =>
  optional(
    described(
      description,
      string('a text', { pattern: PAYLOAD_PATTERNS[key] }, (value) => problemOf(key, value)),
    ),
  );

/** The four ways to write bytes down, of which a step has exactly one. */
export const payload = {
  text: payloadField('text', 'Bytes as text, in UTF-8.'),
  hex: payloadField('hex', 'Bytes as pairs of hexadecimal digits.'),
  base64: payloadField('base64', 'Bytes as base64, with padding.'),
  file: payloadField('file', "Bytes from a file, seen from the script's own place."),
};

export const actorName: Field<ActorName> = {
  schema: { enum: ACTOR_NAMES },
  check: (value) =>
    ACTOR_NAMES.includes(value as ActorName)
      ? undefined
      : {
          path: '',
          reason: `is ${shown(value)}, which is no actor's name${hint(String(value), ACTOR_NAMES)}`,
        },
};

/** An event: an object with a type. A payload as its `data` is checked like any other. */
export const event: Field<ScriptEvent> = {
  schema: {
    type: 'object',
    properties: { type: { type: 'string', minLength: 1 } },
    required: ['type'],
  },
  check: (value) => {
    if (!isObject(value)) return { path: '', reason: `is ${shown(value)}; give it an object` };
    return typeof value.type === 'string' && value.type.length > 0
      ? undefined
      : { path: '.type', reason: `is ${shown(value.type)}; give it the event's type` };
  },
};

function checkState(value: unknown): Problem | undefined {
  if (typeof value === 'string') {
    return value.length > 0 ? undefined : { path: '', reason: 'is an empty state' };
  }
  if (!isObject(value) || Object.keys(value).length === 0) {
    return { path: '', reason: `is ${shown(value)}; give it a state such as "connected.sending"` };
  }
  for (const [name, inner] of Object.entries(value)) {
    const problem = checkState(inner);
    if (problem !== undefined) return { path: `.${name}${problem.path}`, reason: problem.reason };
  }
  return undefined;
}

export const state: Field<StatePattern> = {
  schema: { $ref: '#/definitions/state' },
  check: checkState,
};

/** What `#/definitions/state` says. */
export const stateDefinition = {
  description: "A state's name, a dotted path, or an object as in XState.",
  anyOf: [
    { type: 'string', minLength: 1 },
    {
      type: 'object',
      minProperties: 1,
      additionalProperties: { $ref: '#/definitions/state' },
    },
  ],
};

/** A regular expression of JavaScript. Whether it is one, no schema can say: `parseScript` does. */
export const pattern = string('a regular expression', { format: 'regex' });
export const flags = matching(
  'some of the letters i, m, s and u, each once',
  '^(?!.*(.).*\\1)[imsu]*$',
);
