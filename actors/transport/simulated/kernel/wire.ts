import { Dice } from '../chance/dice';
import { NANOSECONDS } from '../loop/eventLoop';
import { ByteQueue } from './byteQueue';
import type { Side, Way, WireEnd } from './way';

/** Bytes that travel in one piece at most: what libuv reads at once. */
const LARGEST_SEGMENT = 65_536;

/** One cut in so many leaves a single byte, the piece that breaks most parsers. */
const SINGLE_BYTE_IN = 8;

/**
 * One direction of a link: the sender's kernel buffer, the way, and the receiver's window. Bytes leave
 * at the link's rate, arrive after its latency, and are never reordered, doubled or lost on the way.
 */
export class Wire {
  private readonly queue = new ByteQueue();
  private readonly dice: Dice;
  private window: number;
  private freeAt = 0;
  private lastArrival = 0;
  private pumping: 'resting' | 'due' = 'resting';
  /** Pieces that have left and not arrived. */
  private underWay = 0;
  private fin: 'none' | 'wanted' | 'left' = 'none';
  /** `resetting`: a RST leaves as soon as it can, and nothing else. `cut`: nothing leaves any more. */
  private life: 'open' | 'resetting' | 'cut' = 'open';
  private way: 'free' | 'clogged' = 'free';
  /** `judged`: the faults of the next piece have been decided. */
  private next: 'unjudged' | 'judged' = 'unjudged';

  constructor(
    private readonly link: Way,
    private readonly from: WireEnd,
    private readonly to: WireEnd,
    private readonly toSide: Side,
  ) {
    this.window = link.medium.receiveBuffer;
    const direction = toSide === 'server' ? 'up' : 'down';
    this.dice = new Dice(link.medium.streams, `${link.name}/${direction}`);
  }

  /** Bytes that the sender's kernel can still take. */
  get room(): number {
    return this.link.medium.sendBuffer - this.queue.length;
  }

  /** How many of so many bytes the kernel takes at once: what there is room for, or by a fault less. */
  taken(bytes: number): number {
    const most = Math.min(this.room, bytes);
    if (this.link.faults.split !== true || most <= 1) return most;
    return 1 + this.dice.below('take', most);
  }

  /** Bytes that the sender's kernel holds. */
  get unsent(): number {
    return this.queue.length;
  }

  /** A cut wire goes on holding what it cannot send, as a kernel does: in the end the writer blocks. */
  push(data: Buffer): void {
    this.queue.push(data);
    this.kick();
  }

  /** FIN, behind what is unsent. */
  finish(): void {
    if (this.fin !== 'none') return;
    this.fin = 'wanted';
    this.kick();
  }

  /** RST: what has not left is dropped, what has left arrives before it. */
  reset(): void {
    if (this.life === 'cut') return;
    this.queue.clear();
    this.life = 'resetting';
    this.pump();
  }

  /** Nothing leaves any more but a RST that waits already. */
  cut(): void {
    if (this.life === 'open') this.life = 'cut';
    this.queue.clear();
  }

  /** The receiver has read so many bytes. */
  opened(bytes: number): void {
    const wasShut = this.window <= 0;
    this.window += bytes;
    if (!wasShut || this.queue.length === 0) return;
    this.pumpAt(this.link.medium.loop.now + this.link.latency);
  }

  clog(): void {
    this.way = 'clogged';
  }

  unclog(): void {
    if (this.way === 'free') return;
    this.way = 'free';
    this.kick();
  }

  /** While pieces are cut or joined, what is sent in one turn is looked at together. */
  private kick(): void {
    if (this.link.faults.split === true) this.pumpAt(this.link.medium.loop.now);
    else this.pump();
  }

  private pumpAt(time: number): void {
    if (this.pumping === 'due') return;
    this.pumping = 'due';
    this.link.medium.loop.at(time, () => {
      this.pumping = 'resting';
      this.pump();
    });
  }

  private pump(): void {
    const { loop } = this.link.medium;
    while (this.maySend()) {
      if (this.life === 'resetting') {
        this.sendReset();
      } else if (this.queue.length > 0) {
        if (this.window <= 0) return;
        if (loop.now < this.freeAt) {
          this.pumpAt(this.freeAt);
          return;
        }
        if (this.next === 'unjudged') {
          this.next = 'judged';
          this.judge();
          continue;
        }
        this.sendPiece();
      } else this.sendFin();
    }
  }

  private maySend(): boolean {
    if (this.life === 'cut' || this.way === 'clogged') return false;
    return this.life === 'resetting' || this.queue.length > 0 || this.fin === 'wanted';
  }

  private judge(): void {
    const { faults } = this.link;
    if (this.dice.happens('vanish', faults.vanish)) this.link.vanish();
    else if (this.dice.happens('reset', faults.reset)) this.link.sever();
    else if (this.dice.happens('clog', faults.clog)) {
      this.way = 'clogged';
      this.link.holdsBack();
    }
  }

  private sendPiece(): void {
    const { loop, byteTime } = this.link.medium;
    const most = Math.min(this.queue.length, this.window, LARGEST_SEGMENT);
    const piece = this.queue.take(this.cutSize(most)) as Buffer;
    this.next = 'unjudged';
    this.window -= piece.length;
    if (byteTime > 0) {
      this.freeAt =
        Math.max(this.freeAt, loop.now) + Math.max(1, Math.round(piece.length * byteTime));
    }
    this.carry(() => {
      this.link.carried('data', this.toSide, piece);
      this.to.receive(piece);
    });
    this.from.roomMade();
  }

  private cutSize(most: number): number {
    if (this.link.faults.split !== true || most === 1) return most;
    if (this.dice.below('split', SINGLE_BYTE_IN) === 0) return 1;
    return 1 + this.dice.below('split', most);
  }

  private sendFin(): void {
    this.fin = 'left';
    this.carry(() => {
      this.link.carried('fin', this.toSide);
      this.to.receiveFin();
    });
  }

  private sendReset(): void {
    this.life = 'cut';
    this.carry(() => {
      this.link.carried('rst', this.toSide);
      this.to.receiveReset();
    });
  }

  /**
   * On a link that takes no time things arrive before the system call returns, as on loopback; that is
   * safe, because no process is told before its next turn.
   */
  private carry(arrive: () => void): void {
    const { loop } = this.link.medium;
    const at = this.arrival();
    if (at <= loop.now && this.underWay === 0) {
      arrive();
      return;
    }
    this.underWay += 1;
    loop.at(at, () => {
      this.underWay -= 1;
      arrive();
    });
  }

  /** When what leaves now arrives: never before what left earlier. */
  private arrival(): number {
    const { loop } = this.link.medium;
    const { jitter } = this.link.faults;
    const late =
      jitter === undefined || jitter <= 0 ? 0 : this.dice.below('jitter', jitter * NANOSECONDS + 1);
    const left = Math.max(loop.now, this.freeAt);
    this.lastArrival = Math.max(this.lastArrival, left + this.link.latency + late);
    return this.lastArrival;
  }
}
