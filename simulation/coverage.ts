import { cover } from './coverage/cover';
import { EXCEPTIONS } from './coverage/exceptions';

/** Plans that are run when nothing else is asked for. */
const RUNS = 1_500;

function main(): number {
  const { charts, ways, stale } = cover(Number(process.argv[2] ?? RUNS));
  console.log('chart                    states (simulated)  transitions (simulated)  missed');
  for (const chart of charts) {
    const states = `${chart.states} (${chart.statesSimulated})`;
    const transitions = `${chart.transitions} (${chart.transitionsSimulated})`;
    const { machine, missed } = chart;
    console.log(
      `${machine.padEnd(24)} ${states.padEnd(19)} ${transitions.padEnd(24)} ${missed.length}`,
    );
    for (const key of missed) console.log(`  missed: ${key}`);
  }
  console.log(`${ways} ways through the charts were taken besides`);
  for (const [key, reason] of Object.entries(EXCEPTIONS))
    console.log(`  not taken: ${key}: ${reason}`);
  for (const key of stale) console.log(`  listed as not to be taken, and wrongly: ${key}`);
  return stale.length + charts.reduce((sum, { missed }) => sum + missed.length, 0) === 0 ? 0 : 1;
}

process.exitCode = main();
