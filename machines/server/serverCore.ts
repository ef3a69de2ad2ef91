import { type AnyActorRef, setup } from 'xstate';
import { connectionEndAs, disconnected } from '../connection/connectionEnd';
import type { ServerAddress } from '../connection/connectionInfo';
import { checkBackplane } from '../handler/backplane';
import { checkProtocol, type Protocol } from '../handler/protocol';
import type { XstateNetError } from '../kit/errors';
import { inert, type ProvidedLogic, providedByActors } from '../kit/inert';
import { takeInput } from '../kit/takeInput';
import type { ServerCommand } from '../listener/serverCommand';
import type { TcpServerInput } from '../listener/tcpServerContext';
import type { ServerOutput } from '../listener/tcpServerMessages';
import { withDefaultPort } from '../options/resolveOptions';
import type { HandlersInput, ServerCoreContext, ServerInput } from './serverCoreContext';
import type {
  HandlerFailed,
  HandlerLagging,
  HandlersCommand,
  HandlerThrottled,
  NewCsa,
  ServerCoreEvent,
  ServerCoreMessage,
  ShutdownCsa,
} from './serverCoreMessages';
import { optionsAfter, patience } from './serverLimits';

export type {
  HandlersInput,
  ServerCoreContext,
  ServerCoreInput,
  ServerInput,
} from './serverCoreContext';

const closeDown = {
  'control.serverShutdown': {
    target: 'closing',
    actions: ['passOnToTcpServer', 'askHandlersToFinish'],
  },
  'control.shutdownMicroprocess': { target: 'closing', actions: 'passOnToTcpServer' },
} as const;

/**
 * In every state but the last ones: the `tcpServer` counts commands in the order in which they are sent,
 * and what it says of that comes only after what is sent in the meantime.
 */
const passOnToTcpServer = {
  'control.suspend': { actions: 'passOnToTcpServer' },
  'control.resume': { actions: 'passOnToTcpServer' },
} as const;

/**
 * The server (Kamaelia's ServerCore): one port, many connections, a protocol handler for each. It
 * owns a `tcpServer`, links each new CSA to a new handler, and unlinks them when the connection is gone.
 */
