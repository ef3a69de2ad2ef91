import type { Mutation } from './mutation';

const handlers = 'actors/handler/handlers.ts';
const connections = 'actors/listener/connections.ts';

/** Faults of the supervisors, the linkages and the fast path. */
export const supervisorMutations: readonly Mutation[] = [
  {
    name: 'abort as finish',
    file: handlers,
    find: "const toCsa = new Wiring({ signal: 'control', flow: 'flow' });",
    replace: `const toCsa = new Wiring({
  signal: 'control',
  'signal.shutdownMicroprocess': 'control.producerFinished',
  flow: 'flow',
});`,
  },
  {
    name: 'handler crash escalated',
    file: handlers,
    find: "this.tell({ type: 'handlers.failed', connection, error: handlerFailed(connection, cause) });",
    replace: 'throw cause;',
  },
  {
    name: 'handler left running',
    file: handlers,
    find: `this.live.delete(connection.id);
    this.scope.stopChild(entry.handler);`,
    replace: 'this.live.delete(connection.id);',
  },
  {
    name: 'finished handler does not finish its connection',
    file: handlers,
    find: "relay(entry.handler, entry.csa, { type: 'control.producerFinished' });",
    replace: '',
  },
  {
    name: 'one connection too many',
    file: connections,
    find: "if (this.live.size === this.most) this.tell({ type: 'connections.full' });",
    replace: "if (this.live.size === this.most + 1) this.tell({ type: 'connections.full' });",
  },
  {
    name: 'room is never made again',
    file: connections,
    find: "if (this.live.size === this.most - 1) this.tell({ type: 'connections.available' });",
    replace: '',
  },
  {
    name: 'stopped server keeps its sockets',
    file: connections,
    find: `this.scope.stopChild(csa);
      socketOf(descriptor)?.abort();`,
    replace: 'this.scope.stopChild(csa);',
  },
  {
    name: 'fast path forgets what was assigned',
    file: 'actors/compiled/run/runUnwatched.ts',
    find: 'return plan.moves || assigned',
    replace: 'return plan.moves',
  },
  {
    name: 'fast path loses a waiting event',
    file: 'actors/compiled/actor/lightActor.ts',
    find: 'else this.waiting.push(event);',
    replace: 'else if (this.waiting.length < 1) this.waiting.push(event);',
  },
  {
    name: 'server loses a waiting event',
    file: 'actors/compiled/actor/directActor.ts',
    find: `this.waiting.push(event);
      return;`,
    replace: `if (this.waiting.length < 1) this.waiting.push(event);
      return;`,
  },
];
