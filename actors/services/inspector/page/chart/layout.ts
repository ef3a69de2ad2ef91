import type { Chart } from '../../../charts/chart';
import { type Drawing, draw } from '../../../charts/drawing';
import { type ElkPort, elkThrough, type LayOut } from '../../../charts/elk';
import { elkGraphOf } from '../../../charts/elkGraph';
import { FONTS, type Measure } from '../../../charts/measure';

const portTo = (thread: Worker): ElkPort => ({
  post: (message) => thread.postMessage(message),
  hear: (listener) => thread.addEventListener('message', ({ data }) => listener(data)),
});

let worker: LayOut | undefined;

/** ELK in a worker, begun when the first chart is seen. */
function layOut(): LayOut {
  worker ??= elkThrough(portTo(new Worker('/assets/elk-worker.min.js')));
  return worker;
}

/** As wide as this browser's letters are. */
function measureHere(): Measure {
  const context = document.createElement('canvas').getContext('2d');
  return (text, size, isBold) => {
    if (context === null) return text.length * size;
    context.font = `${isBold ? 'bold ' : ''}${size}px ${FONTS}`;
    return context.measureText(text).width + 1;
  };
}

const drawn = new WeakMap<Chart, Promise<Drawing>>();

/** The picture of a chart, made once. */
export function drawingOf(chart: Chart): Promise<Drawing> {
  let drawing = drawn.get(chart);
  if (drawing === undefined) {
    const graph = elkGraphOf(chart, { measure: measureHere() });
    drawing = layOut()(graph).then((laidOut) => draw(chart, laidOut));
    drawn.set(chart, drawing);
  }
  return drawing;
}
