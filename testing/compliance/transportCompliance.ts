import { deepStrictEqual } from 'node:assert';
import { CONNECTING, tryConnecting } from './connecting';
import { LISTENING, type ListeningCase, ListeningSet } from './listening';
import type { NetworkUnderTest } from './networkUnderTest';
import { type Expected, isPlayable, type Scenario } from './scenario';
import { BLOCKING } from './scenarios/blocking';
import { CLOSING } from './scenarios/closing';
import { DESTROYING } from './scenarios/destroying';
import { RESETTING } from './scenarios/resetting';
import { VALUES } from './scenarios/values';
import { Stage } from './stage';

/** From here on a reset right behind the last bytes is seen. */
const READS_ON = { major: 1, minor: 52 };

/** Something that every transport does the same. */
export interface ComplianceCase {
  /**
   * What is played: `closing`, `destroying`, `resetting`, `blocking`, `values`, `listening` or `connecting`.
   */
  readonly group: string;
  /** A sentence. */
  readonly name: string;
  /** Rejects with what is different. */
  run(): Promise<void>;
}

const SCENARIOS: Readonly<Record<string, readonly Scenario[]>> = {
  closing: CLOSING,
  destroying: DESTROYING,
  resetting: RESETTING,
  blocking: BLOCKING,
  values: VALUES,
};

function expectedOn({ isUnix, uv }: NetworkUnderTest, scenario: Scenario): Expected {
  const { server, client, unix, readsOn } = scenario;
  const [major = 0, minor = 0] = uv.split('.').map(Number);
  const isNew = major > READS_ON.major || (major === READS_ON.major && minor >= READS_ON.minor);
  return { server, client, ...(isUnix ? unix : isNew ? readsOn : undefined) };
}

async function play(network: NetworkUnderTest, scenario: Scenario): Promise<void> {
  const stage = await Stage.set(network);
  try {
    await scenario.play(stage);
    await network.quiet();
    const { server, client } = stage;
    const seen = { server: server.trace.entries, client: client.trace.entries };
    deepStrictEqual(seen, expectedOn(network, scenario));
  } finally {
    stage.listener.leave();
  }
}

async function tryListening(
  network: NetworkUnderTest,
  { play: tried }: ListeningCase,
): Promise<void> {
  const set = new ListeningSet(network);
  try {
    await tried(set);
  } finally {
    set.leave();
  }
}

/**
 * What a transport has to do so that servers on it behave as they do on Node's own sockets: some ninety
 * lives of connections and listening sockets, event by event. Register each with the test runner of your
 * choice; each makes a network of its own, so that nothing is shared.
 *
 * @example
 * ```ts
 * import { test } from 'node:test';
 *
 * for (const { group, name, run } of transportCompliance(() => loopbackUnderTest(mine()))) {
 *   test(`${group}: ${name}`, run);
 * }
 * ```
 */
export function transportCompliance(make: () => NetworkUnderTest): readonly ComplianceCase[] {
  const sample = make();
  sample.close();
  const withNetwork = async (work: (network: NetworkUnderTest) => Promise<void>) => {
    const network = make();
    try {
      await work(network);
    } finally {
      network.close();
      await network.quiet();
    }
  };
  const lives = Object.entries(SCENARIOS).flatMap(([group, scenarios]) =>
    scenarios
      .filter((scenario) => isPlayable(scenario, sample))
      .map((scenario) => ({
        group,
        name: `a socket ${scenario.name}`,
        run: () => withNetwork((network) => play(network, scenario)),
      })),
  );
  const listening = LISTENING.filter(({ unix }) => !sample.isUnix || unix !== false);
  const connecting = CONNECTING.filter(({ unix }) => !sample.isUnix || unix !== false);
  return [
    ...lives,
    ...connecting.map((tried) => ({
      group: 'connecting',
      name: `an attempt to connect ${tried.name}`,
      run: () => withNetwork((network) => tryConnecting(network, tried)),
    })),
    ...listening.map((tried) => ({
      group: 'listening',
      name: `a listening socket ${tried.name}`,
      run: () => withNetwork((network) => tryListening(network, tried)),
    })),
  ];
}
