/**
 * What a script says of its server and its network, each as a field: whatever the server and the network
 * themselves say that it may be.
 */
import type { NetworkFaults } from '../../actors/transport/simulated/api';
import {
  CLOCK_JUMP_KINDS,
  FAULT_KINDS,
  NETWORK_KINDS,
} from '../../actors/transport/simulated/networkKinds';
import type { OptionKind } from '../../machines/options/optionKinds';
import { optionEntry, optionsFor } from '../../machines/options/optionTable';
import type { SettableLimits } from '../../machines/options/setLimits';
import { type Field, type Fields, object, optional } from './fields';
import { fieldOf } from './optionField';
import type { ScriptServerOptions, ScriptSimulation } from './script';

type FieldsOf<TKey extends string> = { readonly [K in TKey]: Field & { readonly optional: true } };

const optionalFields = <TKey extends string>(kinds: Readonly<Record<TKey, OptionKind>>) =>
  Object.fromEntries(
    Object.entries<OptionKind>(kinds).map(([name, kind]) => [name, optional(fieldOf(kind))]),
  ) as FieldsOf<TKey>;

const faultFields = {
  ...optionalFields(FAULT_KINDS),
  clockJump: optional(
    object({
      chance: fieldOf(CLOCK_JUMP_KINDS.chance),
      milliseconds: fieldOf(CLOCK_JUMP_KINDS.milliseconds),
    }),
  ),
} satisfies Fields & Readonly<Record<keyof NetworkFaults, Field>>;

export const faults = object<NetworkFaults>(faultFields);

const { latency, rate, receiveBuffer, sendBuffer, handshakeTime } = NETWORK_KINDS;

const simulationFields = {
  ...optionalFields({ latency, rate, receiveBuffer, sendBuffer, handshakeTime }),
  faults: optional(faults),
} satisfies Fields & Readonly<Record<keyof ScriptSimulation, Field>>;

export const simulation = object<ScriptSimulation>(simulationFields);

export const limits = object<SettableLimits>(
  Object.fromEntries(
    optionsFor('setLimits').map((name) => [name, optional(fieldOf(optionEntry(name).kind))]),
  ),
);

export const serverOptions = object<ScriptServerOptions>(
  Object.fromEntries(
    optionsFor('script').map((name) => [name, optional(fieldOf(optionEntry(name).kind))]),
  ),
);
