import type { Chart } from './chart';
import { type DrawingOptions, draw } from './drawing';
import { elkGraphOf } from './elkGraph';
import { layOutHere } from './elkHere';
import { measureByTable } from './measure';
import { svgText } from './svgText';

/** A chart as the text of an SVG file: the same for the same chart, wherever it is made. */
export async function svgOf(chart: Chart, options: DrawingOptions = {}): Promise<string> {
  const graph = elkGraphOf(chart, { ...options, measure: measureByTable });
  return svgText(draw(chart, await layOutHere(graph), options), `The statechart ${chart.id}`);
}
