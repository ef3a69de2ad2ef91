import { type AnyActorLogic, StateMachine } from 'xstate';
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
}

const prepared = new WeakMap<object, PreparedLogic>();

/** Event descriptors that match `flow.ready`. */
const HEARS_FLOW_READY: ReadonlySet<string> = new Set(['flow.ready', 'flow.*', '*']);

/** Those that match `inbox.invalid`. */
const HEARS_INVALID: ReadonlySet<string> = new Set(['inbox.invalid', 'inbox.*', '*']);

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
          paced: logic.events.some((descriptor) => HEARS_FLOW_READY.has(descriptor)),
          codec: codecOf(logic),
          hearsInvalid: logic.events.some((descriptor) => HEARS_INVALID.has(descriptor)),
        }
      : {
          logic: checked(logic as unknown as AnyActorLogic),
          paced: true,
          codec: undefined,
          hearsInvalid: false,
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
