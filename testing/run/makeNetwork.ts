import { BadScript } from '../script/badScript';
import type { Script } from '../script/script';
import { simulatedOnly } from '../script/simulatedOnly';
import { wordOf } from '../script/structure';
import { DEFAULT_PATIENCE, type RunOptions } from './options';
import type { ScriptNetwork } from './scriptNetwork';
import { TcpNetwork } from './tcp/tcpNetwork';

/** The network that a script is run on; refused if real sockets cannot be made to do what it asks. */
export function makeNetwork(
  script: Script,
  options: RunOptions,
  seed: number,
  activity: () => number,
): ScriptNetwork {
  const { network = 'simulated', patience = DEFAULT_PATIENCE, transport } = options;
  if (network === 'simulated') throw new Error('not yet');
  const [only] = simulatedOnly(script);
  if (only !== undefined) {
    const { index, reason } = only;
    const what = index === undefined ? undefined : wordOf(script.steps[index])?.word;
    throw new BadScript(
      { file: options.file, index, what },
      `${reason}: this script is simulated-only; run it on the simulated network`,
    );
  }
  return new TcpNetwork({ seed, patience, activity, transport });
}
