import type { Drawing, SvgElement } from '../../../charts/drawing';
import { svg } from '../kit/dom';

function made({ tag, attributes, children, text }: SvgElement): SVGElement {
  return svg(tag, attributes, ...(text === undefined ? children.map(made) : [text]));
}

/** A picture as elements of the page, as wide as there is room and no wider than it was laid out. */
export function diagramOf({ width, height, children }: Drawing, name: string): SVGElement {
  return svg(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `The statechart ${name}` },
    ...children.map(made),
  );
}
