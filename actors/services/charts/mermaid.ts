import { type Chart, type ChartState, type Path, statesOf } from './chart';
import { type Edge, edgesOf } from './edges';
import { NEVER } from './inside';
import { labelOf } from './links';

/** What is left out of a drawing. */
export interface DrawOptions {
  /** Draw the transitions that only act, inside their states. Default true. */
  readonly internal?: boolean;
}

/** Mermaid breaks what is wider than 200 pixels, and our events have long names. */
const SMALL_PRINT = '%%{init: {"themeVariables": {"fontSize": "13px"}}}%%';

/** Mermaid ends a label at a colon or a semicolon. */
const safe = (label: string) => label.replaceAll(':', ' ').replaceAll(';', ',');

class Drawing {
  private readonly lines: string[] = [SMALL_PRINT, 'stateDiagram-v2'];
  private readonly all: readonly ChartState[];
  private readonly edges: readonly Edge[];
  private hasInternals = false;

  constructor(
    private readonly chart: Chart,
    private readonly options: DrawOptions,
  ) {
    this.all = statesOf(chart.root);
    this.edges = edgesOf(chart);
  }

  draw(): string {
    this.inside(this.chart.root, 1);
    if (this.hasInternals) this.say(1, 'classDef internal stroke-dasharray: 4 4');
    return this.lines.join('\n');
  }

  private say(depth: number, line: string): void {
    this.lines.push('  '.repeat(depth) + line);
  }

  /** The state's own name where no other state has it, or else its path. */
  private idOf(path: Path): string {
    const key = path.at(-1) as string;
    const namesakes = this.all.filter((state) => state.path.at(-1) === key);
    return namesakes.length > 1 ? path.join('_') : key;
  }

  private internalsOf(state: ChartState): string[] {
    if (this.options.internal === false) return [];
    return state.transitions
      .filter(({ targets }) => targets.length === 0)
      .map((transition) => {
        const does = transition.actions.length === 0 ? 'ignored' : transition.actions.join(', ');
        return safe(`${labelOf(transition)} / ${does}`);
      });
  }

  private inside(state: ChartState, depth: number): void {
    this.internalsOfParent(state, depth);
    if (state.kind === 'parallel') this.regions(state, depth);
    else {
      if (state.initial !== undefined) this.say(depth, `[*] --> ${this.idOf(state.initial)}`);
      for (const child of state.states) this.state(child, depth);
    }
    this.arrows(state, depth);
  }

  /** Mermaid fails to lay out arrows to a state whose first region has a state of states in it. */
  private regions(state: ChartState, depth: number): void {
    const isFlat = (region: ChartState) => region.states.every(({ states }) => states.length === 0);
    const [first, ...others] = [
      ...state.states.filter(isFlat),
      ...state.states.filter((region) => !isFlat(region)),
    ];
    if (first !== undefined) this.state(first, depth);
    for (const region of others) {
      this.say(depth, '--');
      this.state(region, depth);
    }
  }

  /** A composite state has no room for what it does in any of its states: a dashed box says it. */
  private internalsOfParent(state: ChartState, depth: number): void {
    const internals = this.internalsOf(state);
    if (internals.length === 0) return;
    this.hasInternals = true;
    const id = state.path.length === 0 ? 'everywhere' : `in_${state.path.join('_')}`;
    this.say(depth, `state "in any of these states" as ${id}`);
    for (const internal of internals) this.say(depth, `${id} : ${internal}`);
    this.say(depth, `class ${id} internal`);
    if (state.kind === 'parallel') this.say(depth, '--');
  }

  private state(state: ChartState, depth: number): void {
    const id = this.idOf(state.path);
    const key = state.path.at(-1) as string;
    const named = id === key ? id : `"${key}" as ${id}`;
    if (state.states.length > 0) {
      this.say(depth, `state ${named} {`);
      this.inside(state, depth + 1);
      this.say(depth, '}');
      return;
    }
    const lines = [...this.entryOf(state), ...this.internalsOf(state)];
    // Without a name of its own, the first line would take its place.
    this.say(depth, lines.length > 0 || id !== key ? `state "${key}" as ${id}` : id);
    for (const line of lines) this.say(depth, `${id} : ${line}`);
    if (state.kind === 'final') this.say(depth, `${id} --> [*]`);
  }

  private entryOf({ entry, isUnreachable }: ChartState): string[] {
    if (isUnreachable) return [NEVER];
    if (this.options.internal === false || entry.length === 0) return [];
    return [safe(`entry / ${entry.join(', ')}`)];
  }

  /** Several transitions between the same two states share an arrow, or nothing could be read. */
  private arrows(parent: ChartState, depth: number): void {
    const labels = new Map<string, string[]>();
    for (const { from, to, label } of this.edges) {
      if (from.length !== parent.path.length + 1) continue;
      if (!parent.path.every((key, index) => key === from[index])) continue;
      const arrow = `${this.idOf(from)} --> ${this.idOf(to)}`;
      labels.set(arrow, [...(labels.get(arrow) ?? []), safe(label)]);
    }
    for (const [arrow, all] of labels) this.say(depth, `${arrow} : ${all.join('<br/>')}`);
  }
}

/** A chart as a Mermaid state diagram. */
export function mermaidOf(chart: Chart, options: DrawOptions = {}): string {
  return new Drawing(chart, options).draw();
}
