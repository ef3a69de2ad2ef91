/**
 * The picture of a chart that has been laid out, as a tree of SVG's elements. What makes a file of it is in
 * `svgText.ts`; a page makes elements of it, so that both show the same.
 */
import { type Chart, type ChartState, type ChartTransition, type Path, statesOf } from './chart';
import { dotOf, type ElkEdge, type ElkNode, idOf, type Point, SIZES } from './elkGraph';
import { linesInside } from './inside';
import { type Link, linksOf } from './links';

/** An element: its children, or its text. */
export interface SvgElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly SvgElement[];
  readonly text?: string;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly children: readonly SvgElement[];
}

/** What is drawn of a chart, and which of it is to be found again: as its graph was made. */
export interface DrawingOptions {
  readonly internal?: boolean;
}

const element = (
  tag: string,
  attributes: SvgElement['attributes'],
  children: readonly SvgElement[] = [],
): SvgElement => ({ tag, attributes, children });

const text = (x: number, y: number, said: string, className: string): SvgElement => ({
  tag: 'text',
  attributes: { x: round(x), y: round(y), class: className },
  children: [],
  text: said,
});

const title = (said: string): SvgElement => ({
  tag: 'title',
  attributes: {},
  children: [],
  text: said,
});

/** Half pixels are sharp, and files stay small and the same. */
const round = (value: number): number => Math.round(value * 2) / 2;

/** What a state or an arrow is found by in the page. */
export const pathKey = (path: Path): string => JSON.stringify(path);

class Picture {
  private readonly places = new Map<string, ElkNode>();
  private readonly states: readonly ChartState[];

  constructor(
    private readonly chart: Chart,
    private readonly graph: ElkNode,
    private readonly options: DrawingOptions,
  ) {
    this.note(graph);
    this.states = statesOf(chart.root);
  }

  draw(): Drawing {
    const links = linksOf(this.chart);
    const edges = this.graph.edges ?? [];
    const transitions = edges.filter(({ id }) => id.startsWith('e'));
    return {
      width: Math.ceil(this.graph.width ?? 0),
      height: Math.ceil(this.graph.height ?? 0),
      children: [
        ...this.states.map((state) => this.state(state)),
        ...edges.filter(({ id }) => id.startsWith('d')).map((edge) => this.beginning(edge)),
        ...transitions.map((edge, index) => this.arrow(edge, links[index] as Link)),
        // What is written is above all lines, which may cross the head of a state on their way into it.
        ...this.states.map((state) => this.words(state)),
        ...transitions.map((edge, index) => this.label(edge, index)),
      ],
    };
  }

  private note(node: ElkNode): void {
    this.places.set(node.id, node);
    for (const child of node.children ?? []) this.note(child);
  }

  private box(id: string) {
    const { x = 0, y = 0, width = 0, height = 0 } = this.places.get(id) ?? {};
    return { x: round(x), y: round(y), width: round(width), height: round(height) };
  }

  /** What finds a state again, and says how it looks. */
  private attributesOf({ path, kind, isUnreachable }: ChartState): SvgElement['attributes'] {
    const region = this.isRegion(path) ? ' region' : '';
    // Deeper states are darker, as far as there are colours.
    const depth = ` depth${Math.min(path.length, 4)}`;
    const never = isUnreachable ? ' unreachable' : '';
    return { class: `state ${kind}${region}${depth}${never}`, 'data-state': pathKey(path) };
  }

  private state(state: ChartState): SvgElement {
    const box = this.box(idOf(state.path));
    const { x, y, width, height } = box;
    const inner = { x: x + 3, y: y + 3, width: width - 6, height: height - 6, rx: 4 };
    return element('g', this.attributesOf(state), [
      element('rect', { ...box, rx: 6, class: 'box' }),
      ...(state.kind === 'final' ? [element('rect', { ...inner, class: 'inner' })] : []),
      ...(state.initial === undefined ? [] : [this.dot(this.box(dotOf(state.path)), 'initial')]),
    ]);
  }

