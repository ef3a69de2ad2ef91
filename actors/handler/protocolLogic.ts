import { type AnyActorLogic, type AnyStateMachine, type AnyStateNode, StateMachine } from 'xstate';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import type { AnyCodec } from '../../machines/framing';
import { codecOf } from '../../machines/handler/codecOf';
import { refusePromise } from '../../machines/handler/promised';
import {
  checkMadeProtocol,
  type FramedLogic,
  type Protocol,
  type ProtocolLogic,
  type SimpleProtocol,
} from '../../machines/handler/protocol';
import { XstateNetError } from '../../machines/kit/errors';
import { shown } from '../../machines/kit/shown';
import { compile } from '../compiled/compile';

/** A protocol's logic, ready to make handlers from. */
export interface PreparedLogic {
  readonly logic: AnyActorLogic;
  /** Whether it waits for `flow.ready`: a producer, that sends one block for each. */
  readonly paced: boolean;
  /** What stands between it and its connection. */
  readonly codec: AnyCodec | undefined;
  /** Whether its chart lists `inbox.invalid`. */
  readonly hearsInvalid: boolean;
  /** Whether it lists `backplane.refused`. */
  readonly hearsRefused: boolean;
  /** Whether it lists that members of a topic come and go. */
  readonly hearsPresence: boolean;
}

const prepared = new WeakMap<object, PreparedLogic>();

/** Descriptors by which a chart may name one of some events of a box. */
const descriptorsOf = (box: string, words: readonly string[]): ReadonlySet<string> =>
  new Set(['*', `${box}.*`, ...words.map((word) => `${box}.${word}`)]);

/** Whether a chart does anything about one of some events of a box. */
function hears({ events }: AnyStateMachine, box: string, ...words: readonly string[]): boolean {
  const descriptors = descriptorsOf(box, words);
  return events.some((descriptor) => descriptors.has(descriptor));
}

/** Whether it lists one, if only to ignore it: that is no event of its own by XState. */
function lists({ root }: AnyStateMachine, box: string, word: string): boolean {
  const descriptors = descriptorsOf(box, [word]);
  const isListed = ({ transitions, states }: AnyStateNode): boolean =>
    [...transitions.keys()].some((descriptor) => descriptors.has(descriptor)) ||
    Object.values(states).some(isListed);
  return isListed(root);
}

const STATUSES: ReadonlySet<unknown> = new Set(['active', 'done', 'error', 'stopped']);

/** What a logic of somebody's own gave for a snapshot, if it is one: XState would throw at whoever sent the event. */
function checkedSnapshot<TSnapshot>(snapshot: TSnapshot): TSnapshot {
  const isPromise = refusePromise(snapshot);
  const { status } = (snapshot ?? {}) as { readonly status?: unknown };
  if (!isPromise && STATUSES.has(status)) return snapshot;
  throw new XstateNetError(
    'XN_BAD_PROTOCOL',
    `the protocol's logic gave ${isPromise ? 'a promise' : shown(snapshot)} for a snapshot; give { status, output, error }, as XState's own logics do`,
  );
}

/** The same logic, the snapshots of which are looked at. */
function checked(logic: AnyActorLogic): AnyActorLogic {
  return Object.assign(Object.create(logic), {
    getInitialSnapshot: (scope: never, input: never) =>
      checkedSnapshot(logic.getInitialSnapshot(scope, input)),
    transition: (snapshot: never, event: never, scope: never) =>
      checkedSnapshot(logic.transition(snapshot, event, scope)),
  });
}

type AnyLogic = ProtocolLogic | ProtocolLogic<undefined> | FramedLogic | FramedLogic<undefined>;

function prepare(logic: AnyLogic): PreparedLogic {
  const known = prepared.get(logic);
  if (known !== undefined) return known;
  const made =
    logic instanceof StateMachine
      ? {
          logic: compile(logic),
          paced: hears(logic, 'flow', 'ready'),
          codec: codecOf(logic),
          hearsInvalid: lists(logic, 'inbox', 'invalid'),
          hearsRefused: lists(logic, 'backplane', 'refused'),
          hearsPresence: hears(logic, 'backplane', 'joined', 'left'),
        }
      : {
          logic: checked(logic as unknown as AnyActorLogic),
          paced: true,
          codec: undefined,
          hearsInvalid: false,
          // Nobody knows, so it is told.
          hearsRefused: true,
          hearsPresence: true,
        };
  prepared.set(logic, made);
  return made;
}

/**
 * The logic of one connection's handler. Throws what the user's function throws, or `XN_BAD_PROTOCOL`
 * when it returns no statechart.
 */
export function handlerLogic(
  protocol: Protocol | SimpleProtocol,
  connection: ConnectionInfo | undefined,
): PreparedLogic {
  if (typeof protocol !== 'function') return prepare(protocol);
  // A simple protocol's function takes no arguments, so that it does not miss the information.
  const made = protocol(connection as ConnectionInfo);
  const error = checkMadeProtocol(made);
  if (error !== undefined) throw error;
  return prepare(made);
}
