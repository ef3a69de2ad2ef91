import type { SimulatedNetwork } from '../../actors/transport/simulated/api';
import { TraceHash } from '../../actors/transport/simulated/chance/traceHash';
import { simulatedNetwork } from '../../actors/transport/simulated/simulatedNetwork';
import {
  type ResolvedServerOptions,
  resolveServerOptions,
} from '../../machines/options/resolveOptions';
import type { Oracle, Violation } from '../oracles/violation';
import type { Plan } from '../plan/plan';
import { protocolNamed } from '../protocols';
import type { SimulatedProtocol } from '../protocols/simulatedProtocol';
import type { Way } from './link';

/** Violations that are kept: what follows the first few is mostly their consequence. */
const MOST_VIOLATIONS = 5;

/** Steps between two of the plan after which something answers itself for ever. */
const MOST_STEPS = 200_000;

/** Slow on purpose, or with words of their own: their buffers may hold more than the mark and a chunk. */
const IMMODEST: ReadonlySet<string> = new Set([
  'slow',
  'heedless',
  'heedlessLast',
  'ofAllSizes',
  'lastWordsInPieces',
]);

/** How long the plan lets bytes be under way. */
function wayOf({ network, steps }: Plan): Way {
  const { latency = 1, rate = 125_000, faults } = network;
  const jitters = steps.map((step) => ('faults' in step ? (step.faults.jitter ?? 0) : 0));
  return { delay: latency + Math.max(faults?.jitter ?? 0, ...jitters), rate };
}

/** What a run takes place in, and where it is written down what was wrong: known to all that watch it. */
export class Circumstances {
  readonly network: SimulatedNetwork;
  /** As they are now: limits may change. */
  options: ResolvedServerOptions;
  readonly protocol: SimulatedProtocol;
  readonly violations: Violation[] = [];
  /** Nobody says more than an answer at a time. */
  readonly isModest: boolean;
  /** How long bytes are under way on its links. */
  readonly way: Way;
  /** The app has said what is no bytes. */
  babbles = false;
  private readonly hash = new TraceHash();

  constructor(readonly plan: Plan) {
    const { server, seed } = plan;
    this.network = simulatedNetwork({ maxSteps: MOST_STEPS, ...plan.network, seed });
    this.options = resolveServerOptions(server.options);
    this.protocol = protocolNamed(server.protocol);
    this.isModest = server.kind !== 'singleServer' && !IMMODEST.has(server.protocol);
    this.way = wayOf(plan);
  }

  /** The app echoes in its own name. */
  get hasNoHandlers(): boolean {
    const { kind } = this.plan.server;
    return kind === 'tcpServer' || kind === 'adopter';
  }

  /** Messages wait for their handlers, because those rest or because there are too many. */
  get holdsMessages(): boolean {
    return this.protocol.holdsMessages === true || this.options.messagesPerSecond !== undefined;
  }

  get now(): number {
    return this.network.clock.now();
  }

  /** When it began. */
  get startsAt(): number {
    return this.plan.network.startsAt ?? 0;
  }

  /** Whether the clock jumps, so that nobody can be on time. */
  get jumps(): boolean {
    const { network, steps } = this.plan;
    return (
      network.faults?.clockJump !== undefined ||
      steps.some((step) => step.do === 'faults' && step.faults.clockJump !== undefined)
    );
  }

  readonly fail = (oracle: Oracle, message: string): void => {
    if (this.violations.length >= MOST_VIOLATIONS) return;
    const at = this.now - this.startsAt;
    this.violations.push({ oracle, message, at });
  };

  /** Goes into the trace. */
  trace(...words: readonly (string | number | undefined)[]): void {
    this.hash.bytes(Buffer.from(words.join(' ')));
  }

  /** A hash of all that the network carried and the server said. */
  traceHash(): string {
    return `${this.network.traceHash()}-${this.hash}`;
  }
}
