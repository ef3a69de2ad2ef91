import type { Dice } from './dice';
import { ANSWERS, type HubDeed, KEYS, TOPICS, type Whom } from './hubPlan';
import type { ServerPlan, Step } from './plan';

/** Some servers have handlers that know of each other: by keys, by questions, and by a backplane. */
export function asHub(dice: Dice, server: ServerPlan): ServerPlan {
  if (server.kind !== 'serverCore' || !dice.chance(0.3)) return server;
  const { messagesPerSecond: _, ...options } = server.options;
  return {
    ...server,
    protocol: dice.one(['hub', 'hubOfCrumbs']),
    options: {
      ...options,
      // Little of what they say fills the mark, so that messages wait for them.
      ...(dice.chance(0.7) && { highWaterMark: dice.one([64, 256]), outboxLimit: 1_000_000 }),
      waitingMessages: dice.one([1, 3, 10, 1_000]),
      ...(dice.chance(0.4) && { topicsPerConnection: dice.between(1, 3) }),
      ...(dice.chance(0.3) && { maxTopics: dice.between(1, 4) }),
    },
  };
}

const isHub = ({ protocol }: ServerPlan): boolean => protocol.startsWith('hub');

/** Milliseconds in which all of it begins. */
const CHAOS = 220;

/** What the app does meanwhile. */
export function generateHubDeeds(dice: Dice, server: ServerPlan): Step[] {
  if (!isHub(server)) return [];
  const steps: Step[] = [];
  for (let times = dice.between(2, 20); times > 0; times -= 1) {
    const at = dice.between(0, CHAOS);
    for (let deeds = dice.between(1, 4); deeds > 0; deeds -= 1) {
      steps.push({ at, do: 'hub', ...generateDeed(dice) });
    }
  }
  return steps;
}

function generateDeed(dice: Dice): HubDeed {
  const deed = dice.weighted({
    ask: 30,
    sendTo: 12,
    broadcast: 8,
    publish: 30,
    join: 6,
    leave: 5,
    link: 9,
  });
  switch (deed) {
    case 'ask':
      return {
        deed,
        whom: whom(dice),
        how: dice.one(ANSWERS),
        timeout: dice.one([0, 10, 60, 5_000]),
      };
    case 'sendTo':
      return { deed, whom: whom(dice) };
    case 'broadcast':
      return { deed, only: dice.one(['all', 'odd']) };
    case 'publish':
      return { deed, topic: dice.one(TOPICS), times: dice.one([1, 1, 2, 8]) };
    case 'link':
      return { deed, state: dice.one(['connected', 'disconnected', 'connected']) };
    default:
      return { deed, topic: dice.one(TOPICS) };
  }
}

const whom = (dice: Dice): Whom => (dice.chance(0.3) ? dice.one(KEYS) : dice.between(1, 12));
