import {
  type NetworkName,
  type RunOptions,
  runScript,
  type Script,
  ScriptFailure,
  type ScriptResult,
  type Step,
} from '../../../testing';

/** Both networks, for suites that run on each. */
export const BOTH: readonly NetworkName[] = ['simulated', 'tcp'];

export const connect = (client: string, more: object = {}): Step => ({
  do: 'connect',
  client,
  ...more,
});
export const send = (client: string, text: string, more: object = {}): Step => ({
  do: 'send',
  client,
  text,
  ...more,
});
export const bytes = (client: string, text: string, more: object = {}): Step => ({
  expect: 'bytes',
  client,
  text,
  ...more,
});
export const end = (client: string): Step => ({ do: 'end', client });
export const advance = (milliseconds: number): Step => ({ do: 'advance', milliseconds });
export const howDied = (client: string, how: string, more: object = {}): Step =>
  ({ expect: 'howDied', client, howDied: how, ...more }) as Step;

/** Runs steps against an echo, or what the options say. */
export const run = (
  steps: readonly Step[],
  options: RunOptions = {},
  script: Partial<Script> = {},
): Promise<ScriptResult> => runScript({ protocol: 'echo', ...script, steps }, options);

/** How the steps fail; real sockets are waited for but shortly. */
export async function failureOf(
  steps: readonly Step[],
  options: RunOptions = {},
  script: Partial<Script> = {},
): Promise<ScriptFailure> {
  try {
    await run(steps, { patience: 100, ...options }, script);
  } catch (error) {
    if (error instanceof ScriptFailure) return error;
    throw error;
  }
  throw new Error('it did not fail');
}
