import { parseScript } from '../script/parseScript';
import type { Script } from '../script/script';
import type { RunOptions } from './options';
import type { ScriptResult } from './result';
import { ScriptRun } from './scriptRun';

/**
 * Runs a script against a server, inside any test runner: on the simulated network, in virtual time,
 * or on real sockets.
 *
 * @example
 * ```ts
 * await runScript(
 *   {
 *     steps: [
 *       { do: 'connect', client: 'alice' },
 *       { do: 'send', client: 'alice', text: 'hello' },
 *       { expect: 'bytes', client: 'alice', text: 'hello' },
 *     ],
 *   },
 *   { protocol: echo },
 * );
 * ```
 *
 * @throws ScriptFailure if something did not turn out as expected, or did not come to rest.
 * @throws BadScript if it cannot be run at all.
 */
export async function runScript(script: Script, options: RunOptions = {}): Promise<ScriptResult> {
  parseScript(script, { file: options.file, customServer: options.server !== undefined });
  return new ScriptRun(script, options).run();
}
