import { protocolNamed } from '../protocols';
import type { Dice } from './dice';
import type { Command, Moment, Plan, ServerPlan, Step } from './plan';

/** The number of a client that no other part of a plan has. */
const LATECOMER = 99;
const FIRST_OF_ALL = 98;
const SLOW_READER = 97;
const SPEECHLESS = 95;

/** More bytes than all buffers on the way hold, so that an echo is blocked. */
const PLENTY = 120_000;

/** Milliseconds of slow reading between a drain's beginning and its deadline. */
const A_WHILE = 15;

/** What seldom comes together by chance. */
export function generateEdges(dice: Dice, server: ServerPlan, network: Plan['network']): Step[] {
  return [
    ...heldToTheByte(dice, server),
    ...drainedWhileBlocked(dice, server),
    ...nobodyComes(dice, server),
    ...unsentToTheByte(dice, server, network),
    ...abortedWhileDraining(dice, server),
    ...commandedFromWithin(dice, server),
    ...commandedInARow(dice, server),
    ...saysNoBytes(dice, server),
    ...readsSlowly(dice, server),
    ...lastWordsAboveTheLimit(dice, server),
  ];
}

/** What is held for a first client reaches its limit: one byte below it, at it, one above. */
function heldToTheByte(dice: Dice, { kind, options }: ServerPlan): Step[] {
  const { heldLimit } = options;
  if (kind !== 'singleServer' || heldLimit === undefined || !dice.chance(0.5)) return [];
  const first = dice.between(0, heldLimit);
  return pushes(0, [first, heldLimit - first + dice.between(-1, 1)]);
}

/** A client that does not read when the server is asked to drain, and reads again while there is time. */
function drainedWhileBlocked(dice: Dice, { kind, options }: ServerPlan): Step[] {
  if (kind === 'singleServer' || !dice.chance(0.12)) return [];
  const asked = beforeIdle(options, 100);
  const client = LATECOMER;
  return [
    ...doesNotRead(client),
    { at: asked, do: 'server', command: 'shutdown' },
    // Again and again, so that it is looked at again and again.
    ...[1, 2, 4, 8, 16].map(
      (times) => ({ at: asked + times * A_WHILE, do: 'resume', client }) as const,
    ),
  ];
}

/** A drain is cut short by an abort while some of its connections finish and others cannot. */
function abortedWhileDraining(dice: Dice, { options }: ServerPlan): Step[] {
  if (!dice.chance(0.08)) return [];
  const asked = beforeIdle(options, dice.between(5, 100));
  return [
    ...doesNotRead(LATECOMER),
    { at: asked, do: 'server', command: 'shutdown' },
    {
      at: asked + dice.between(1, 40),
      do: 'server',
      command: dice.one(['abort', 'abort', 'stop']),
    },
  ];
}

/** The app of a `singleServer` speaks, and ends it before anybody has come. */
function nobodyComes(dice: Dice, { kind }: ServerPlan): Step[] {
  if (kind !== 'singleServer' || !dice.chance(0.15)) return [];
  const command = dice.one(['shutdown', 'abort', 'stop'] as const);
  return [
    ...pushes(0, [dice.between(1, 90), dice.between(1, 2_000)]),
    { at: 0, do: 'server', command },
  ];
}

/** What is unsent reaches the mark and the limit: one byte below, at it, one above. */
function unsentToTheByte(
  dice: Dice,
  { kind, options }: ServerPlan,
  { sendBuffer = 0 }: Plan['network'],
): Step[] {
  const { highWaterMark = 0, outboxLimit } = options;
  if (kind !== 'singleServer' || !dice.chance(0.4)) return [];
  const client = FIRST_OF_ALL;
  const at = dice.between(8, 30);
  const mark = sendBuffer + highWaterMark + dice.between(-1, 1);
  const sizes = [mark];
  if (outboxLimit !== undefined) sizes.push(outboxLimit - highWaterMark + dice.between(-1, 1));
  // On top of a large answer all of it counts.
  if (outboxLimit !== undefined && dice.chance(0.5)) sizes.push(highWaterMark);
  return [
    { at: 0, do: 'connect', client },
    { at: 0, do: 'pause', client },
    ...pushes(at, sizes),
    ...(dice.chance(0.7) ? ([{ at: at + 20, do: 'resume', client }] as const) : []),
    // When all of it has left, none of it counts any more.
    { at: at + 150, do: 'pause', client },
    ...pushes(at + 150, sizes),
  ];
}

