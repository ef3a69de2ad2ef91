import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { Chart } from '../actors/services/charts/chart';
import { XstateNetError } from '../index';
import { reasonOf } from '../machines/kit/shown';
import type { Output } from './output';
import { findChart } from './protocol/findChart';

/** The options of `chart` as commander hands them over. */
export interface ChartFlags {
  readonly svg?: boolean;
  readonly mermaid?: boolean;
  readonly output?: string;
  readonly depth?: string;
}

/** Adds the options of `chart`. */
export function addChartOptions(command: Command): Command {
  return command
    .addOption(new Option('--svg', 'draw it as SVG (default)').conflicts('mermaid'))
    .option('--mermaid', "write it in Mermaid's language")
    .option('-o, --output <file>', 'write it to a file (default: standard output)')
    .option('--depth <n>', 'fold states that are deeper into the ones around them');
}

function depthOf({ depth }: ChartFlags): number | undefined {
  if (depth === undefined) return undefined;
  if (/^[1-9]\d{0,3}$/.test(depth)) return Number(depth);
  throw new XstateNetError(
    'XN_BAD_USAGE',
    `--depth is ${JSON.stringify(depth)}; give it an integer from 1 to 9999`,
  );
}

/** What a file's name says of what is to be in it. */
const IS_MERMAID = /\.(mmd|mermaid)$/;

/** Loaded when a picture is asked for: half a megabyte, which takes a while to unpack. */
async function drawn(chart: Chart, flags: ChartFlags): Promise<string> {
  const isMermaid = flags.mermaid ?? (!flags.svg && IS_MERMAID.test(flags.output ?? ''));
  if (isMermaid) {
    const { mermaidOf } = await import('../actors/services/charts/mermaid');
    return mermaidOf(chart);
  }
  const { svgOf } = await import('../actors/services/charts/svg');
  return (await svgOf(chart)).trimEnd();
}

/** Draws the chart of a protocol, and says with which status the process should end. */
export async function chart(word: string, flags: ChartFlags, output: Output): Promise<number> {
  const depth = depthOf(flags);
  const { outlineOf } = await import('../actors/services/charts/outline');
  const whole = findChart(word);
  const text = await drawn(depth === undefined ? whole : outlineOf(whole, depth), flags);
  if (flags.output === undefined) {
    output.out(text);
    return 0;
  }
  try {
    writeFileSync(flags.output, `${text}\n`);
  } catch (error) {
    throw new XstateNetError(
      'XN_BAD_USAGE',
      `${flags.output} cannot be written: ${reasonOf(error)}`,
      error,
    );
  }
  return 0;
}
