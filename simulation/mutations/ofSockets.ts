import type { Mutation } from './mutation';

const file = 'actors/connection/connectedSocket.ts';

/** Faults of what is done to a socket. */
export const socketMutations: readonly Mutation[] = [
  {
    name: 'queue dropped at close',
    file,
    find: `this.stream.end();
    this.unsentSeen`,
    replace: `this.stream.destroy();
    this.unsentSeen`,
  },
  {
    name: 'last words dropped when the peer has ended',
    file,
    find: 'if (this.atEnd && this.progressMark() === 0) {',
    replace: 'if (this.atEnd) {',
  },
  {
    name: 'half-close before flush',
    file,
    find: `this.stream.on('finish', () => this.drained());
    this.stream.end();`,
    replace: 'this.stream.destroy();',
  },
  {
    name: 'byte swapped across chunks',
    file,
    find: "this.tell({ type: 'readReady', data });",
    replace: `const swapped = Uint8Array.from(data);
    if (data.length % 7 === 3) swapped.set([data[1] as number, data[0] as number]);
    this.tell({ type: 'readReady', data: swapped });`,
  },
  {
    name: 'timer left behind',
    file,
    find: 'if (linger !== undefined) home.linger.cancel(linger);',
    replace: '',
  },
  {
    name: 'linger never started',
    file,
    find: `this.linger = deadline(() => this.lingered());
    this.home.linger.restart(this.linger);`,
    replace: 'this.linger = deadline(() => this.lingered());',
  },
  {
    name: 'overflow ignored',
    file,
    find: 'if (unsent > this.home.options.outboxLimit)',
    replace: 'if (unsent < 0)',
  },
  {
    name: 'flow.ready never sent again',
    file,
    find: "if (!this.blocked && !this.stream.destroyed) this.tell({ type: 'sendReady' });",
    replace: '',
  },
  {
    name: 'serverShutdown before received bytes',
    file,
    find: "if (this.bytesReceived === before && this.mayHearAll()) this.tell({ type: 'readQuiet' });",
    replace: "if (before >= 0) this.tell({ type: 'readQuiet' });",
  },
  {
    name: 'reading goes on while sending is blocked',
    file,
    find: "this.tell({ type: 'readHeld' });",
    replace: '',
  },
  {
    name: 'reading never released',
    file,
    find: "if (!this.blocked) this.tell({ type: 'readReleased' });",
    replace: '',
  },
  {
    name: 'writing does not count as activity',
    file,
    find: 'if (this.unsentSeen === 0) this.home.idle?.restart(idle);',
    replace: '',
  },
  {
    name: 'idle timeout never started',
    file,
    find: 'this.home.idle.restart(this.idle);\n    }',
    replace: '}',
  },
  {
    name: 'halfOpen: false ignored',
    file,
    find: "if (!this.home.options.halfOpen) this.tell({ type: 'control.producerFinished' });",
    replace: '',
  },
  {
    name: 'abort without a reset',
    file,
    find: '} else stream.resetAndDestroy();',
    replace: '} else stream.destroy();',
  },
  {
    name: 'descriptor not released',
    file,
    find: 'release(this.descriptor);',
    replace: '',
  },
  {
    name: 'linger cuts off who makes progress',
    file,
    find: "this.unlessItMoves(this.linger, this.home.linger, { type: 'socket.lingerTimeout' });",
    replace: "this.tell({ type: 'socket.lingerTimeout' });",
  },
  {
    name: 'deadlines a little early',
    file: 'actors/kit/deadlines.ts',
    find: 'this.first.at <= now',
    replace: 'this.first.at <= now + 3',
  },
];
