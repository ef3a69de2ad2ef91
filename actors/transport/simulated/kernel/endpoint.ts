import type { HeldByKernel } from '../../deliveredBy';
import type { Occurrence } from '../loop/eventHeap';
import { NANOSECONDS } from '../loop/eventLoop';
import { Acknowledgements } from './acknowledgements';
import { ByteQueue } from './byteQueue';
import type { BreakCode, EndpointOwner, SocketEnd } from './socketEnd';
import type { Way, WireEnd } from './way';
import type { Wire } from './wire';

/** How long Linux sends again what nobody acknowledges: `tcp_retries2` of 15. */
const RETRANSMISSION_GIVES_UP = 924_600 * NANOSECONDS;

/**
 * A connected socket as Linux keeps it: what has arrived and was not read, which halves are shut, and
 * the error that the next call is answered with.
 */
export class Endpoint implements WireEnd, SocketEnd {
  owner: EndpointOwner | undefined;
  /** Nanoseconds after which keep-alive probes find out that the peer is gone; undefined without them. */
  keepAlive: number | undefined;
  /** Bytes that the owner has read, and written. */
  private bytesRead = 0;
  private bytesTaken = 0;
  private readonly arrived = new ByteQueue();
  private readonly acknowledgements: Acknowledgements;
  private outward!: Wire;
  private inward!: Wire;
  private peer!: Endpoint;
  /** `ended`: the peer's FIN is there, behind what was not read yet. */
  private receiving: 'open' | 'ended' = 'open';
  private sending: 'open' | 'shut' = 'open';
  /** `broken`: a RST came or went, or the kernel gave up. */
  private connection: 'alive' | 'broken' = 'alive';
  /** `silent`: nobody hears of it any more, nor it of them. */
  private host: 'reachable' | 'silent' = 'reachable';
  private descriptor: 'open' | 'closed' = 'open';
  private error: BreakCode | undefined;
  private givingUp: Occurrence | undefined;

  constructor(private readonly link: Way) {
    this.acknowledgements = new Acknowledgements(link.latency);
  }

  /** For the link, which makes both ends at once. */
  attach(outward: Wire, inward: Wire, peer: Endpoint): void {
    this.peer = peer;
    this.outward = outward;
    this.inward = inward;
  }

  /** Whether a read would not block. */
  get isReadable(): boolean {
    return this.arrived.length > 0 || this.receiving === 'ended' || this.isBroken;
  }

  /** Whether a write would not block. */
  get isWritable(): boolean {
    return this.isBroken || this.outward.room > 0;
  }

  /** poll(2)'s POLLHUP, with nothing left to read: neither direction lives. */
  get isHungUp(): boolean {
    return this.arrived.length === 0 && (this.isBroken || this.haveBothFinished);
  }

  get closed(): boolean {
    return this.descriptor === 'closed';
  }

  /** Whether the kernel still knows who is on the other side. */
  get isConnected(): boolean {
    return !this.isBroken;
  }

  private get isBroken(): boolean {
    return this.connection === 'broken';
  }

  private get haveBothFinished(): boolean {
    return this.receiving === 'ended' && this.sending === 'shut';
  }

  /** Bytes that the kernel has taken and that have not left. */
  get unsent(): number {
    return this.outward.unsent;
  }

  /**
   * What Linux would show of what was written here, both ends being on one machine; that has no way between them,
   * so what is under way is as good as there.
   */
  get held(): HeldByKernel {
    const { peer, bytesTaken, unsent, sending } = this;
    const unread = bytesTaken - unsent - peer.bytesRead;
    const isUnknown = peer.closed || (unread === 0 && unsent > 0);
    const fin = sending === 'shut' && peer.receiving === 'open' ? 1 : 0;
    return {
      unacknowledged: bytesTaken - peer.acknowledged + fin,
      unread: isUnknown ? undefined : unread,
    };
  }

  /** Bytes that the sender knows to have come; a FIN is acknowledged at once, and all before it. */
  private get acknowledged(): number {
    const { acknowledgements, receiving, link } = this;
    return receiving === 'ended'
      ? acknowledgements.arrived
      : acknowledgements.knownAt(link.medium.loop.now);
  }

