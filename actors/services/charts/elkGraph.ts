/**
 * A chart as a graph in ELK's JSON (https://eclipse.dev/elk/documentation/tooldevelopers/graphdatastructure/jsonformat.html),
 * with every size that its layout has to respect.
 */
import { type Chart, type ChartState, type Path, statesOf } from './chart';
import { linesInside } from './inside';
import { labelOf, linksOf } from './links';
import type { Measure } from './measure';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface ElkLabel {
  readonly text: string;
  readonly width: number;
  readonly height: number;
  readonly x?: number;
  readonly y?: number;
}

export interface ElkEdge {
  readonly id: string;
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  readonly labels: readonly ElkLabel[];
  readonly sections?: readonly {
    readonly startPoint: Point;
    readonly endPoint: Point;
    readonly bendPoints?: readonly Point[];
  }[];
}

export interface ElkNode {
  readonly id: string;
  readonly width?: number;
  readonly height?: number;
  readonly x?: number;
  readonly y?: number;
  readonly layoutOptions?: Readonly<Record<string, string>>;
  readonly children?: readonly ElkNode[];
  readonly edges?: readonly ElkEdge[];
}

/** Sizes in pixels, which the drawing goes by too. */
export const SIZES = {
  name: 12,
  line: 11,
  lineHeight: 15,
  padding: 10,
  header: 26,
  dot: 10,
} as const;

/** What is drawn beside a chart's own states and transitions. */
export interface GraphOptions {
  /** Say what states do without being left. Default true. */
  readonly internal?: boolean;
  readonly measure: Measure;
}

/** A state's place in the graph. Keys may hold any letters, so a path is no id. */
export const idOf = (path: Path): string => `s${JSON.stringify(path)}`;

/** Where a state's default begins: a dot in the state around it. */
export const dotOf = (path: Path): string => `i${JSON.stringify(path)}`;

const ROOT_OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.json.edgeCoords': 'ROOT',
  'elk.json.shapeCoords': 'ROOT',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
};

const SPACINGS = {
  'elk.spacing.nodeNode': '16',
  'elk.spacing.edgeNode': '11',
  'elk.spacing.edgeEdge': '8',
  'elk.spacing.edgeLabel': '4',
  'elk.spacing.labelLabel': '4',
  'elk.layered.spacing.nodeNodeBetweenLayers': '18',
  'elk.layered.spacing.edgeNodeBetweenLayers': '10',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
};

class Graph {
  constructor(
    private readonly chart: Chart,
    private readonly options: GraphOptions,
  ) {}

  make(): ElkNode {
    const { root } = this.chart;
    return {
      id: 'graph',
      layoutOptions: { ...ROOT_OPTIONS, ...SPACINGS, 'elk.padding': padding(6, 6) },
      children: [this.node(root)],
      edges: [...this.initialEdges(), ...this.transitionEdges()],
    };
  }

  private linesOf(state: ChartState): string[] {
    return this.options.internal === false ? [] : linesInside(state).map(({ text }) => text);
  }

  private node(state: ChartState): ElkNode {
    const lines = this.linesOf(state);
    const { measure } = this.options;
    const name = state.path.at(-1) ?? this.chart.id;
    const widest = Math.max(
      measure(name, SIZES.name, true),
      ...lines.map((line) => measure(line, SIZES.line, false)),
    );
    const width = Math.ceil(widest + 2 * SIZES.padding);
    const height = SIZES.header + lines.length * SIZES.lineHeight + (lines.length > 0 ? 5 : 0);
    if (state.states.length === 0) return { id: idOf(state.path), width, height };
    const dot = { id: dotOf(state.path), width: SIZES.dot, height: SIZES.dot };
    return {
      id: idOf(state.path),
      layoutOptions: {
        ...SPACINGS,
        'elk.padding': padding(height + 8, 14),
        'elk.nodeSize.constraints': 'MINIMUM_SIZE',
        // With the direction DOWN, ELK reads the minimum of a state around others as (height, width).
        'elk.nodeSize.minimum': `(${height + 20}, ${width})`,
      },
      children: [
        ...(state.initial === undefined ? [] : [dot]),
        ...state.states.map((child) => this.node(child)),
      ],
    };
  }

  private initialEdges(): ElkEdge[] {
    return statesOf(this.chart.root).flatMap(({ path, initial }) =>
      initial === undefined
        ? []
        : [
            {
              id: `d${JSON.stringify(path)}`,
              sources: [dotOf(path)],
              targets: [idOf(initial)],
              labels: [],
            },
          ],
    );
  }

  private transitionEdges(): ElkEdge[] {
    return linksOf(this.chart).map(({ source, target, transitions }, index) => ({
      id: `e${index}`,
      sources: [idOf(source)],
      targets: [idOf(target)],
      labels: [this.label([...new Set(transitions.map(labelOf))])],
    }));
  }

  private label(lines: readonly string[]): ElkLabel {
    const widths = lines.map((line) => this.options.measure(line, SIZES.line, false));
    return {
      text: lines.join('\n'),
      width: Math.ceil(Math.max(...widths)),
      height: lines.length * SIZES.lineHeight,
    };
  }
}

const padding = (top: number, others: number) =>
  `[top=${top},left=${others},bottom=${others},right=${others}]`;

/** The graph that ELK is to lay out. */
export function elkGraphOf(chart: Chart, options: GraphOptions): ElkNode {
  return new Graph(chart, options).make();
}
