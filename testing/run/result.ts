import type { AnyEventObject } from 'xstate';
import type { HowDied } from '../../machines/connection/howDied';
import type { SimulatedOnlyReason } from '../script/simulatedOnly';
import { type ComparableTrace, comparableTrace } from '../trace/comparable';
import { fingerprint } from '../trace/fingerprint';
import type { Trace } from '../trace/trace';
import { describeConnection } from './describe';
import type { Counts } from './expect/actors';
import type { Scene } from './scene';
import type { NetworkName } from './scriptNetwork';

/** What became of one client. */
export interface ClientOutcome {
  /** How its connection looked to it in the end: `open`, `closed`, `reset (ECONNRESET)` or such. */
  readonly connection: string;
  /** Everything that it received. */
  readonly received: Uint8Array;
  readonly bytesSent: number;
  /** How the server saw the connection end; undefined if it lives, or never came. */
  readonly howDied: HowDied | undefined;
}

/** What came of a script that passed. */
export interface ScriptResult {
  readonly network: NetworkName;
  readonly seed: number;
  /** Steps that were done. */
  readonly steps: number;
  /** Virtual milliseconds that passed. */
  readonly time: number;
  /** What the server emitted, in order. */
  readonly emitted: readonly AnyEventObject[];
  readonly clients: Readonly<Record<string, ClientOutcome>>;
  /** What there was at the end of the script, before the server was stopped. */
  readonly counts: Counts;
  /** Why the script cannot run on real sockets; empty if it can. */
  readonly simulatedOnly: readonly SimulatedOnlyReason[];
  readonly trace: Trace;
}

/** What became of the scene's clients. */
export function clientOutcomes(scene: Scene): Readonly<Record<string, ClientOutcome>> {
  return Object.fromEntries(
    [...scene.clients.values()].map((client) => [
      client.name,
      {
        connection: describeConnection(client),
        received: client.received.all(),
        bytesSent: client.bytesSent,
        howDied: scene.connection(client)?.end?.howDied,
      },
    ]),
  );
}

/** What two runs of the same script have in common, whatever their network. */
export interface ComparableResult extends ComparableTrace {
  readonly steps: number;
  readonly counts: Counts;
  /** For each client how its connection looked to it, what it received, and how the server saw it end. */
  readonly outcomes: Readonly<Record<string, string>>;
  /** What the server emitted, by type, without regard to order. */
  readonly emitted: readonly string[];
}

/**
 * Takes from a result what has to be the same on both networks, for comparing them with a test
 * runner's own deep equality.
 */
export function comparable(result: ScriptResult): ComparableResult {
  const outcomes = Object.entries(result.clients).map(([name, outcome]) => {
    const { connection, received, howDied } = outcome;
    return [name, `${connection}, received ${fingerprint(received)}, howDied ${howDied}`];
  });
  return {
    steps: result.steps,
    counts: result.counts,
    outcomes: Object.fromEntries(outcomes),
    emitted: result.emitted.map(({ type }) => type).sort(),
    ...comparableTrace(result.trace.records),
  };
}
