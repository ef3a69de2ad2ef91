/** What the chart of the client does, by name. */

import { type AnyActorRef, type EventObject, setup } from 'xstate';
import type { PeerAddress } from '../connection/connectionInfo';
import type { HandshakeFailed, Secured, SocketShutdown, Upgraded } from '../connection/csaMessages';
import type { ErrorCode, XstateNetError } from '../kit/errors';
import { inert, providedByActors } from '../kit/inert';
import type { ServerOutput } from '../listener/tcpServerMessages';
import type { HandlersInput } from '../server/serverCore';
import type {
  BackplaneFailed,
  HandlerFailed,
  HandlerLagging,
  HandlersCommand,
  HandlerThrottled,
} from '../server/serverCoreMessages';
import { patience } from '../server/serverLimits';
import { afterConnection, backOffDelay, isHopeless, NO_TROUBLE, oneMore } from './backOff';
import type { ClientContext, ClientInput, ConnectorInput } from './clientContext';
import type {
  ClientEvent,
  ClientMessage,
  ConnectorCommand,
  ConnectorConnected,
  ConnectorEvent,
} from './clientMessages';
import { handshakeError } from './handshakeError';
import { type ClientSaid, Outgoing } from './outgoing';
import { gaveUp, misfitOf, noConnection, noRoom } from './undelivered';

type Drawn = Extract<ConnectorEvent, { type: 'connector.drawn' }>;
type Failed = Extract<ConnectorEvent, { type: 'connector.failed' }>;

/** Why an attempt came to nothing, and when it had begun. */
function failureOf(context: ClientContext, event: ClientEvent) {
  if (event.type === 'connector.failed') {
    const { error, began } = event;
    return { error, began, told: { error } };
  }
  const end = event as HandshakeFailed | SocketShutdown;
  const { howDied, connection } = end;
  const error = handshakeError(addressOf(context), end);
  return { error, began: connection.connectedAt, told: { error, howDied } };
}

/** Mistakes of our own options. */
const IN_VAIN: ReadonlySet<ErrorCode> = new Set([
  'XN_BAD_OPTION',
  'XN_BAD_KEY',
  'XN_BAD_CERTIFICATE',
]);

const base = setup({
  types: {
    input: {} as ClientInput,
    context: {} as ClientContext,
    events: {} as ClientEvent,
    emitted: {} as ClientMessage,
    output: {} as ServerOutput,
  },
  actors: {
    connector: inert<ConnectorCommand, ConnectorInput>(),
    handlers: inert<HandlersCommand, HandlersInput>(),
  },
  actions: {
    /** Sends to the owner whatever is emitted. */
    linkOwner: providedByActors,
  },
  guards: {
    inputIsBad: ({ context }) => context.error !== undefined,
    hasAnotherAddress: ({ context }) => context.turn + 1 < context.options.addresses.length,
    /** A mistake that no other attempt would mend. */
    isInVain: ({ event }) => IN_VAIN.has((event as Failed).error.code),
    mayTryAgain: ({ context, event }) =>
      context.options.reconnect &&
      !isHopeless(context.trouble, context.options, (event as Drawn).now),
    /** The conversation was over by our own wish, and not for want of a connection. */
    isFinished: ({ event }) => (event as SocketShutdown).howDied === 'finished',
    fits: ({ context, event }) => misfitOf(context, saidOf(event)) === undefined,
    mayHold: ({ context, event }) => {
      const said = saidOf(event);
      return (
        misfitOf(context, said) === undefined && context.held.hasRoomFor(said, context.options)
      );
    },
  },
});

/** What was said, also where it is given back by a handler that had finished. */
const saidOf = (event: ClientEvent): ClientSaid =>
  event.type === 'handlers.untold' ? (event.said as ClientSaid) : (event as ClientSaid);

const eventFor = (said: ClientSaid): EventObject =>
  said.type === 'say' ? said.event : ({ type: 'client.pass', data: said.data } as EventObject);

const telling = ({ current }: ClientContext, said: ClientSaid): HandlersCommand => ({
  type: 'handlers.tell',
  connection: (current as NonNullable<typeof current>).connection,
  event: eventFor(said),
  question: said.type === 'say' ? said.question : undefined,
  said,
});

const ofConnection = ({ current }: ClientContext) => {
  const { connection, handler } = current as NonNullable<typeof current>;
  return { connection, handler };
};

const addressOf = ({ options, turn }: ClientContext): PeerAddress =>
  options.addresses[turn] as PeerAddress;

/** Who said it learns that it was not: by an event, or who asked by the end of the question. */
const giveBack = (
  said: ClientSaid,
  error: XstateNetError,
): { readonly told: HandlersCommand } | { readonly emitted: ClientMessage } =>
  said.type === 'say' && said.question !== undefined
    ? { told: { type: 'handlers.withdraw', question: said.question, error } }
    : {
        emitted: {
          type: 'undelivered',
          said: said.type === 'say' ? said.event : said.data,
          error,
        },
      };

