import type { RunOptions } from './run/options';
import { runScript } from './run/runScript';
import { ScriptFailure } from './run/scriptFailure';
import type { NetworkName } from './run/scriptNetwork';
import type { Script } from './script/script';

/** What a matcher of jest, vitest and their kind returns. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * Passes if the script turns out as expected on that network, or on each of them in turn. A script
 * that cannot be run at all is thrown, also out of `.not`.
 */
async function toPassOn(
  script: Script,
  networks: NetworkName | readonly NetworkName[],
  options: Omit<RunOptions, 'network'> = {},
): Promise<MatcherResult> {
  const names = typeof networks === 'string' ? [networks] : networks;
  try {
    for (const network of names) await runScript(script, { ...options, network });
  } catch (error) {
    if (!(error instanceof ScriptFailure)) throw error;
    return { pass: false, message: () => error.message };
  }
  const name = script.name ?? 'the script';
  return { pass: true, message: () => `${name} was not to pass on ${names.join(', ')}, but did` };
}

/**
 * Matchers for `expect.extend(scriptMatchers)`, if your test runner has that; `runScript` needs none.
 *
 * @example `await expect(script).toPassOn(['simulated', 'tcp'], { protocol: echo });`
 */
export const scriptMatchers = { toPassOn };

/** For declaring the matchers to your test runner's types. */
export interface ScriptMatchers<R> {
  toPassOn(
    networks: NetworkName | readonly NetworkName[],
    options?: Omit<RunOptions, 'network'>,
  ): Promise<R>;
}
