import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

/** Milliseconds between two samples; part of each, and so taken off. */
const RESOLUTION = 10;

const milliseconds = (nanoseconds: number): number =>
  Number.isFinite(nanoseconds)
    ? Math.max(0, Math.round(nanoseconds / 1e5 - RESOLUTION * 10) / 10)
    : 0;

/** How late the event loop is, measured while somebody looks. */
export class Loop {
  private readonly histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION });

  constructor() {
    this.histogram.enable();
  }

  /** Since the last time. */
  take(): { readonly mean: number; readonly worst: number } {
    const { mean, max } = this.histogram;
    this.histogram.reset();
    return { mean: milliseconds(mean), worst: milliseconds(max) };
  }

  stop(): void {
    this.histogram.disable();
  }
}
