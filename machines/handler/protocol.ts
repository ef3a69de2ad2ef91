import type { Snapshot } from 'xstate';
import type { ConnectionInfo } from '../connection/connectionInfo';
import { XstateNetError } from '../kit/errors';
import { refusePromise } from './promised';
import type { ConnectionEvent, ProtocolEvent } from './protocolMessages';

/**
 * A protocol handler's logic: a statechart made with `setupProtocol`, or any actor logic that takes
 * {@link ProtocolEvent}s and, unless `TInput` says otherwise, the connection's information as input.
 */
export interface ProtocolLogic<TInput = ConnectionInfo> {
  getInitialSnapshot(actorScope: never, input: TInput): Snapshot<unknown>;
  transition(snapshot: never, event: ProtocolEvent, actorScope: never): Snapshot<unknown>;
}

/**
 * A word in the types of a statechart, and nowhere at run time: whether it can be made without input.
 * XState's own types lose that.
 */
export interface Takes<TInput> {
  readonly '~takes'?: undefined extends TInput
    ? 'nothing'
    : 'the information of its connection, which serverCore gives and simpleServer does not';
}

/** A word in the types of a statechart that was set up with a codec, and nowhere at run time. */
export interface Frames {
  readonly '~frames': 'messages in place of bytes';
}

/** A statechart made with `setupProtocol({ codec })`: it hears messages and not bytes. */
export interface FramedLogic<TInput = ConnectionInfo> {
  getInitialSnapshot(actorScope: never, input: TInput): Snapshot<unknown>;
  transition(snapshot: never, event: ConnectionEvent, actorScope: never): Snapshot<unknown>;
  getTransitionData(
    snapshot: never,
    event: never,
  ): readonly {
    readonly meta?: (Frames & (TInput extends undefined ? Takes<TInput> : unknown)) | undefined;
  }[];
}

/** Logic that is no statechart, or one that says of itself that it takes nothing. */
export interface UninformedLogic extends ProtocolLogic<undefined> {
  getTransitionData?(
    snapshot: never,
    event: never,
  ): readonly { readonly meta?: Takes<undefined> | undefined }[];
}

/** A protocol that decides by the connection's information which statechart shall handle it. */
export type ProtocolFactory = (connection: ConnectionInfo) => FramedLogic | ProtocolLogic;

/** What a `serverCore` serves. */
export type Protocol = FramedLogic | ProtocolLogic | ProtocolFactory;

/** What a `simpleServer` serves: a protocol that takes no information of its connection. */
export type SimpleProtocol =
  | FramedLogic<undefined>
  | UninformedLogic
  | (() => FramedLogic<undefined> | UninformedLogic);

/** Whether something could be a protocol handler's logic. */
export function isProtocolLogic(value: unknown): value is ProtocolLogic {
  if (typeof value !== 'object' || value === null) return false;
  try {
    const { transition, getInitialSnapshot } = value as ProtocolLogic;
    return typeof transition === 'function' && typeof getInitialSnapshot === 'function';
  } catch {
    // It objects to being looked at.
    return false;
  }
}

const described = (value: unknown): string =>
  value === null ? 'null' : isArray(value) ? 'an array' : `of type ${typeof value}`;

function isArray(value: unknown): boolean {
  try {
    return Array.isArray(value);
  } catch {
    // A revoked proxy.
    return false;
  }
}

/** What is wrong with what was given as a protocol, or undefined. */
export function checkProtocol(protocol: unknown): XstateNetError | undefined {
  if (typeof protocol === 'function' || isProtocolLogic(protocol)) return undefined;
  return new XstateNetError(
    'XN_BAD_PROTOCOL',
    `the protocol is ${described(protocol)}; give a statechart made with setupProtocol().createMachine(), or a function that returns one`,
  );
}

/** What is wrong with what a protocol function returned, or undefined. */
export function checkMadeProtocol(made: unknown): XstateNetError | undefined {
  if (isProtocolLogic(made)) return undefined;
  if (refusePromise(made)) {
    return new XstateNetError(
      'XN_BAD_PROTOCOL',
      'the protocol function returned a promise, as async functions do; return a statechart at once, and let that wait by an invoked fromPromise',
    );
  }
  return new XstateNetError(
    'XN_BAD_PROTOCOL',
    `the protocol function returned something that is ${described(made)}; return a statechart made with setupProtocol().createMachine()`,
  );
}
