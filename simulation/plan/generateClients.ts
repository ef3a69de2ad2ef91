import type { Dice } from './dice';
import { generateLinkFaults } from './generateFaults';
import type { ServerPlan, Step } from './plan';

/** Milliseconds in which everything begins. */
const CHAOS = 200;

/** Bytes of a send: most are small, some fill buffers. */
function generateBytes(dice: Dice, most = 40_000): number {
  return Math.min(most, drawBytes(dice));
}

function drawBytes(dice: Dice): number {
  switch (dice.weighted({ few: 50, some: 38, many: 10, lots: 2 })) {
    case 'few':
      return dice.between(1, 40);
    case 'some':
      return dice.between(41, 1_500);
    case 'many':
      return dice.between(1_501, 9_000);
    default:
      return dice.between(9_001, 40_000);
  }
}

/** What one client does, from its coming to its going. */
export function generateClient(dice: Dice, client: number, mostBytes = 40_000): Step[] {
  const steps: Step[] = [];
  let at = dice.chance(0.4) ? 0 : dice.between(0, CHAOS);
  const then = (most: number) => {
    at += dice.chance(0.35) ? 0 : dice.between(0, most);
    return at;
  };
  steps.push({ at, do: 'connect', client });
  const habit = dice.weighted({ polite: 55, reluctant: 20, erratic: 25 });
  if (habit === 'reluctant') steps.push({ at, do: 'pause', client });
  for (let sends = dice.between(0, 4); sends > 0; sends -= 1) {
    steps.push({ at: then(25), do: 'send', client, bytes: generateBytes(dice, mostBytes) });
    if (habit === 'erratic') steps.push(...generateWhim(dice, client, then));
  }
  if (habit === 'reluctant' && dice.chance(0.5)) {
    steps.push({ at: then(120), do: 'resume', client });
  }
  const going = dice.weighted({ end: 55, destroy: 14, reset: 9, vanish: 5, stay: 17 });
  if (going !== 'stay') steps.push({ at: then(60), do: going, client });
  return steps;
}

function generateWhim(dice: Dice, client: number, then: (most: number) => number): Step[] {
  switch (dice.weighted({ pause: 30, clog: 20, faults: 20, end: 15, nothing: 15 })) {
    case 'pause':
      return [
        { at: then(10), do: 'pause', client },
        { at: then(80), do: 'resume', client },
      ];
    case 'clog':
      return [
        { at: then(10), do: 'clog', client },
        ...(dice.chance(0.7) ? ([{ at: then(150), do: 'unclog', client }] as const) : []),
      ];
    case 'faults':
      return [{ at: then(5), do: 'linkFaults', client, faults: generateLinkFaults(dice) }];
    case 'end':
      return [{ at: then(20), do: 'end', client }];
    default:
      return [];
  }
}

/** What the owner of the server does. */
export function generateCommands(dice: Dice, server: ServerPlan): Step[] {
  const steps: Step[] = [];
  const sometime = () => dice.between(0, CHAOS + 60);
  if (server.kind === 'singleServer') {
    for (let pushes = dice.between(0, 4); pushes > 0; pushes -= 1) {
      steps.push({ at: dice.chance(0.5) ? 0 : sometime(), do: 'push', bytes: generateBytes(dice) });
    }
    if (dice.chance(0.3)) steps.push({ at: sometime(), do: 'dismiss' });
  } else {
    for (let times = dice.chance(0.25) ? dice.between(1, 3) : 0; times > 0; times -= 1) {
      const command = dice.chance(0.5) ? 'suspend' : 'refuse';
      const at = sometime();
      steps.push({ at, do: 'server', command });
      if (dice.chance(0.85)) {
        steps.push({ at: at + dice.between(0, 60), do: 'server', command: 'resume' });
      }
    }
  }
  const end = dice.weighted({ none: 68, shutdown: 20, abort: 7, stop: 5 });
  if (end !== 'none') steps.push({ at: sometime(), do: 'server', command: end });
  if (end === 'shutdown' && dice.chance(0.15)) {
    steps.push({ at: sometime(), do: 'server', command: 'abort' });
  }
  return steps;
}