export function serverMachine<TProtocol>(id: string) {
  const base = setup({
    types: {
      input: {} as ServerInput<TProtocol>,
      context: {} as ServerCoreContext<TProtocol>,
      events: {} as ServerCoreEvent,
      emitted: {} as ServerCoreMessage,
      output: {} as ServerOutput,
    },
    actors: {
      tcpServer: inert<ServerCommand, TcpServerInput>() as ProvidedLogic<
        ServerCommand,
        TcpServerInput
      >,
      handlers: inert<HandlersCommand, HandlersInput<TProtocol>>(),
    },
    actions: {
      /** Links the tcpServer's boxes to ours: protocolHandlerSignal to socketActivity, signal to feedbackFromServer. */
      linkTcpServer: providedByActors,
      /** Sends to the owner whatever is emitted. */
      linkOwner: providedByActors,
    },
    guards: {
      inputIsBad: ({ context }) => context.error !== undefined,
      isOfOnePlace: ({ event }) => 'address' in event && event.address !== undefined,
      mayInsist: ({ context }) => context.options.shutdownTimeout !== Number.POSITIVE_INFINITY,
    },
    delays: { patience: ({ context }) => patience(context.options) },
  });

  const machine = base.extend({
    actions: {
      startHandler: base.sendTo('handlers', ({ event }) => {
        const { csa, connection, descriptor } = event as NewCsa;
        return { type: 'handlers.start', csa, connection, descriptor };
      }),
      stopHandler: base.sendTo('handlers', ({ event }) => ({
        type: 'handlers.stop',
        connection: (event as ShutdownCsa).connection,
      })),
      askHandlersToFinish: base.sendTo('handlers', { type: 'handlers.askToFinish' }),
      insistOnFinishing: base.sendTo('handlers', { type: 'handlers.insist' }),
      passOnToTcpServer: base.sendTo('tcpServer', ({ event }) => event as ServerCommand),
      noteLimits: base.assign(({ context, event }) => ({
        options: optionsAfter(context.options, event),
      })),
      passLimitsToHandlers: base.sendTo('handlers', ({ context }) => ({
        type: 'handlers.setLimits',
        options: context.options,
      })),
      sayConnected: base.emit(({ event }) => {
        const { connection, handler } = event as NewCsa;
        return { type: 'connected', connection, handler };
      }),
      sayDisconnected: base.emit(({ event }) => disconnected(event as ShutdownCsa)),
      sayRefused: base.emit(({ event }) => {
        const { connection, reason } = event as Extract<
          ServerCoreEvent,
          { type: 'feedbackFromServer.refused' }
        >;
        return { type: 'refused', connection, reason };
      }),
      sayProxyFailed: base.emit(({ event }) =>
        connectionEndAs(
          'proxyFailed',
          event as Extract<ServerCoreEvent, { type: 'feedbackFromServer.proxyFailed' }>,
        ),
      ),
      sayHandshakeFailed: base.emit(({ event }) =>
        connectionEndAs(
          'handshakeFailed',
          event as Extract<ServerCoreEvent, { type: 'feedbackFromServer.handshakeFailed' }>,
        ),
      ),
      sayHandlerError: base.emit(({ event }) => {
        const { connection, handler, error } = event as HandlerFailed;
        return { type: 'handlerError', connection, handler, error };
      }),
      sayThrottled: base.emit(({ event }) => {
        const { connection, handler } = event as HandlerThrottled;
        return { type: 'throttled', connection, handler };
      }),
      sayLagging: base.emit(({ event }) => {
        const { connection, handler, dropped } = event as HandlerLagging;
        return { type: 'lagging', connection, handler, dropped };
      }),
      sayError: base.emit(({ event }) => ({
        type: 'error',
        error: (event as { error: XstateNetError }).error,
      })),
      noteAddress: base.assign(({ event }) =>
        event.type === 'feedbackFromServer.listening' ? { address: event.address } : {},
      ),
      noteOutcome: base.assign(({ event }) =>
        event.type === 'xstate.done.actor.tcpServer' ? { error: event.output.error } : {},
      ),
      sayListening: base.emit(({ event }) => ({
        type: 'listening',
        address: (event as { address: ServerAddress }).address,
      })),
      saySuspended: base.emit(({ event }) => {
        const { address } = event as { address?: ServerAddress };
        return address === undefined ? { type: 'suspended' } : { type: 'suspended', address };
      }),
      sayClosing: base.emit({ type: 'closing' }),
      sayShutdown: base.emit(({ context }) => ({
        type: 'shutdown',
        ...(context.error === undefined ? undefined : { error: context.error }),
      })),
    },
  });

  return machine.createMachine({
    id,
    options: { maxIterations: 100 },
    context: ({ input }) => {
      const { given, error } = takeInput(id, input);
      const { protocol, transport, backplane, owner, ...options } = given;
      return {
        options: withDefaultPort(options),
        protocol,
        transport,
        backplane,
        owner,
        address: undefined,
        error: error ?? checkProtocol(protocol) ?? checkBackplane(backplane),
      };
    },
    entry: ['linkOwner', 'linkTcpServer'],
    invoke: [
      {
        id: 'handlers',
        src: 'handlers',
        input: ({ context, self }) => ({
          protocol: context.protocol,
          serverCore: self,
          options: context.options,
          transport: context.transport,
          backplane: context.backplane,
          owner: context.owner as AnyActorRef | undefined,
        }),
      },
      {
        id: 'tcpServer',
        src: 'tcpServer',
        input: ({ context }) => ({
          ...context.options,
          ...(context.transport === undefined ? undefined : { transport: context.transport }),
        }),
      },
    ],
    on: {
      'socketActivity.newCSA': { actions: ['startHandler', 'sayConnected'] },
      'socketActivity.shutdownCSA': { actions: ['stopHandler', 'sayDisconnected'] },
      'handlers.failed': { actions: 'sayHandlerError' },
      'handlers.throttled': { actions: 'sayThrottled' },
      'handlers.lagging': { actions: 'sayLagging' },
      'handlers.backplaneFailed': { actions: 'sayError' },
      'control.reloadTls': { actions: 'passOnToTcpServer' },
      'control.setLimits': {
        actions: ['noteLimits', 'passLimitsToHandlers', 'passOnToTcpServer'],
      },
      'feedbackFromServer.refused': { actions: 'sayRefused' },
      'feedbackFromServer.proxyFailed': { actions: 'sayProxyFailed' },
      'feedbackFromServer.handshakeFailed': { actions: 'sayHandshakeFailed' },
      'feedbackFromServer.error': { actions: 'sayError' },
      'xstate.done.actor.tcpServer': { target: '.shutdown', actions: 'noteOutcome' },
    },
    initial: 'starting',
    states: {
      starting: {
        always: { guard: 'inputIsBad', target: 'shutdown' },
        on: {
          ...closeDown,
          ...passOnToTcpServer,
          'feedbackFromServer.listening': {
            target: 'serving',
            actions: ['noteAddress', 'sayListening'],
          },
          'feedbackFromServer.suspended': { target: 'suspended', actions: 'saySuspended' },
        },
      },
      serving: {
        on: {
          ...closeDown,
          ...passOnToTcpServer,
          // Of several places: another one listens, or one is suspended.
          'feedbackFromServer.listening': { actions: 'sayListening' },
          'feedbackFromServer.suspended': [
            { guard: 'isOfOnePlace', actions: 'saySuspended' },
            { target: 'suspended', actions: 'saySuspended' },
          ],
        },
      },
      suspended: {
        on: {
          ...closeDown,
          ...passOnToTcpServer,
          'feedbackFromServer.listening': {
            target: 'serving',
            actions: ['noteAddress', 'sayListening'],
          },
        },
      },
      closing: {
        entry: 'sayClosing',
        initial: 'asking',
        on: {
          'control.shutdownMicroprocess': { actions: 'passOnToTcpServer' },
          // What was accepted in the same turn is asked to finish like the rest.
          'socketActivity.newCSA': {
            actions: ['startHandler', 'sayConnected', 'askHandlersToFinish'],
          },
        },
        states: {
          asking: {
            after: {
              patience: { guard: 'mayInsist', target: 'insisting', actions: 'insistOnFinishing' },
            },
          },
          insisting: {},
        },
      },
      shutdown: { type: 'final', entry: 'sayShutdown' },
    },
    output: ({ context }) => (context.error === undefined ? {} : { error: context.error }),
  });
}

/** The chart of `serverCore`. */
export const serverCoreMachine = serverMachine<Protocol>('serverCore');
