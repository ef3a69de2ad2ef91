import { socketOf } from '../../actors/connection/descriptors';
import type { OpenSocket } from '../../actors/connection/openSocket';
import { overflows, wrongBlocking } from '../oracles/sending';
import type { Circumstances } from './circumstances';

/** A socket, with what its stream holds, and by what it is filled: small answers are gathered before. */
type Watched = OpenSocket & {
  readonly held: number;
  pour(data: Uint8Array): void;
  write(data: Uint8Array): void;
};

/** One connection's writes, one by one: the mark blocks, and the limit ends, to the byte. */
export class SendingWatch {
  /** Not all that was said left at once. */
  hasWaited = false;
  /** Bytes that were given to the stream. */
  private poured = 0;
  private isBlocked = false;
  /** What it was told since the last write began. */
  private heardBlocked = false;
  private heardOverflow = false;
  private piledUp = 0;
  private isLarge = false;
  /** It was told that it has overflowed, and nothing counts any more. */
  private isOver = false;

  constructor(
    private readonly circumstances: Circumstances,
    private readonly name: string,
  ) {}

  /** From here on every write is looked at. */
  watch(descriptor: number): void {
    const socket = socketOf(descriptor) as Watched | undefined;
    if (socket === undefined) return;
    const write = socket.write.bind(socket);
    // What is said in one turn waits for its turn at the adapter: whoever asks in the middle asks here.
    socket.write = (data) => {
      write(data);
      this.checkSent(descriptor);
    };
    const pour = socket.pour.bind(socket);
    socket.pour = (data) => {
      this.heardBlocked = false;
      this.heardOverflow = false;
      this.poured += data.length;
      pour(data);
      this.written(socket, data.length);
    };
  }

  /** At every moment: what was never given to the stream has not left. */
  checkSent(descriptor: number): void {
    const sent = socketOf(descriptor)?.bytesSent ?? 0;
    if (sent <= this.poured) return;
    this.circumstances.fail('counts', `${this.name} has sent ${sent} of ${this.poured} bytes`);
  }

  /** Who listens to how the sending fares is given nothing more while it is blocked. */
  checkModest(descriptor: number): void {
    const { circumstances } = this;
    const unsent = socketOf(descriptor)?.unsent ?? 0;
    const { highWaterMark } = circumstances.options;
    if (!circumstances.isModest || unsent < highWaterMark) return;
    this.fail('flow', `is given more with ${unsent} unsent, mark ${highWaterMark}`);
  }

  blocked(): void {
    this.heardBlocked = true;
  }

  /** All has left. */
  ready(): void {
    this.isBlocked = false;
    this.piledUp = 0;
  }

  overflown(): void {
    if (!this.isBlocked) this.fail('limits', 'overflows while it is not blocked');
    this.heardOverflow = true;
  }

  /** At rest: what blocks is still there. */
  checkAtRest(descriptor: number): void {
    const socket = socketOf(descriptor) as Watched | undefined;
    if (!this.isBlocked || this.isOver || socket === undefined || socket.isGone) return;
    if (socket.held === 0) this.fail('flow', 'is blocked, and nothing is held');
  }

  private written(socket: Watched, bytes: number): void {
    if (this.isOver || socket.isGone) return;
    const { held, unsent } = socket;
    if (held > 0) this.hasWaited = true;
    const { highWaterMark, outboxLimit } = this.circumstances.options;
    if (!this.isBlocked) {
      const wrong = wrongBlocking(this.heardBlocked, held, highWaterMark);
      if (wrong !== undefined) this.fail('flow', wrong);
      this.isBlocked = this.heardBlocked;
      this.isLarge = held > outboxLimit;
      return;
    }
    this.piledUp += bytes;
    const { piledUp, isLarge, heardOverflow } = this;
    const must = overflows({ held, unsent, piledUp, isLarge }, outboxLimit);
    this.isOver = heardOverflow;
    if (must === heardOverflow) return;
    const what = heardOverflow ? 'overflows' : 'does not overflow';
    const said = isLarge ? `${piledUp} on top of a large answer` : `${unsent} unsent`;
    this.fail('limits', `${what} with ${said}, limit ${outboxLimit}`);
  }

  private fail(oracle: 'limits' | 'flow', what: string): void {
    this.circumstances.fail(oracle, `${this.name} ${what}`);
  }
}
