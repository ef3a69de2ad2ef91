import { type JsonSchema, type OptionalField, objectSchema } from './fields';
import { stateDefinition } from './kinds';
import { ACTIONS, EXPECTATIONS, type StepForm } from './steps';
import { SCRIPT_FIELDS } from './structure';

/** Where the schema is found once the package is published. */
export const SCRIPT_SCHEMA_ID = 'https://unpkg.com/xstate-net/schemas/script.schema.json';

const required = (names: readonly string[]) => names.map((name) => ({ required: [name] }));

function stepSchema(key: 'do' | 'expect', word: string, form: StepForm): JsonSchema {
  const { description, exactlyOne, atLeastOne, onlyWith } = form;
  const fields: Record<string, OptionalField> = {
    [key]: { schema: { const: word }, check: () => undefined },
    ...form.fields,
  };
  return objectSchema(fields, {
    description,
    ...(exactlyOne === undefined ? undefined : { oneOf: required(exactlyOne) }),
    ...(atLeastOne === undefined ? undefined : { anyOf: required(atLeastOne) }),
    ...(onlyWith === undefined
      ? undefined
      : {
          dependencies: Object.fromEntries(
            Object.entries(onlyWith).map(([name, others]) => [name, { anyOf: required(others) }]),
          ),
        }),
  });
}

/**
 * The JSON Schema of scripts, made from the same forms that check them. What no schema can say is left
 * to `parseScript`: that clients are connected before they speak, and that expressions are regular.
 */
export function scriptSchema(): JsonSchema {
  const steps = [
    ...Object.entries(ACTIONS).map(([word, form]) => stepSchema('do', word, form)),
    ...Object.entries(EXPECTATIONS).map(([word, form]) => stepSchema('expect', word, form)),
  ];
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: SCRIPT_SCHEMA_ID,
    title: 'xstate-net script',
    ...objectSchema(
      {
        ...SCRIPT_FIELDS,
        steps: {
          schema: {
            description: 'What happens, in order.',
            type: 'array',
            items: { oneOf: steps },
          },
          check: () => undefined,
        },
      },
      { description: 'A story for a server: what is done, and what is expected to come of it.' },
    ),
    definitions: { state: stateDefinition },
  };
}
