import type { EventObject, MachineContext } from 'xstate';
import { members, publish, subscribe, unsubscribe } from './publish';
import { answer, register, tell } from './questions';
import {
  abort,
  endSending,
  finish,
  makessl,
  outbox,
  pauseInbox,
  reply,
  resumeInbox,
  stopServer,
} from './say';

/**
 * All that handlers of one protocol can say, as actions that know its context, its events and its messages: for those
 * that stand outside of a chart, where nothing else tells them.
 */
export interface ProtocolWords<C extends MachineContext, E extends EventObject, TSaid> {
  readonly outbox: typeof outbox<C, E, E, TSaid>;
  readonly reply: typeof reply<C, E, E, TSaid>;
  readonly finish: typeof finish<C, E, E>;
  readonly abort: typeof abort<C, E, E>;
  readonly endSending: typeof endSending<C, E, E>;
  readonly pauseInbox: typeof pauseInbox<C, E, E>;
  readonly resumeInbox: typeof resumeInbox<C, E, E>;
  readonly stopServer: typeof stopServer<C, E, E>;
  readonly makessl: typeof makessl<C, E, E>;
  readonly answer: typeof answer<C, E, E>;
  readonly tell: typeof tell<C, E, E>;
  readonly register: typeof register<C, E, E>;
  readonly subscribe: typeof subscribe<C, E, E>;
  readonly unsubscribe: typeof unsubscribe<C, E, E>;
  readonly publish: typeof publish<C, E, E>;
  readonly members: typeof members<C, E, E>;
}

/** The same actions for every protocol: only their types differ. */
export const protocolWords = {
  outbox,
  reply,
  finish,
  abort,
  endSending,
  pauseInbox,
  resumeInbox,
  stopServer,
  makessl,
  answer,
  tell,
  register,
  subscribe,
  unsubscribe,
  publish,
  members,
} satisfies Record<keyof ProtocolWords<MachineContext, EventObject, unknown>, unknown>;
