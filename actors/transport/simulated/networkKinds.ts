/** The ranges of a simulated network's options. */

import {
  boolean,
  bytes,
  count,
  duration,
  number,
  type OptionKind,
} from '../../../machines/options/optionKinds';
import type { NetworkFaults, SimulatedNetworkOptions } from './api';

const chance = number('chance', 0, 1);

/** The farthest that a `Date` can be from the epoch, in milliseconds (ECMA-262, 21.4.1.1). */
const FARTHEST_TIME = 8.64e15;

/**
 * What the options of a simulated network may be, where they are values: the network's own check, the
 * check of scripts and their schema are made from here. What each is for stands with its type.
 */
export const NETWORK_KINDS = {
  seed: count('seed', Number.MIN_SAFE_INTEGER),
  latency: duration,
  // Infinity, too: then a link takes no time, whatever it carries.
  rate: { ...number('bytes per millisecond', 0, Number.POSITIVE_INFINITY), above: true },
  receiveBuffer: bytes(1),
  sendBuffer: bytes(1),
  clientBuffer: bytes(1),
  handshakeTime: duration,
  startsAt: number('milliseconds', -FARTHEST_TIME, FARTHEST_TIME),
  maxSteps: count('steps', 1),
} as const satisfies Record<
  Exclude<keyof SimulatedNetworkOptions, 'faults' | 'folders' | 'imitates'>,
  OptionKind
>;

/** What its faults may be. */
export const FAULT_KINDS = {
  split: boolean,
  jitter: duration,
  clog: chance,
  reset: chance,
  vanish: chance,
  refuse: chance,
  hang: chance,
  stallHandshake: chance,
  acceptAborted: chance,
  outOfDescriptors: chance,
  addressInUse: chance,
} as const satisfies Record<Exclude<keyof NetworkFaults, 'clockJump'>, OptionKind>;

/** The one fault that has parts. */
export const CLOCK_JUMP_KINDS = {
  chance,
  milliseconds: duration,
} as const satisfies Record<keyof NonNullable<NetworkFaults['clockJump']>, OptionKind>;
