/**
 * `npm run bench`: every contender in one run, round by round, with the load in processes of its own.
 * `--help` says what can be chosen; docs/performance.md says what the figures mean.
 */

import { run } from './benchmark';
import { parseArguments, UsageError, usage } from './harness/args';
import { CONTENDER_IDS } from './harness/contenders';
import { WORKLOAD_IDS } from './workloads';

const known = { workloads: WORKLOAD_IDS, contenders: CONTENDER_IDS };

async function main(): Promise<number> {
  const args = parseArguments(process.argv.slice(2), known);
  if (args.help) {
    console.log(usage(known));
    return 0;
  }
  return run(args, process.stdout);
}

// The servers and clients are ended by the exit handler of harness/child.ts.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

main().then(
  (status) => process.exit(status),
  (error) => {
    console.error(
      `bench: ${error instanceof UsageError ? error.message : (error?.stack ?? error)}`,
    );
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
