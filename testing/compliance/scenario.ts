import type { NetworkUnderTest } from './networkUnderTest';
import type { Stage } from './stage';

/** What both sides see. */
export interface Expected {
  readonly server: readonly string[];
  readonly client: readonly string[];
}

/** A connection's life, played on every network, and what each side must see of it. */
export interface Scenario extends Expected {
  /** A sentence that goes on after "a socket". */
  readonly name: string;
  play(stage: Stage): void | Promise<void>;
  /** Where unix sockets differ, what they show; false where it cannot be played on them. */
  readonly unix?: Partial<Expected> | false;
  /** What TCP shows where libuv reads on behind a hang-up, as it does since 1.52. */
  readonly readsOn?: Partial<Expected>;
  /** Never played on real sockets; why is said where it is set. */
  readonly simulatedOnly?: true;
}

/** Whether it can be played there. */
export function isPlayable({ unix, simulatedOnly }: Scenario, network: NetworkUnderTest): boolean {
  return (!network.isUnix || unix !== false) && (simulatedOnly !== true || network.isSimulated);
}
