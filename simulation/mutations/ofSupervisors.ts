import type { Mutation } from './mutation';

const handlers = 'actors/handler/handlers.ts';
const connections = 'actors/listener/connections.ts';

/** Faults of the supervisors, the linkages and the fast path. */
export const supervisorMutations: readonly Mutation[] = [
  {
    name: 'abort as finish',
    file: 'actors/handler/boxes.ts',
    find: "['signal.shutdownMicroprocess', 'control.shutdownMicroprocess'],",
    replace: "['signal.shutdownMicroprocess', 'control.producerFinished'],",
  },
  {
    name: 'handler crash escalated',
    file: handlers,
    find: 'const error = handlerFailed(connection, cause);',
    replace: 'throw cause;',
  },
  {
    name: 'handler left running',
    file: handlers,
    find: `this.lives.delete(connection.id);
    this.end(life);`,
    replace: 'this.lives.delete(connection.id);',
  },
  {
    name: 'finished handler does not finish its connection',
    file: handlers,
    find: "relay(life.handler, life.csa, { type: 'control.producerFinished' });",
    replace: '',
  },
  {
    name: 'handler commands its supervisor',
    file: 'actors/kit/nursery.ts',
    find: 'this.parent = isDirectTrusted() ? deaf(self) : self;',
    replace: 'this.parent = self;',
  },
  {
    name: 'end believed of whoever is said to have ended',
    file: 'actors/kit/nursery.ts',
    find: "if (status === 'done') return { how: 'done' };",
    replace: "if (status !== 'error') return { how: 'done' };",
  },
  {
    name: 'handler says how its connection died',
    file: handlers,
    find: 'else relay(life.handler, life.csa, word);',
    replace: 'else relay(life.handler, life.csa, { ...message, ...word });',
  },
  {
    name: 'what is thrown is shown as it is',
    file: 'actors/handler/failures.ts',
    find: 'const reason = reasonOf(cause);',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    replace: 'const reason = `${cause}`;',
  },
  {
    name: 'snapshots of all kinds are taken',
    file: 'actors/handler/protocolLogic.ts',
    find: 'if (!isPromise && STATUSES.has(status)) return snapshot;',
    replace: 'return snapshot;',
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
    find: "if (this.live.size === this.again - 1) this.tell({ type: 'connections.available' });",
    replace: '',
  },
  {
    name: 'stopped server keeps its sockets',
    file: connections,
    find: `socketOf(descriptor)?.abort();
      this.live.delete(connection.id);`,
    replace: 'this.live.delete(connection.id);',
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