/** The parts of which the chart of the client is made: types, children, guards and actions by name. */
export const clientSetup = base.extend({
  actions: {
    connect: base.sendTo('connector', ({ context }) => ({
      type: 'connector.connect',
      to: addressOf(context),
    })),
    announce: base.sendTo('connector', ({ event }) => {
      const { csa, connection, descriptor } = event as Secured;
      return { type: 'connector.announce', csa, connection, descriptor };
    }),
    draw: base.sendTo('connector', { type: 'connector.draw' }),
    rest: base.sendTo('connector', ({ context }) => ({
      type: 'connector.wait',
      milliseconds: context.delay,
    })),
    awaitHandler: base.sendTo('connector', ({ context }) => ({
      type: 'connector.wait',
      milliseconds: patience(context.options.socket),
    })),
    awaitLastWords: base.sendTo('connector', ({ context }) => ({
      type: 'connector.wait',
      milliseconds: context.options.socket.shutdownTimeout - patience(context.options.socket),
    })),
    abandon: base.sendTo('connector', { type: 'connector.abandon' }),
    abort: base.sendTo('connector', { type: 'connector.abort', howDied: 'aborted' }),
    force: base.sendTo('connector', { type: 'connector.abort', howDied: 'shutdownTimeout' }),
    startHandler: base.sendTo('handlers', ({ event }) => {
      const { csa, connection, descriptor } = event as ConnectorConnected;
      return { type: 'handlers.start', csa, connection, descriptor };
    }),
    stopHandler: base.sendTo('handlers', ({ event }) => ({
      type: 'handlers.stop',
      connection: (event as SocketShutdown).connection,
    })),
    askHandlerToFinish: base.sendTo('handlers', { type: 'handlers.askToFinish' }),
    insistOnFinishing: base.sendTo('handlers', { type: 'handlers.insist' }),
    tellHandler: base.sendTo('handlers', ({ context, event }) => telling(context, saidOf(event))),
    tellHeld: base.enqueueActions(({ context, enqueue }) => {
      for (const said of context.held.all()) enqueue.sendTo('handlers', telling(context, said));
      enqueue.assign({ held: Outgoing.nothing });
    }),
    hold: base.assign({ held: ({ context, event }) => context.held.with(saidOf(event)) }),
    giveBackHeld: base.enqueueActions(({ context, enqueue }) => {
      for (const said of context.held.all()) {
        const back = giveBack(said, noConnection(said));
        if ('told' in back) enqueue.sendTo('handlers', back.told);
        else enqueue.emit(back.emitted);
      }
      enqueue.assign({ held: Outgoing.nothing });
    }),
    giveBack: base.enqueueActions(({ context, event, enqueue }) => {
      const said = saidOf(event);
      const back = giveBack(said, misfitOf(context, said) ?? noRoom(context, said));
      if ('told' in back) enqueue.sendTo('handlers', back.told);
      else enqueue.emit(back.emitted);
    }),
    noteConnection: base.assign(({ event }) => {
      const { csa, connection, descriptor, handler } = event as ConnectorConnected;
      return { current: { csa, connection, descriptor, handler }, failure: undefined };
    }),
    noteUpgrade: base.assign(({ context: { current }, event }) => ({
      current: current && { ...current, connection: (event as Upgraded).connection },
    })),
    noteLoss: base.assign(({ context, event }) => {
      const { duration, connection } = event as SocketShutdown;
      const { connectedAt } = connection;
      return {
        current: undefined,
        turn: 0,
        trouble: afterConnection(context.trouble, { duration, connectedAt }, context.options),
      };
    }),
    tryNextAddress: base.assign({ turn: ({ context }) => context.turn + 1 }),
    noteAttempt: base.assign(({ context, event }) => {
      const { error, began } = failureOf(context, event);
      return { turn: 0, trouble: oneMore(context.trouble, began), failure: error };
    }),
    plan: base.assign({
      delay: ({ context, event }) => backOffDelay(context.trouble, context.options, event as Drawn),
    }),
    noteFailure: base.assign({ error: ({ event }) => (event as Failed).error }),
    noteHopeless: base.assign(({ context }) => ({ error: gaveUp(context) })),
    sayConnecting: base.emit(({ context }) => ({
      type: 'connecting',
      to: addressOf(context),
      attempt: context.trouble.attempts + 1,
    })),
    sayFailed: base.emit(({ context, event }) => ({
      type: 'failed',
      to: addressOf(context),
      ...failureOf(context, event).told,
    })),
    sayWaiting: base.emit(({ context }) => ({
      type: 'waiting',
      milliseconds: context.delay,
      attempts: context.trouble.attempts,
    })),
    sayConnected: base.emit(({ context }) => ({ type: 'connected', ...ofConnection(context) })),
    sayClosed: base.emit(({ context, event }) => {
      const { howDied, bytesReceived, bytesSaid, bytesSent, duration, error } =
        event as SocketShutdown;
      const end = { howDied, bytesReceived, bytesSaid, bytesSent, duration };
      const told = { type: 'closed', ...ofConnection(context), ...end } as const;
      return error === undefined ? told : { ...told, error };
    }),
    sayOutbox: base.emit(({ event }) => ({
      type: 'outbox',
      data: (event as Extract<ClientEvent, { type: 'peer.received' }>).data,
    })),
    sayHandlerError: base.emit(({ event }) => {
      const { connection, handler, error } = event as HandlerFailed;
      return { type: 'handlerError', connection, handler, error };
    }),
    sayThrottled: base.emit(({ event }) => {
      const { connection, handler } = event as HandlerThrottled;
      return { type: 'throttled', connection, handler: handler as AnyActorRef };
    }),
    sayLagging: base.emit(({ event }) => {
      const { connection, handler, dropped } = event as HandlerLagging;
      return { type: 'lagging', connection, handler, dropped };
    }),
    sayBackplaneError: base.emit(({ event }) => ({
      type: 'error',
      error: (event as BackplaneFailed).error,
    })),
    sayError: base.emit(({ context }) => ({
      type: 'error',
      error: context.error as XstateNetError,
    })),
    sayHopeless: base.enqueueActions(({ context, enqueue }) => {
      const { error } = context;
      if (error !== undefined) enqueue.emit({ type: 'error', error });
    }),
    sayClosing: base.emit({ type: 'closing' }),
    sayShutdown: base.emit(({ context }) => ({
      type: 'shutdown',
      ...(context.error === undefined ? undefined : { error: context.error }),
    })),
    forgetTrouble: base.assign({ trouble: NO_TROUBLE }),
  },
});
