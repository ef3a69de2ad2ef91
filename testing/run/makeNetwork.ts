import { simulatedNetwork } from '../../actors/transport/simulated/simulatedNetwork';
import { BadScript } from '../script/badScript';
import type { Script } from '../script/script';
import { simulatedOnly } from '../script/simulatedOnly';
import { wordOf } from '../script/structure';
import { DEFAULT_PATIENCE, type RunOptions } from './options';
import type { ScriptNetwork } from './scriptNetwork';
import { SimulatedRun } from './simulatedRun';
import { TcpNetwork } from './tcp/tcpNetwork';

/** Most events that a step may take to come to rest in a simulation: enough for hundreds of megabytes. */
const MOST_STEPS = 250_000;

/** The network that a script is run on; refused if real sockets cannot be made to do what it asks. */
export function makeNetwork(
  script: Script,
  options: RunOptions,
  seed: number,
  activity: () => number,
): ScriptNetwork {
  const { network = 'simulated', patience = DEFAULT_PATIENCE, transport } = options;
  if (network === 'simulated') {
    const { faults, ...simulation } = script.simulation ?? {};
    const simulated = simulatedNetwork({
      latency: 0,
      rate: Number.POSITIVE_INFINITY,
      maxSteps: MOST_STEPS,
      ...options.simulation,
      ...simulation,
      ...(faults === undefined ? undefined : { faults }),
      seed,
    });
    return new SimulatedRun({ network: simulated, simulation: script.simulation, activity });
  }
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