  private words(state: ChartState): SvgElement {
    const { x, y } = this.box(idOf(state.path));
    const lines = this.options.internal === false ? [] : linesInside(state);
    return element('g', this.attributesOf(state), [
      text(x + SIZES.padding, y + 17, state.path.at(-1) ?? this.chart.id, 'name'),
      ...lines.map(({ text: said, transition }, index) => {
        const line = text(x + SIZES.padding, y + 33 + index * SIZES.lineHeight, said, 'line');
        if (transition === undefined) return line;
        return { ...line, attributes: { ...line.attributes, 'data-act': transition } };
      }),
    ]);
  }

  private dot({ x, y, width }: { x: number; y: number; width: number }, className: string) {
    const r = width / 2;
    return element('circle', { cx: x + r, cy: y + r, r: r - 0.5, class: className });
  }

  private isRegion(path: Path): boolean {
    const parent = pathKey(path.slice(0, -1));
    return (
      path.length > 0 &&
      this.states.some((state) => state.kind === 'parallel' && pathKey(state.path) === parent)
    );
  }

  private beginning(edge: ElkEdge): SvgElement {
    return element('g', { class: 'arrow beginning' }, this.line(edge));
  }

  private arrow(edge: ElkEdge, link: Link): SvgElement {
    const { source, target, transitions } = link;
    return element(
      'g',
      {
        class: 'arrow',
        'data-link': edge.id.slice(1),
        'data-source': pathKey(source),
        'data-target': pathKey(target),
      },
      [title(transitions.map(told).join('\n')), ...this.line(edge)],
    );
  }

  private line({ sections = [] }: ElkEdge): SvgElement[] {
    return sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => {
      const points = [startPoint, ...bendPoints, endPoint];
      const [tip, before] = [endPoint, points.at(-2) ?? startPoint];
      return [
        element('path', { d: rounded(points), class: 'wire' }),
        element('path', { d: head(before, tip), class: 'head' }),
      ];
    });
  }

  private label({ labels }: ElkEdge, index: number): SvgElement {
    const { text: said = '', x = 0, y = 0 } = labels[0] ?? {};
    const lines = said
      .split('\n')
      .map((line, row) => text(x, y + 11 + row * SIZES.lineHeight, line, 'event'));
    return element('g', { class: 'label', 'data-link': index }, lines);
  }
}

const xy = ({ x, y }: Point) => `${round(x)} ${round(y)}`;

/** The point on the way from one to another that is so far from it, or half of the way. */
function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const part = Math.min(distance, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

/** A line through points, its corners rounded. */
function rounded(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (before === undefined) return `M${xy(point)}`;
      if (after === undefined) return `L${xy(point)}`;
      return `L${xy(towards(point, before, 5))}Q${xy(point)} ${xy(towards(point, after, 5))}`;
    })
    .join('');
}

/** A filled triangle at the end of a line: a marker would not take the colour of its line everywhere. */
function head(from: Point, tip: Point): string {
  const length = Math.hypot(tip.x - from.x, tip.y - from.y) || 1;
  const [ux, uy] = [(tip.x - from.x) / length, (tip.y - from.y) / length];
  const [x, y] = [tip.x - 7 * ux, tip.y - 7 * uy];
  const left = { x: x - 3.5 * uy, y: y + 3.5 * ux };
  const right = { x: x + 3.5 * uy, y: y - 3.5 * ux };
  return `M${xy(tip)}L${xy(left)}L${xy(right)}Z`;
}

const told = ({ event, guard, actions }: ChartTransition): string => {
  const when = guard === undefined ? event : `${event} [${guard}]`;
  return actions.length === 0 ? when : `${when} / ${actions.join(', ')}`;
};

/** Draws a chart where its graph, laid out, says. */
export function draw(chart: Chart, laidOut: ElkNode, options: DrawingOptions = {}): Drawing {
  return new Picture(chart, laidOut, options).draw();
}
