/** One measurement: a quiet machine, a fresh server, and again if others got in the way. */

import type { Generator } from '../harness/client';
import type { Contender } from '../harness/contenders';
import { type Cores, foreignSince, mark, NOISY, waitForQuiet } from '../harness/machine';
import type { Outcome, Sample } from '../harness/results';
import { Field, type Workload } from '../workloads/workload';

export interface Setting {
  generator: Generator;
  cores: Cores | undefined;
  quick: boolean;
  /** Milliseconds that the run may still spend waiting for a quiet machine. */
  patience: number;
  /** Measurements that the run may still repeat because of noise. */
  repeats: number;
}

/** A measurement that others spoilt is made again at most this often. */
const MOST_REPEATS = 2;

async function once(
  workload: Workload,
  contender: Contender,
  connections: number,
  setting: Setting,
): Promise<{ sample: Sample; foreign: number }> {
  setting.patience -= await waitForQuiet(setting.patience);
  const from = mark();
  const { generator, cores, quick } = setting;
  const { listens } = contender;
  const command = contender.command(workload.wish);
  const field = new Field({ generator, command, listens, cores, quick, connections });
  let sample: Sample;
  try {
    sample = await workload.run(field);
  } catch (error) {
    throw new Error(await field.explain(error));
  } finally {
    await field.close();
  }
  return { sample, foreign: foreignSince(from) };
}

/** Never throws: a measurement that fails is an outcome, to be told of and not to be averaged away. */
export async function measure(
  workload: Workload,
  contender: Contender,
  connections: number,
  round: number,
  setting: Setting,
): Promise<Outcome> {
  try {
    let best = await once(workload, contender, connections, setting);
    let repeated = 0;
    while (best.foreign > NOISY && repeated < MOST_REPEATS && setting.repeats > 0) {
      repeated++;
      setting.repeats--;
      const again = await once(workload, contender, connections, setting);
      if (again.foreign < best.foreign) best = again;
    }
    return { round, repeated, ...best };
  } catch (error) {
    return { round, error: error instanceof Error ? error.message : String(error) };
  }
}
