import { XstateNetError } from '../../../machines/kit/errors';
import { shown } from '../../../machines/kit/shown';
import { checkValue, type OptionKind } from '../../../machines/options/optionKinds';
import type { NetworkFaults, SimulatedNetworkOptions } from './api';
import { CLOCK_JUMP_KINDS, FAULT_KINDS, NETWORK_KINDS } from './networkKinds';

/** Every option has a value, but for the folders: without them there is no limit. */
export type ChosenOptions = Required<Omit<SimulatedNetworkOptions, 'folders'>> &
  Pick<SimulatedNetworkOptions, 'folders'>;

const DEFAULTS: ChosenOptions = {
  seed: 1,
  latency: 1,
  rate: 125_000,
  receiveBuffer: 65_536,
  sendBuffer: 65_536,
  clientBuffer: 65_536,
  handshakeTime: 0,
  startsAt: 0,
  maxSteps: 1_000_000,
  faults: {},
  imitates: process.versions,
};

type Kinds = Readonly<Record<string, OptionKind>>;

/** Options that are more than a value. */
const OTHERS = ['faults', 'folders', 'imitates'] satisfies (keyof SimulatedNetworkOptions)[];

const bad = (message: string): XstateNetError => new XstateNetError('XN_BAD_OPTION', message);

/** Throws for a name that is none: what is misspelt would not be there, and nobody would know. */
function checkNames(what: string, values: object, known: readonly string[]): void {
  const unknown = Object.keys(values).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw bad(`no ${what} is called ${unknown}; choose from ${known.join(', ')}`);
  }
}

/** Throws for the first value that is not what it can be. */
function checkValues(prefix: string, values: object, kinds: Kinds): void {
  for (const [name, kind] of Object.entries(kinds)) {
    const value = values[name as keyof typeof values];
    const error = value === undefined ? undefined : checkValue(`${prefix}${name}`, kind, value);
    if (error !== undefined) throw error;
  }
}

/** What is given for a fault of several parts: all of them, and no others. */
function checkClockJump(jump: NonNullable<NetworkFaults['clockJump']>): void {
  const name = 'faults.clockJump';
  if (typeof jump !== 'object' || jump === null) {
    throw bad(`${name} is ${shown(jump)}; give it { chance, milliseconds }`);
  }
  const parts = Object.keys(CLOCK_JUMP_KINDS);
  checkNames(`part of ${name}`, jump, parts);
  const missing = parts.find((part) => jump[part as keyof typeof jump] === undefined);
  if (missing !== undefined) throw bad(`${name} lacks ${missing}; give it`);
  checkValues(`${name}.`, jump, CLOCK_JUMP_KINDS);
}

/** The faults as they were given. Throws XN_BAD_OPTION for what no network can do. */
export function checkedFaults(faults: NetworkFaults): NetworkFaults {
  checkNames('fault', faults, [...Object.keys(FAULT_KINDS), 'clockJump']);
  checkValues('faults.', faults, FAULT_KINDS);
  if (faults.clockJump !== undefined) checkClockJump(faults.clockJump);
  return faults;
}

/** The options with every default filled in. Throws XN_BAD_OPTION for what no network can be. */
export function chosenOptions(options: SimulatedNetworkOptions): ChosenOptions {
  checkNames('option of a simulated network', options, [...Object.keys(NETWORK_KINDS), ...OTHERS]);
  checkValues('', options, NETWORK_KINDS);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const chosen = { ...DEFAULTS, ...Object.fromEntries(given) };
  checkedFaults(chosen.faults);
  const { uv } = chosen.imitates;
  if (!/^\d+\.\d+/.test(String(uv))) {
    throw bad(`imitates.uv is ${shown(uv)}; give it a version of libuv, such as 1.52.1`);
  }
  return chosen;
}
