/** What a run measures, in the shapes that the bars, the table, the chart and the JSON read. */

import { pairedRatios, type Spread, spread } from './stats';

export interface Metric {
  id: string;
  /** Heading in the table. */
  title: string;
  unit: string;
  /**
   * How it compares with plain `node:net`: `rate`, ours over theirs, and `cost`, theirs over ours,
   * are speeds (higher is better); `times`, ours over theirs, is a multiple (lower is better).
   */
  compare?: 'rate' | 'cost' | 'times';
}

/** One measurement: the value of each metric. */
export type Sample = Record<string, number>;

export interface Measured {
  round: number;
  sample: Sample;
  /** Share of the machine that others used meanwhile, 0 to 1. */
  foreign: number;
  /** Measurements that were thrown away because others used too much. */
  repeated: number;
}

export interface Failed {
  round: number;
  error: string;
}

export type Outcome = Measured | Failed;

export const failed = (outcome: Outcome): outcome is Failed => 'error' in outcome;

/** One contender under one workload. */
export interface Cell {
  workload: string;
  contender: string;
  /** Why the figures cannot be compared with the others', such as fewer connections. */
  note?: string;
  outcomes: Outcome[];
}

export class Results {
  readonly #cells = new Map<string, Cell>();

  cell(workload: string, contender: string): Cell {
    const key = `${workload}/${contender}`;
    let cell = this.#cells.get(key);
    if (!cell) {
      cell = { workload, contender, outcomes: [] };
      this.#cells.set(key, cell);
    }
    return cell;
  }

  has(workload: string, contender: string): boolean {
    return (this.#cells.get(`${workload}/${contender}`)?.outcomes.length ?? 0) > 0;
  }

  cells(): Cell[] {
    return [...this.#cells.values()];
  }

  failures(): (Failed & { workload: string; contender: string })[] {
    return this.cells().flatMap(({ workload, contender, outcomes }) =>
      outcomes.filter(failed).map((outcome) => ({ ...outcome, workload, contender })),
    );
  }

  /** The metric's value in each round that succeeded. */
  byRound(workload: string, contender: string, metric: string): Map<number, number> {
    const values = new Map<number, number>();
    for (const outcome of this.#cells.get(`${workload}/${contender}`)?.outcomes ?? []) {
      if (failed(outcome)) continue;
      const value = outcome.sample[metric];
      if (value !== undefined) values.set(outcome.round, value);
    }
    return values;
  }

  spread(workload: string, contender: string, metric: string): Spread {
    return spread([...this.byRound(workload, contender, metric).values()]);
  }

  /** Compared with `base`, round by round, the way the metric compares; undefined if it does not. */
  ratio(workload: string, contender: string, metric: Metric, base = 'net'): Spread | undefined {
    if (!metric.compare || this.#cells.get(`${workload}/${contender}`)?.note) return undefined;
    const ours = this.byRound(workload, contender, metric.id);
    const theirs = this.byRound(workload, base, metric.id);
    const ratios =
      metric.compare === 'cost' ? pairedRatios(theirs, ours) : pairedRatios(ours, theirs);
    return ratios.length > 0 ? spread(ratios) : undefined;
  }
}
