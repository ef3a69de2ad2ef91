import type { Mutation } from './mutation';

const file = 'actors/handler/handlers.ts';
const server = 'machines/server/serverCore.ts';
const single = 'machines/server/singleServer.ts';

/** Faults of the supervisor of handlers, and of the servers that it works for. */
export const handlerMutations: readonly Mutation[] = [
  {
    name: 'overthrown handler left running',
    file,
    find: `handler, error);
    this.nursery.stop(life.handler);`,
    replace: 'handler, error);',
  },
  {
    name: 'children of a crashed handler left running',
    file,
    find: 'stopOrphans(life.handler);',
    replace: '',
  },
  {
    name: 'handler that could not be made remembered',
    file,
    find: 'this.unmade.delete(id);',
    replace: '',
  },
  {
    name: 'handler that could not be made not told of',
    file,
    find: 'this.failed(csa, connection, undefined, error);',
    replace: 'String(error);',
  },
  {
    name: 'connection of a failed handler goes on',
    file,
    find: "relay(this.scope.self, csa, { type: 'control.shutdownMicroprocess', howDied: 'handlerError' });",
    replace: '',
  },
  {
    name: 'failure of a handler kept to itself',
    file,
    find: "this.report({ type: 'handlers.failed', connection, handler, error });",
    replace: 'String(handler ?? error);',
  },
  {
    name: 'insisting asks politely once more',
    file,
    find: "relay(this.scope.self, csa, { type: 'control.insist' });",
    replace: "relay(this.scope.self, csa, { type: 'control.serverShutdown' });",
  },
  {
    name: 'handler cannot stop the server',
    file,
    find: "relay(life.handler, this.input.serverCore, { type: 'control.serverShutdown' });",
    replace: '',
  },
  {
    name: 'outbox of anything passed on as bytes',
    file,
    find: "if (isBytes(data)) relay(life.handler, life.csa, { type: 'inbox', data });",
    replace: "if (data !== undefined) relay(life.handler, life.csa, { type: 'inbox', data });",
  },
  {
    name: 'handler hears of its connection when it is over',
    file,
    find: "if (life.phase !== 'running') return;\n    const { frames }",
    replace: 'const { frames }',
  },
  {
    name: 'gone connection keeps its handler',
    file: server,
    find: "actions: ['stopHandler', 'sayDisconnected'] }",
    replace: "actions: ['sayDisconnected'] }",
  },
  {
    name: 'suspended server does not say that it listens again',
    file: server,
    find: `      suspended: {
        on: {
          ...closeDown,
          ...passOnToTcpServer,
          'feedbackFromServer.listening': {
            target: 'serving',
            actions: ['noteAddress', 'sayListening'],`,
    replace: `      suspended: {
        on: {
          ...closeDown,
          ...passOnToTcpServer,
          'feedbackFromServer.listening': {
            target: 'serving',
            actions: ['noteAddress'],`,
  },
  {
    name: 'abort not passed on by a server that closes',
    file: server,
    find: "          'control.shutdownMicroprocess': { actions: 'passOnToTcpServer' },\n          // What",
    replace: '          // What',
  },
  {
    name: 'abort not passed on by a singleServer that closes',
    file: single,
    find: `      on: {
        'control.shutdownMicroprocess': { actions: 'passOnToTcpServer' },
      },`,
    replace: '',
  },
  {
    name: 'client asked to finish is not finished with',
    file: single,
    find: "'fromCSA.serverShutdown': { target: 'finishing', actions: finishWithClient },",
    replace: "'fromCSA.serverShutdown': { target: 'finishing', actions: leave.actions },",
  },
  {
    name: 'bytes for a client that has left sent to the next',
    file: single,
    find: 'finishing: { on: { inbox: undelivered } },',
    replace: "finishing: { on: { inbox: { actions: 'hold' } } },",
  },
  {
    name: 'limit counts whole blocks',
    file: 'actors/connection/outbound.ts',
    find: 'Math.min(home.unsent, this.piledUp) : home.unsent;',
    replace: 'Math.min(home.held, this.piledUp) : home.held;',
  },
  {
    name: 'held in one piece only what is more than twice the limit',
    file: 'machines/server/held.ts',
    find: 'return this.bytes > outboxLimit ?',
    replace: 'return this.bytes > 2 * outboxLimit ?',
  },
];
