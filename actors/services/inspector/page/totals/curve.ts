import { svg } from '../kit/dom';

const WIDTH = 132;
const HEIGHT = 30;

/** A small curve of what was, the newest at the right; several lines share a scale. */
export class Curve {
  readonly element: SVGElement;
  private readonly lines: SVGElement[];

  constructor(names: readonly string[]) {
    this.lines = names.map((name) => svg('polyline', { class: `line ${name}` }));
    this.element = svg(
      'svg',
      {
        class: 'curve',
        viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
        preserveAspectRatio: 'none',
        'aria-hidden': 'true',
      },
      ...this.lines,
    );
  }

  /** `values` has a list for each line, the oldest first; `room` is how many there may be. */
  draw(values: readonly (readonly number[])[], room: number): void {
    const most = Math.max(1e-9, ...values.flat());
    const step = WIDTH / Math.max(1, room - 1);
    for (const [index, line] of this.lines.entries()) {
      const own = values[index] ?? [];
      const first = room - own.length;
      const points = own.map((value, at) => {
        const y = HEIGHT - 2 - (value / most) * (HEIGHT - 4);
        return `${((first + at) * step).toFixed(1)},${y.toFixed(1)}`;
      });
      line.setAttribute('points', points.join(' '));
    }
  }
}
