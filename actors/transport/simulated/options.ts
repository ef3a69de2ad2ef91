import { XstateNetError } from '../../../machines/kit/errors';
import type { NetworkFaults, SimulatedNetworkOptions } from './api';

/** Every option has a value, but for the folders: without them there is no limit. */
export type ChosenOptions = Required<Omit<SimulatedNetworkOptions, 'folders'>> &
  Pick<SimulatedNetworkOptions, 'folders'>;

const DEFAULTS: ChosenOptions = {
  seed: 1,
  latency: 1,
  rate: 125_000,
  receiveBuffer: 65_536,
  sendBuffer: 65_536,
  startsAt: 0,
  maxSteps: 1_000_000,
  faults: {},
  imitates: process.versions,
};

interface Range {
  readonly says: string;
  includes(value: number): boolean;
}

const FINITE: Range = { says: 'a finite number', includes: Number.isFinite };
const DURATION: Range = {
  says: 'milliseconds, 0 or more',
  includes: (value) => Number.isFinite(value) && value >= 0,
};
const COUNT: Range = {
  says: 'an integer of 1 or more',
  includes: (value) => Number.isInteger(value) && value >= 1,
};
const CHANCE: Range = {
  says: 'a chance from 0 to 1',
  includes: (value) => value >= 0 && value <= 1,
};

const OPTION_RANGES: Readonly<Record<string, Range>> = {
  seed: { says: 'an integer', includes: Number.isSafeInteger },
  latency: DURATION,
  rate: { says: 'bytes per millisecond, more than 0', includes: (value) => value > 0 },
  receiveBuffer: COUNT,
  sendBuffer: COUNT,
  startsAt: FINITE,
  maxSteps: COUNT,
};

const FAULT_RANGES: Readonly<Record<keyof NetworkFaults, Range | undefined>> = {
  split: undefined,
  jitter: DURATION,
  clog: CHANCE,
  reset: CHANCE,
  vanish: CHANCE,
  refuse: CHANCE,
  hang: CHANCE,
  acceptAborted: CHANCE,
  outOfDescriptors: CHANCE,
  addressInUse: CHANCE,
  clockJump: undefined,
};

function check(name: string, value: unknown, range: Range): void {
  if (typeof value === 'number' && range.includes(value)) return;
  throw new XstateNetError('XN_BAD_OPTION', `${name} is ${String(value)}; give it ${range.says}`);
}

/** The faults as they were given. Throws XN_BAD_OPTION for what no network can do. */
export function checkedFaults(faults: NetworkFaults): NetworkFaults {
  for (const [name, value] of Object.entries(faults)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(FAULT_RANGES, name)) {
      const known = Object.keys(FAULT_RANGES).join(', ');
      throw new XstateNetError('XN_BAD_OPTION', `no fault is called ${name}; choose from ${known}`);
    }
    const range = FAULT_RANGES[name as keyof NetworkFaults];
    if (range !== undefined) check(`faults.${name}`, value, range);
  }
  const { clockJump } = faults;
  if (clockJump !== undefined) {
    check('faults.clockJump.chance', clockJump.chance, CHANCE);
    check('faults.clockJump.milliseconds', clockJump.milliseconds, DURATION);
  }
  return faults;
}

/** The options with every default filled in. Throws XN_BAD_OPTION for what no network can be. */
export function chosenOptions(options: SimulatedNetworkOptions): ChosenOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const chosen = { ...DEFAULTS, ...Object.fromEntries(given) };
  for (const [name, range] of Object.entries(OPTION_RANGES)) {
    check(name, chosen[name as keyof SimulatedNetworkOptions], range);
  }
  checkedFaults(chosen.faults);
  const { uv } = chosen.imitates;
  if (!/^\d+\.\d+/.test(String(uv))) {
    throw new XstateNetError(
      'XN_BAD_OPTION',
      `imitates.uv is ${String(uv)}; give it a version of libuv, such as 1.52.1`,
    );
  }
  return chosen;
}
