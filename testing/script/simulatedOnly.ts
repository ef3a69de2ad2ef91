import type { Script } from './script';

/** Why a script cannot run on real sockets. */
export interface SimulatedOnlyReason {
  /** Index of the step in `steps`, from 0; undefined if the script as a whole asks for it. */
  readonly index: number | undefined;
  readonly reason: string;
}

const REASONS: Readonly<Record<string, string>> = {
  vanish: 'a real peer cannot be made to vanish without a word',
  faults: 'a real network cannot be made to misbehave',
  clearFaults: 'a real network cannot be made to behave',
};

/** Everything in a script that real sockets cannot be made to do; empty if it runs on both networks. */
export function simulatedOnly(script: Script): readonly SimulatedOnlyReason[] {
  const found: SimulatedOnlyReason[] = [];
  if (script.simulation !== undefined) {
    found.push({ index: undefined, reason: '"simulation" describes a network that is not real' });
  }
  script.steps.forEach((step, index) => {
    const reason = 'do' in step ? REASONS[step.do] : undefined;
    if (reason !== undefined) found.push({ index, reason });
  });
  return found;
}
