import type { Command } from 'commander';
import type { Output } from './output';
import { loadProtocolFile } from './protocol/loadProtocolFile';

/** The options of `script` as commander hands them over. */
export interface ScriptFlags {
  readonly network?: string;
  readonly seed?: string;
  readonly protocol?: string;
  readonly patience?: string;
  readonly trace?: boolean;
  readonly mermaid?: boolean;
}

/** Adds the options of `script`; what their values may be is checked where scripts are run. */
export function addScriptOptions(command: Command): Command {
  return command
    .option('--network <name>', 'simulated, in virtual time, or tcp (default: simulated)')
    .option('--seed <n>', "goes before the script's own")
    .option('--protocol <name|file>', "goes before the script's own")
    .option('--patience <ms>', 'on tcp: how long an expectation is waited for (default: 5000)')
    .option('--trace', 'print what every actor was sent and said')
    .option('--mermaid', 'print that as a sequence diagram');
}

/** Runs a script, and says with which status the process should end. */
export async function script(file: string, flags: ScriptFlags, output: Output): Promise<number> {
  // Loaded when it is asked for, because servers do without it.
  const [{ scriptCommand }, { checkScriptArguments }] = await Promise.all([
    import('../testing/command/scriptCommand'),
    import('../testing/command/scriptArguments'),
  ]);
  return scriptCommand(checkScriptArguments({ file, ...flags }), {
    ...output,
    loadProtocol: loadProtocolFile,
  });
}
