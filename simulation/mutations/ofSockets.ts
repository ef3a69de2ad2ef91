import type { Mutation } from './mutation';

const file = 'actors/connection/connectedSocket.ts';
const outbound = 'actors/connection/outbound.ts';
const patience = 'actors/connection/patience.ts';
const quiet = 'actors/connection/quiet.ts';
const systemHandle = 'actors/transport/systemHandle.ts';
const deliveredBy = 'actors/transport/deliveredBy.ts';

/** Faults of what is done to a socket. */
export const socketMutations: readonly Mutation[] = [
  {
    name: 'queue dropped at close',
    file,
    find: `    this.stream.end();
    this.patience ??=`,
    replace: `    this.stream.destroy();
    this.patience ??=`,
  },
  {
    name: 'last words dropped when the peer has ended',
    file,
    find: "return this.inbound.state === 'ended' && this.unsent === 0;",
    replace: "return this.inbound.state === 'ended';",
  },
  {
    name: 'half-close before flush',
    file,
    find: `    this.sending.end();
    this.stream.end();`,
    replace: `    this.sending.end();
    this.stream.destroy();`,
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
    find: `    stopTimeouts(this);
    // It may have been closed by an error`,
    replace: '    // It may have been closed by an error',
  },
  {
    name: 'linger never started',
    file,
    find: 'this.patience.linger(this.home.linger);',
    replace: '',
  },
  {
    name: 'overflow ignored',
    file: outbound,
    find: 'if (unsent > outboxLimit) {',
    replace: 'if (unsent < 0) {',
  },
  {
    name: 'flow.ready never sent again',
    file: 'actors/connection/pace.ts',
    find: "if (!home.isBlocked && !home.isGone) home.tell({ type: 'sendReady' });",
    replace: '',
  },
  {
    name: 'serverShutdown before received bytes',
    file: quiet,
    find: 'if (home.bytesReceived !== before || !home.mayHearAll) {',
    replace: 'if (before < 0) {',
  },
  {
    name: 'reading goes on while sending is blocked',
    file: outbound,
    find: "home.tell({ type: 'readHeld' });",
    replace: '',
  },
  {
    name: 'reading never released',
    file: outbound,
    find: "if (!this.isBlocked) home.tell({ type: 'readReleased' });",
    replace: '',
  },
  {
    name: 'writing does not count as activity',
    file,
    find: 'this.patience.sentAll(this.bytesSaid);',
    replace: '',
  },
  {
    name: 'idle timeout never started',
    file: 'actors/connection/timeouts.ts',
    find: 'socket.patience.idle(idle);',
    replace: '',
  },
  {
    name: 'halfOpen: false ignored',
    file,
    find: "if (!this.home.options.halfOpen) this.tell({ type: 'control.producerFinished' });",
    replace: '',
  },
  {
    name: 'abort without a reset',
    file: 'actors/connection/reset.ts',
    find: 'stream.resetAndDestroy();',
    replace: 'stream.destroy();',
  },
  {
    name: 'descriptor not released',
    file,
    find: 'release(this.descriptor);',
    replace: '',
  },
  {
    name: 'linger cuts off who makes progress',
    file: patience,
    find: `    if (this.hasSent()) {
      this.all?.restart(item);`,
    replace: `    if (this.home.isGone) {
      this.all?.restart(item);`,
  },
  {
    name: 'deadlines a little early',
    file: 'actors/kit/deadlines.ts',
    find: 'this.first.at <= now',
    replace: 'this.first.at <= now + 3',
  },
  {
    name: 'progress judged by two figures that count a block twice',
    file: systemHandle,
    find: 'return taken === undefined ? writableLength : Math.min(writableLength, written - taken);',
    replace:
      'return writableLength + (_handle?.writeQueueSize ?? 0) + (taken === undefined ? 0 : written * 0);',
  },
  {
    name: 'progress judged by whole blocks',
    file: systemHandle,
    find: 'const taken = encrypted === true ? undefined : takenFrom(_handle);',
    replace: 'const taken = encrypted !== true ? undefined : takenFrom(_handle);',
  },
  {
    name: 'the system is not asked what it holds',
    file: patience,
    find: 'this.home.askDelivered((delivery) => this.answered(item, before, delivery, event));',
    replace: 'this.answered(item, before, { delivered: 0, pending: 0 }, event);',
  },
  {
    name: 'a first answer taken for no progress',
    file: patience,
    find: 'const mayMove = before === undefined ? pending > 0 : delivered > before;',
    replace: 'const mayMove = pending > 0 && delivered > (before ?? delivered);',
  },
  {
    name: 'what is only acknowledged late taken for unread',
    file: deliveredBy,
    find: 'queues.unread === 0 ? NOTHING : queues',
    replace: 'queues',
  },
  {
    name: 'a clean end behind half of it',
    file,
    find: 'if (this.unsent > 0) this.abort();',
    replace: 'if (this.unsent < 0) this.abort();',
  },
  {
    name: 'a clean end behind half of it when finishing is aborted',
    file: 'actors/connection/reset.ts',
    find: `    stream.writableFinished !== true &&
    stream.writableLength === 0;`,
    replace: '    stream.writableFinished !== true;',
  },
  {
    name: 'what was unsent counted as sent',
    file,
    find: 'return this.bytesSaid - this.unsent;',
    replace: 'return this.bytesSaid;',
  },
  {
    name: 'one large answer held against its peer',
    file: outbound,
    find: 'this.isLarge = home.held > home.limits.outboxLimit;',
    replace: 'this.isLarge = false;',
  },
  {
    name: 'quiet not awaited again after a resume',
    file,
    find: `    this.inbound.start(this.stream);
    this.quiet?.goOn();`,
    replace: '    this.inbound.start(this.stream);',
  },
  {
    name: 'a socket that takes itself for flowing',
    file,
    find: 'this.inbound.stop(this.stream);',
    replace: 'this.stream.pause();',
  },
  {
    name: 'nothing said taken for a sign of life',
    file,
    find: 'if (data.length > 0) {',
    replace: 'if (data.length >= 0) {',
  },
];
