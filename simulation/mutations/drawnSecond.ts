import type { Mutation } from './mutation';

const socket = 'actors/connection/connectedSocket.ts';
const adapter = 'actors/connection/connectedSocketAdapter.ts';
const handlers = 'actors/handler/handlers.ts';
const csa = 'machines/connection/connectedSocketAdapter.ts';
const csaTransitions = 'machines/connection/csaTransitions.ts';
const csaContext = 'machines/connection/csaContext.ts';
const csaActions = 'machines/connection/csaActions.ts';
const single = 'machines/server/singleServer.ts';

/** A second draw of dice; written down before anything of the first was known. */
export const drawnSecond: readonly Mutation[] = [
  {
    name: 'what had not left at an abort is not noted',
    file: socket,
    find: `    this.lost ??= this.unsent;
    breakOff`,
    replace: '    breakOff',
  },
  {
    name: 'reading stopped by starting it',
    file: adapter,
    find: 'stopReading: ({ context }: Args) => socketOf(context.descriptor)?.stopReading(),',
    replace: 'stopReading: ({ context }: Args) => socketOf(context.descriptor)?.startReading(),',
  },
  {
    name: 'socket of an adapter alone that fails left open',
    file: adapter,
    find: `    socketOf(descriptor)?.abort();
    failed`,
    replace: '    failed',
  },
  {
    name: 'adapter of a socket that has closed waits for ever',
    file: adapter,
    find: 'else scope.self.send({ ...NEVER_USED, closedAt: connection.connectedAt });',
    replace: '',
  },
  {
    name: 'drained also who was not blocked',
    file: 'actors/connection/outbound.ts',
    find: 'if (!this.isBlocked) return;',
    replace: '',
  },
  {
    // In place of one that changed nothing: an adapter whose socket is gone takes no `readQuiet`.
    name: 'quiet in spite of bytes that came meanwhile',
    file: 'actors/connection/quiet.ts',
    find: 'home.bytesReceived !== before || !home.mayHearAll',
    replace: '!home.mayHearAll',
  },
  {
    name: 'reset tried while a FIN is leaving',
    file: 'actors/connection/reset.ts',
    find: 'if (finIsLeaving || isUnix ||',
    replace: 'if (isUnix ||',
  },
  {
    name: 'forgotten why no handler could be made',
    file: handlers,
    find: 'this.unmade.set(connection.id, error);',
    replace: 'String(error);',
  },
  {
    name: 'first words of a handler not heard',
    file: handlers,
    find: `    handler.on('*', (message: AnyEventObject) => this.said(life, message));
    csa.on('*', (message: AnyEventObject) => this.heard(life, message));
    try {
      handler.start();`,
    replace: `    csa.on('*', (message: AnyEventObject) => this.heard(life, message));
    try {
      handler.start();
      handler.on('*', (message: AnyEventObject) => this.said(life, message));`,
  },
  {
    name: 'snapshot that is done refused',
    file: 'actors/handler/protocolLogic.ts',
    find: "new Set(['active', 'done', 'error', 'stopped'])",
    replace: "new Set(['active', 'error', 'stopped'])",
  },
  {
    name: 'nobody knows when a connection came',
    file: 'actors/listener/listeningSocket.ts',
    find: '      home.transport.clock.now(),',
    replace: '      0,',
  },
  {
    name: 'state of the adapter listed as the handler’s',
    file: 'actors/server/listConnections.ts',
    find: 'handlerState: stateOf(handler),',
    replace: 'handlerState: stateOf(csa),',
  },
  {
    name: 'refusals not passed on',
    file: 'actors/server/serverCore.ts',
    find: "  'signal.refused': 'feedbackFromServer.refused',\n",
    replace: '',
  },
  {
    name: 'simple protocols informed',
    file: 'actors/server/serverCore.ts',
    find: 'handlers: uninformedHandlers',
    replace: 'handlers: handlers as never',
  },
  {
    name: 'end of sending not noted as ours',
    file: csaTransitions,
    find: "{ target: 'ended', actions: [ended('finished'), ...actions] },",
    replace: "{ target: 'ended', actions },",
  },
  {
    // In place of one that changed nothing: a socket that finishes reads on by itself.
    name: 'reading stopped when finishing from a pause',
    file: csaTransitions,
    find: "actions: [ended('finished'), 'finishSocket', 'startReading', 'newReader'],",
    replace: "actions: [ended('finished'), 'finishSocket', 'stopReading', 'newReader'],",
  },
  {
    name: 'finishes without its socket',
    file: csa,
    find: `                target: '#finishing',
                actions: [ended('finished'), 'finishSocket'],`,
    replace: `                target: '#finishing',
                actions: [ended('finished')],`,
  },
  {
    name: 'paused by its handler as if by sending',
    file: csa,
    find: `                  'flow.pause': {
                    target: 'paused.byHandler',`,
    replace: `                  'flow.pause': {
                    target: 'paused.bySending',`,
  },
  {
    name: 'insisting in vain while quiet is awaited',
    file: csa,
    find: "awaitingQuiet: { on: { readQuiet: askToFinish, 'control.insist': askToFinish } },",
    replace: 'awaitingQuiet: { on: { readQuiet: askToFinish } },',
  },
  {
    name: 'error left out of the report of an end',
    file: 'machines/connection/connectionEnd.ts',
    find: `        duration,
        error,
      };`,
    replace: `        duration,
      };`,
  },
  {
    name: 'writer registered as a reader',
    file: csaActions,
    find: "({ type: 'notify.newWriter', descriptor: context.descriptor }),",
    replace: "({ type: 'notify.newReader', descriptor: context.descriptor }),",
  },
  {
    name: 'every error of a socket a reset',
    file: csaActions,
    find: '? { howDied: howDiedOfError(event.error), error: event.error }',
    replace: "? { howDied: 'reset' as const, error: event.error }",
  },
  {
    name: 'duration counted from the epoch',
    file: csaContext,
    find: 'closed.closedAt - connection.connectedAt,',
    replace: 'closed.closedAt,',
  },
  {
    name: 'error left out of what the adapter says of its end',
    file: csaContext,
    find: 'return error === undefined ? end : { ...end, error };',
    replace: 'return error === undefined ? end : { ...end };',
  },
  {
    name: 'broken pipe no reset',
    file: 'machines/connection/howDied.ts',
    find: "new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED'])",
    replace: "new Set(['ECONNRESET'])",
  },
  {
    name: 'another refused client forgotten',
    file: 'machines/server/refused.ts',
    find: 'return isOdd(id) ? joined(even, removed(odd, half(id))) : joined(removed(even, half(id)), odd);',
    replace:
      'return isOdd(id) ? joined(removed(even, half(id)), odd) : joined(even, removed(odd, half(id)));',
  },
  {
    name: 'suspended server cannot be closed',
    file: 'machines/server/serverCore.ts',
    find: `      suspended: {
        on: {
          ...closeDown,`,
    replace: `      suspended: {
        on: {`,
  },
  {
    name: 'client of a singleServer may stay half-open',
    file: single,
    find: '        halfOpen: false,\n',
    replace: '',
  },
  {
    name: 'what was held sent before it is said that somebody came',
    file: single,
    find: "'sayConnected', 'sendHeld'],",
    replace: "'sendHeld', 'sayConnected'],",
  },
  {
    name: 'waits for a first client again',
    file: single,
    find: "  target: '#next',",
    replace: "  target: '#singleServer.waiting.first',",
  },
];
