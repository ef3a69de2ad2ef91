/** What the chart of the `singleServer` does, by name. */

import { setup } from 'xstate';
import { connectionEndAs } from '../connection/connectionEnd';
import type { ServerAddress } from '../connection/connectionInfo';
import type { CsaReport } from '../connection/csaMessages';
import { XstateNetError } from '../kit/errors';
import { inert, providedByActors } from '../kit/inert';
import type { ServerCommand } from '../listener/serverCommand';
import type { TcpServerInput } from '../listener/tcpServerContext';
import type { ServerOutput } from '../listener/tcpServerMessages';
import { resolveServerOptions } from '../options/resolveOptions';
import { mayHold, type SingleServerContext, type SingleServerInput } from './singleServerContext';
import type {
  CsaSignal,
  OobNewCsa,
  OobShutdownCsa,
  SingleServerEvent,
  SingleServerMessage,
} from './singleServerMessages';

type Inbox = Extract<SingleServerEvent, { type: 'inbox' }>;

const heldOverflow = ({ held }: SingleServerContext, data: Uint8Array) =>
  new XstateNetError(
    'XN_HELD_OVERFLOW',
    `${data.length} bytes more would exceed heldLimit ${held.limit} while no client is there; wait for "connected", or raise heldLimit`,
  );

const notBytes = (data: unknown) =>
  new XstateNetError(
    'XN_BAD_OUTBOX',
    `inbox was sent data of type ${data === null ? 'null' : typeof data} when no client is there; send it a Uint8Array (a Buffer is one)`,
  );

const noClient = (data: Uint8Array) =>
  new XstateNetError(
    'XN_NO_CLIENT',
    `${data.length} bytes were sent when the client had left, and are not kept for another; wait for "connected"`,
  );

const base = setup({
  types: {
    input: {} as SingleServerInput,
    context: {} as SingleServerContext,
    events: {} as SingleServerEvent,
    emitted: {} as SingleServerMessage,
    output: {} as ServerOutput,
  },
  actors: { tcpServer: inert<ServerCommand, TcpServerInput>() },
  actions: {
    /** Links protocolHandlerSignal of the tcpServer to oobInfo, and its signal to feedbackFromServer. */
    linkTcpServer: providedByActors,
    /** Links the boxes of the client's CSA to fromCSA. */
    linkClient: providedByActors,
    /** Undoes that: what it still says is not the client's any more. */
    unlinkClient: providedByActors,
    /** Closes the connection that has just come: it is told nothing, and not waited for. */
    refuseSecondClient: providedByActors,
    /** Sends to the owner whatever is emitted. */
    linkOwner: providedByActors,
  },
  guards: {
    isOfTheClient: ({ context, event }) =>
      event.type === 'oobInfo.shutdownCSA' && event.connection.id === context.client?.connection.id,
    mayHold: ({ context, event }) => event.type === 'inbox' && mayHold(context, event.data),
    isRefused: ({ context, event }) =>
      event.type === 'oobInfo.shutdownCSA' && context.refused.has(event.connection.id),
    hasNoBytes: ({ event }) => event.type === 'inbox' && !ArrayBuffer.isView(event.data),
    optionsAreBad: ({ context }) => context.error !== undefined,
  },
});

/** The client's CSA is told something, and that is said. */
export const tellClient = (word: CsaSignal) =>
  [
    base.sendTo(
      ({ context }) => (context.client as CsaReport).csa,
      () => ({ type: `control.${word}` }),
    ),
    base.emit({ type: `csaSignal.${word}` }),
  ] as const;

