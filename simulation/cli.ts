import { interpretOnly } from '../actors/compiled/trust';
import { BadArguments, parseArguments, type SimulateArguments, USAGE } from './arguments';

function parse(): SimulateArguments | number {
  try {
    const args = parseArguments(process.argv.slice(2));
    if (args !== undefined) return args;
    console.log(USAGE);
    return 0;
  } catch (error) {
    if (!(error instanceof BadArguments)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}

async function main(): Promise<number> {
  const args = parse();
  if (typeof args === 'number') return args;
  if (args.mode === 'interpreted') interpretOnly();
  // Loaded only now, because whether machines are compiled is decided when they are.
  const { simulate } = await import('./simulate');
  return simulate(args);
}

void main().then((status) => {
  process.exitCode = status;
});
