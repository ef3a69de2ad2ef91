import { checkOptions } from '../../machines/options/checkOptions';
import {
  checkFields,
  described,
  type Field,
  hint,
  integer,
  isObject,
  type OptionalField,
  oneOf,
  optional,
  type Problem,
  shown,
  string,
} from './fields';
import { type Script, type ScriptServerOptions, SERVER_KINDS, type ServerKind } from './script';
import { serverOptions, simulation } from './settings';
import { ACTIONS, EXPECTATIONS, type StepForm } from './steps';
import { serverTls } from './tls';

/** A script's own fields but for its steps. */
export const SCRIPT_FIELDS = {
  $schema: optional(string('the address of the JSON Schema')),
  name: optional(described('For messages.', string('a text'))),
  description: optional(described('What it is about, for people.', string('a text'))),
  protocol: optional(
    described(
      "A shipped protocol by name, or a file that exports one, seen from the script's own place.",
      string('the name of a protocol, or a file', { minLength: 1 }, (value) =>
        value.length > 0 ? undefined : 'is no protocol',
      ),
    ),
  ),
  kind: optional(described('What serves. Default serverCore.', oneOf(SERVER_KINDS))),
  server: optional(described("The server's options.", serverOptions)),
  tls: optional(described('By what the server secures its connections: true, or how.', serverTls)),
  seed: optional(
    described(
      'Decides everything random on the simulated network. Default 1.',
      integer(0, 2 ** 32 - 1),
    ),
  ),
  simulation: optional(
    described('What the simulated network is like; makes the script simulated-only.', simulation),
  ),
} satisfies Readonly<Record<Exclude<keyof Script, 'steps'>, OptionalField>>;

/** Steps are shown by their form in a schema, and checked one by one. */
const steps: Field = {
  schema: { type: 'array' },
  check: (value) =>
    Array.isArray(value)
      ? undefined
      : { path: '', reason: `is ${shown(value)}; give it a list of steps` },
};

/** What is wrong with a script apart from its steps, or undefined. */
export function checkScript(value: unknown): Problem | undefined {
  if (!isObject(value)) {
    return { path: '', reason: `is ${shown(value)}; a script is an object with a list of steps` };
  }
  const problem = checkFields(value, { ...SCRIPT_FIELDS, steps });
  if (problem !== undefined) return problem;
  const kind = (value.kind ?? 'serverCore') as ServerKind;
  // What the server itself would refuse: options that it does not have, or that exclude each other.
  const error = checkOptions(kind, (value.server ?? {}) as ScriptServerOptions);
  return error === undefined ? undefined : { path: '.server', reason: error.message };
}

/** A step's word: what it does or expects. */
export interface StepWord {
  readonly key: 'do' | 'expect';
  readonly word: string;
}

/** What a step does or expects, as far as it says so. */
export function wordOf(step: unknown): StepWord | undefined {
  if (!isObject(step)) return undefined;
  if (typeof step.do === 'string') return { key: 'do', word: step.do };
  if (typeof step.expect === 'string') return { key: 'expect', word: step.expect };
  return undefined;
}

/** What is wrong with the form of one step, or undefined. */
export function checkStep(step: unknown): Problem | undefined {
  if (!isObject(step)) {
    return { path: '', reason: `is ${shown(step)}; a step is an object with "do" or "expect"` };
  }
  const word = wordOf(step);
  if (word === undefined || (step.do !== undefined && step.expect !== undefined)) {
    return {
      path: '',
      reason: 'says neither what it does nor what it expects; give it either "do" or "expect"',
    };
  }
  const forms: Readonly<Record<string, StepForm>> = word.key === 'do' ? ACTIONS : EXPECTATIONS;
  const form = Object.hasOwn(forms, word.word) ? forms[word.word] : undefined;
  if (form === undefined) {
    return {
      path: `.${word.key}`,
      reason: `is "${word.word}", which is no step${hint(word.word, Object.keys(forms))}`,
    };
  }
  const { do: _, expect: __, ...fields } = step;
  return checkFields(fields, form.fields) ?? checkGroups(fields, form);
}

function checkGroups(
  step: Readonly<Record<string, unknown>>,
  { exactlyOne, atLeastOne, onlyWith = {} }: StepForm,
): Problem | undefined {
  const given = (names: readonly string[]) => names.filter((name) => step[name] !== undefined);
  if (exactlyOne !== undefined) {
    const found = given(exactlyOne);
    if (found.length !== 1) {
      const has = found.length === 0 ? 'has none' : `has ${found.join(' and ')}`;
      return { path: '', reason: `${has} of ${exactlyOne.join(', ')}; give it exactly one` };
    }
  }
  if (atLeastOne !== undefined && given(atLeastOne).length === 0) {
    return { path: '', reason: `has none of ${atLeastOne.join(', ')}; give it at least one` };
  }
  for (const [name, others] of Object.entries(onlyWith)) {
    if (step[name] !== undefined && given(others).length === 0) {
      return { path: `.${name}`, reason: `goes with ${others.join(', ')} only` };
    }
  }
  return undefined;
}