/** A server is commanded by who hears it, in the middle of what it is doing. */
function commandedFromWithin(dice: Dice, { kind }: ServerPlan): Step[] {
  if (!dice.chance(0.22)) return [];
  const isSingle = kind === 'singleServer';
  const hasHandlers = kind === 'serverCore' || kind === 'simpleServer';
  const when = dice.weighted<Moment>({
    made: hasHandlers ? 35 : 0,
    listening: 8,
    suspended: 0,
    connected: 25,
    disconnected: 20,
    refused: 8,
    handlerError: hasHandlers ? 4 : 0,
  });
  const command = dice.weighted<Command>({
    shutdown: 40,
    abort: 20,
    stop: 10,
    suspend: isSingle ? 0 : 15,
    refuse: isSingle ? 0 : 15,
    resume: 0,
  });
  const at = dice.chance(0.5) ? 0 : dice.between(0, 150);
  const step = { at, do: 'server', command, when } as const;
  if (command !== 'suspend' && command !== 'refuse') return [step];
  const resumed = { do: 'server', command: 'resume' } as const;
  return dice.chance(0.5)
    ? [step, { ...resumed, at, when: dice.one(['suspended', when]) }]
    : [step, { ...resumed, at: at + dice.between(20, 100) }];
}

/** The app of a `singleServer` says what is no bytes, with a client or without. */
function saysNoBytes(dice: Dice, { kind }: ServerPlan): Step[] {
  if (kind !== 'singleServer' || !dice.chance(0.2)) return [];
  return [{ at: dice.between(0, 100), do: 'babble' }];
}

/** Several commands in one turn, before any of them has come to its end. */
function commandedInARow(dice: Dice, { kind }: ServerPlan): Step[] {
  if (kind === 'singleServer' || !dice.chance(0.12)) return [];
  const at = dice.between(1, 150);
  const commands: Command[] = Array.from({ length: dice.between(2, 5) }, () =>
    dice.weighted<Command>({ suspend: 40, refuse: 15, resume: 45, shutdown: 0, abort: 0, stop: 0 }),
  );
  if (dice.chance(0.3)) commands.push(dice.one(['shutdown', 'abort', 'stop'] as const));
  return commands.map((command) => ({ at, do: 'server', command }) as const);
}

/** Who says much more than may be unsent, as his last words, to a peer that takes nothing. */
function lastWordsAboveTheLimit(dice: Dice, { protocol }: ServerPlan): Step[] {
  if (protocol !== 'heedlessLast') return [];
  const client = SPEECHLESS;
  const at = dice.between(0, 30);
  return [
    { at, do: 'connect', client },
    { at, do: 'pause', client },
    { at: at + 1, do: 'send', client, bytes: dice.between(20, 250) },
  ];
}

/** A client that reads little by little, with pauses of about the length of a timeout. */
function readsSlowly(dice: Dice, { protocol }: ServerPlan): Step[] {
  if (!dice.chance(0.15)) return [];
  const client = SLOW_READER;
  const bytes = protocolNamed(protocol).isChatty === true ? 700 : dice.between(1_000, 20_000);
  const at = dice.between(0, 50);
  const steps: Step[] = [
    { at, do: 'connect', client },
    { at, do: 'pause', client },
    { at, do: 'send', client, bytes },
  ];
  if (dice.chance(0.5)) steps.push({ at: at + dice.between(0, 10), do: 'end', client });
  const longest = dice.one([15, 60, 140]);
  for (let sips = dice.between(2, 25), then = at; sips > 0; sips -= 1) {
    then += dice.between(2, longest);
    steps.push({ at: then, do: 'resume', client }, { at: then + 1, do: 'pause', client });
  }
  return steps;
}

const pushes = (at: number, sizes: readonly number[]): Step[] =>
  sizes.filter((bytes) => bytes > 0).map((bytes) => ({ at, do: 'push', bytes }) as const);

const doesNotRead = (client: number): Step[] => [
  { at: 0, do: 'connect', client },
  { at: 0, do: 'pause', client },
  { at: 0, do: 'send', client, bytes: PLENTY },
];

/** A moment at which nobody was given up yet. */
const beforeIdle = ({ idleTimeout = 0 }: ServerPlan['options'], at: number): number =>
  idleTimeout === 0 ? at : Math.min(at, idleTimeout - 10);
