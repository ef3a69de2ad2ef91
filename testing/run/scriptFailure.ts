import { XstateNetError } from '../../machines/kit/errors';
import { describeStep } from '../script/describeStep';
import type { Step } from '../script/script';
import type { Trace } from '../trace/trace';

/** Lines of the trace that go into a failure's message. */
const TRACE_LINES = 30;

/** What a failed run says of itself. */
export interface FailureDetails {
  readonly code: 'XN_SCRIPT_FAILED' | 'XN_NEVER_QUIET';
  /** The script's name or file. */
  readonly script: string;
  readonly network: string;
  readonly seed: number;
  /** Index of the step in `steps`, from 0; undefined if the server did not even start. */
  readonly index: number | undefined;
  readonly step: Step | undefined;
  readonly expected: string;
  readonly seen: string;
  readonly trace: Trace;
  readonly cause?: unknown;
}

/**
 * A script that did not turn out as expected, `XN_SCRIPT_FAILED`, or that did not come to rest,
 * `XN_NEVER_QUIET`: which step, what was expected, what was seen, and the trace up to there.
 */
export class ScriptFailure extends XstateNetError {
  /** Index of the step in `steps`, from 0; undefined if the server did not even start. */
  readonly index: number | undefined;
  readonly step: Step | undefined;
  readonly expected: string;
  readonly seen: string;
  /** The message without the trace. */
  readonly summary: string;
  /** Private, so that whoever prints the error's properties does not print all of it. */
  readonly #trace: Trace;

  constructor(details: FailureDetails) {
    const summary = summaryOf(details);
    super(details.code, summary + traceOf(details.trace), details.cause);
    this.index = details.index;
    this.step = details.step;
    this.expected = details.expected;
    this.seen = details.seen;
    this.summary = summary;
    this.#trace = details.trace;
  }

  /** Everything that happened up to there. */
  get trace(): Trace {
    return this.#trace;
  }
}

function summaryOf({ script, network, seed, index, step, expected, seen }: FailureDetails): string {
  const where = step === undefined || index === undefined ? 'start' : `step ${index + 1}`;
  const what = step === undefined ? '' : `: ${describeStep(step)}`;
  const on = network === 'simulated' ? `simulated, seed ${seed}` : network;
  return [
    `${script}, on ${on}, ${where}${what}`,
    `  expected: ${expected}`,
    `  seen:     ${seen}`,
  ].join('\n');
}

function traceOf(trace: Trace): string {
  if (trace.length === 0) return '';
  const lines = trace.text({ last: TRACE_LINES }).split('\n');
  return `\n  trace:\n${lines.map((line) => `    ${line}`).join('\n')}`;
}