/** The parts of which the chart is made: types, children, guards and actions by name. */
export const singleServerSetup = base.extend({
  actions: {
    hold: base.assign(({ context, event }) =>
      event.type === 'inbox' ? { held: context.held.with(event.data) } : {},
    ),
    sayOverflow: base.emit(({ context, event }) => {
      const { data } = event as Inbox;
      return { type: 'signal.overflow', data, error: heldOverflow(context, data) };
    }),
    sayNotBytes: base.emit(({ event }) => ({
      type: 'error',
      error: notBytes((event as Inbox).data),
    })),
    sayUndelivered: base.emit(({ event }) => {
      const { data } = event as Inbox;
      return { type: 'signal.undelivered', data, error: noClient(data) };
    }),
    giveBackHeld: base.enqueueActions(({ context, enqueue }) => {
      for (const data of context.held.messages()) {
        enqueue.emit({ type: 'signal.undelivered', data, error: noClient(data) });
      }
      enqueue.assign({ held: context.held.emptied() });
    }),
    noteRefused: base.assign(({ context, event }) => ({
      refused: context.refused.with((event as OobNewCsa).connection.id),
    })),
    forgetRefused: base.assign(({ context, event }) => ({
      refused: context.refused.without((event as OobShutdownCsa).connection.id),
    })),
    noteClient: base.assign(({ event }) => {
      const { csa, connection, descriptor } = event as OobNewCsa;
      return { client: { csa, connection, descriptor } };
    }),
    sendHeld: base.enqueueActions(({ context, enqueue }) => {
      const { csa } = context.client as CsaReport;
      const { outboxLimit } = resolveServerOptions(context.options);
      for (const data of context.held.toSend(outboxLimit)) {
        enqueue.sendTo(csa, { type: 'inbox', data });
      }
      enqueue.assign({ held: context.held.emptied() });
    }),
    sendToClient: base.sendTo(
      ({ context }) => (context.client as CsaReport).csa,
      ({ event }) => ({
        type: 'inbox',
        data: (event as Inbox).data,
      }),
    ),
    forgetClient: base.assign({ client: undefined }),
    passOnToTcpServer: base.sendTo(
      'tcpServer',
      ({ event }) =>
        event as Extract<
          SingleServerEvent,
          { type: 'control.serverShutdown' | 'control.shutdownMicroprocess' }
        >,
    ),
    noteOutcome: base.assign(({ event }) =>
      event.type === 'xstate.done.actor.tcpServer' ? { error: event.output.error } : {},
    ),
    sayOutbox: base.emit(({ event }) => ({
      type: 'outbox',
      data: (event as Extract<SingleServerEvent, { type: 'fromCSA.outbox' }>).data,
    })),
    sayClientLeft: base.emit(({ context }) => ({
      type: 'signal.producerFinished',
      connection: (context.client as CsaReport).connection,
    })),
    sayConnected: base.emit(({ event }) => ({
      type: 'connected',
      connection: (event as OobNewCsa).connection,
    })),
    sayDisconnected: base.emit(({ event }) => {
      const { type: _, csa: __, descriptor: ___, ...end } = event as OobShutdownCsa;
      return { type: 'disconnected', ...end };
    }),
    saySecondClient: base.emit(({ event }) => ({
      type: 'refused',
      connection: (event as OobNewCsa).connection,
      reason: 'singleClient',
    })),
    sayRefused: base.emit(({ event }) => {
      const { connection, reason } = event as Extract<
        SingleServerEvent,
        { type: 'feedbackFromServer.refused' }
      >;
      return { type: 'refused', connection, reason };
    }),
    sayProxyFailed: base.emit(({ event }) =>
      connectionEndAs(
        'proxyFailed',
        event as Extract<SingleServerEvent, { type: 'feedbackFromServer.proxyFailed' }>,
      ),
    ),
    sayHandshakeFailed: base.emit(({ event }) =>
      connectionEndAs(
        'handshakeFailed',
        event as Extract<SingleServerEvent, { type: 'feedbackFromServer.handshakeFailed' }>,
      ),
    ),
    sayListening: base.emit(({ event }) => ({
      type: 'listening',
      address: (event as { address: ServerAddress }).address,
    })),
    sayError: base.emit(({ event }) => ({
      type: 'error',
      error: (event as { error: XstateNetError }).error,
    })),
    sayClosing: base.emit({ type: 'closing' }),
    sayShutdown: base.emit(({ context }) => ({
      type: 'shutdown',
      ...(context.error === undefined ? undefined : { error: context.error }),
    })),
  },
});
