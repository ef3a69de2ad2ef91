import { generatePlan } from '../plan/generate';
import { runPlan } from '../run/runPlan';
import { Collector } from './collector';
import { declared } from './declared';
import { EXCEPTIONS } from './exceptions';
import { walk } from './paths';
import { shippedCharts } from './shippedCharts';

/** What was taken of one chart. */
export interface ChartCoverage {
  readonly machine: string;
  readonly states: number;
  readonly transitions: number;
  /** Of these, by simulated servers; the others by ways through the chart alone. */
  readonly statesSimulated: number;
  readonly transitionsSimulated: number;
  /** Neither taken nor listed. */
  readonly missed: readonly string[];
}

/** What was taken of all of them. */
export interface Coverage {
  readonly charts: readonly ChartCoverage[];
  /** Ways through charts. */
  readonly ways: number;
  /** Listed as impossible to take, and taken, or not there: the list is to be mended. */
  readonly stale: readonly string[];
}

/** Runs so many plans, and every way through every chart, and says what of the charts was taken. */
export function cover(runs: number, seed = 1): Coverage {
  const simulated = new Collector();
  for (let run = 0; run < runs; run += 1) {
    runPlan(generatePlan(seed + run), { inspect: simulated.inspect });
  }
  const walked = new Collector();
  let ways = 0;
  for (const chart of shippedCharts) ways += walk(chart, walked);
  const known = new Set<string>();
  const taken = (key: string, kind: 'states' | 'transitions') =>
    simulated[kind].has(key) || walked[kind].has(key);
  const charts = shippedCharts.map(({ machine }): ChartCoverage => {
    const { states, transitions } = declared(machine);
    for (const key of [...states, ...transitions]) known.add(key);
    const missed = [
      ...states.filter((key) => !taken(key, 'states')),
      ...transitions.filter((key) => !taken(key, 'transitions')),
    ].filter((key) => EXCEPTIONS[key] === undefined);
    return {
      machine: machine.id,
      states: states.length,
      transitions: transitions.length,
      statesSimulated: states.filter((key) => simulated.states.has(key)).length,
      transitionsSimulated: transitions.filter((key) => simulated.transitions.has(key)).length,
      missed,
    };
  });
  const stale = Object.keys(EXCEPTIONS).filter(
    (key) => !known.has(key) || taken(key, 'states') || taken(key, 'transitions'),
  );
  return { charts, ways, stale };
}