  /** read(2): bytes, or how the reading ends, or undefined while there is nothing to read. */
  read(most: number): Buffer | BreakCode | 'end' | undefined {
    // What was cut on the way is not joined again by having arrived together.
    const data =
      this.link.faults.split === true ? this.arrived.shift(most) : this.arrived.take(most);
    if (data !== undefined) {
      this.bytesRead += data.length;
      this.inward.opened(data.length);
      return data;
    }
    // TCP remembers a FIN before an error that came later; a unix socket says the error first.
    if (this.receiving === 'ended' && !this.link.isUnix) return 'end';
    if (this.isBroken) return this.takeError() ?? 'end';
    return this.receiving === 'ended' ? 'end' : undefined;
  }

  /** write(2): how many of the bytes from `offset` were taken, or why none ever will be. */
  write(data: Uint8Array, offset: number): number | BreakCode {
    if (this.link.isUnix && this.peer.closed) return 'EPIPE';
    const error = this.takeError();
    if (error !== undefined) return error;
    if (this.isBroken || this.sending === 'shut') return 'EPIPE';
    const taken = this.outward.taken(data.length - offset);
    this.bytesTaken += taken;
    if (taken > 0) this.outward.push(Buffer.from(data.subarray(offset, offset + taken)));
    return taken;
  }

  /** shutdown(2) of the writing half: FIN behind what is unsent. */
  shutdown(): void {
    if (this.sending === 'shut' || this.isBroken) return;
    this.sending = 'shut';
    this.outward.finish();
  }

  /** close(2): a RST if bytes were left unread, else a FIN behind what is unsent. */
  close(): void {
    if (this.closed) return;
    this.letGo();
    if (this.isBroken) return;
    if (this.arrived.length > 0) this.die();
    else this.shutdown();
  }

  /** close(2) with a linger time of zero: a RST, unless both sides have finished. */
  abort(): void {
    if (this.closed) return;
    this.letGo();
    if (this.isBroken || (this.haveBothFinished && this.unsent === 0)) return;
    this.die();
  }

  /** From now on it neither says nor hears anything, and nobody is told. */
  fallSilent(): void {
    this.host = 'silent';
    this.outward.cut();
  }

  /** The peer fell silent. Only probes can tell, or what is sent and not acknowledged. */
  peerIsSilent(): void {
    if (this.keepAlive !== undefined) this.giveUpAfter(this.keepAlive);
  }

  /** The peer will never answer: gives up, after so many nanoseconds. */
  giveUpAfter(nanoseconds: number): void {
    if (this.closed || this.isBroken || this.givingUp !== undefined) return;
    this.givingUp = this.link.medium.loop.after(nanoseconds, () => this.giveUp());
  }

  /** For the wire that leads here. */
  receive(data: Buffer): void {
    if (this.host === 'silent') this.peer.giveUpAfter(RETRANSMISSION_GIVES_UP);
    else if (this.closed) this.die();
    else if (!this.isBroken) {
      this.acknowledgements.arrives(this.link.medium.loop.now, data.length);
      this.arrived.push(data);
      this.owner?.wake();
    }
  }

  /** For the wire that leads here. */
  receiveFin(): void {
    if (this.host === 'silent') this.peer.giveUpAfter(RETRANSMISSION_GIVES_UP);
    else if (!this.isBroken) {
      this.receiving = 'ended';
      this.owner?.wake();
    }
  }

  /** For the wire that leads here. What arrived before can still be read. */
  receiveReset(): void {
    if (this.host === 'silent' || this.isBroken) return;
    const { receiving, sending, link } = this;
    const hadFinished = receiving === 'ended' && sending === 'open' && !link.isUnix;
    this.breakOff(hadFinished ? 'EPIPE' : 'ECONNRESET');
  }

  /** For the wire that leads away. */
  roomMade(): void {
    this.owner?.wake();
  }

  private takeError(): BreakCode | undefined {
    const { error } = this;
    this.error = undefined;
    return error;
  }

  private breakOff(code: BreakCode): void {
    this.connection = 'broken';
    this.error = code;
    this.outward.cut();
    this.stopGivingUp();
    this.owner?.wake();
  }

  private giveUp(): void {
    this.givingUp = undefined;
    this.breakOff('ETIMEDOUT');
  }

  private die(): void {
    if (this.isBroken) return;
    this.connection = 'broken';
    this.outward.reset();
  }

  private letGo(): void {
    this.descriptor = 'closed';
    this.owner = undefined;
    this.stopGivingUp();
  }

  private stopGivingUp(): void {
    if (this.givingUp === undefined) return;
    this.link.medium.loop.callOff(this.givingUp);
    this.givingUp = undefined;
  }
}
