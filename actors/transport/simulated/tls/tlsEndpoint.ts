import type { TlsInfo } from '../../../../machines/connection/tlsInfo';
import type { HeldByKernel } from '../../deliveredBy';
import { ByteQueue } from '../kernel/byteQueue';
import type { BreakCode, EndpointOwner, SocketEnd } from '../kernel/socketEnd';
import type { EventLoop } from '../loop/eventLoop';
import type { Libuv } from '../socket/libuv';
import {
  alerted,
  alertOf,
  CLOSE_NOTIFY,
  errorOfAlert,
  plainText,
  type TlsFailure,
} from './failures';
import { bytesOfMessage, type HandshakeMessage, messageOf } from './messages';
import { MOST_IN_RECORD, RECORD_TYPES, RecordReader, recordOf, type TlsRecord } from './records';
import type { HandshakeHome, HandshakeRole } from './role';

/** What libuv reads at once. */
const READ_SIZE = 65_536;

const NOTHING = Buffer.alloc(0);

/** What TLS stands upon, and who is told of it. */
export interface TlsEndpointOptions {
  readonly loop: EventLoop;
  readonly libuv: Libuv;
  readonly kernel: SocketEnd;
  readonly role: HandshakeRole;
  readonly secured: (info: TlsInfo) => void;
  /** The kernel's socket was closed. */
  readonly closed: () => void;
}

/**
 * TLS between a simulated socket and its kernel, as Node's TLSWrap is: a handshake, then records whose
 * contents nobody reads on the way. It reads no further than one record ahead of who reads from it.
 */
export class TlsEndpoint implements SocketEnd, EndpointOwner, HandshakeHome {
  owner: EndpointOwner | undefined;
  /** Bytes for the kernel that were ever made, as libuv counts them. */
  bytesWritten = 0;
  private state: 'handshaking' | 'secured' | 'failed' | 'closed' = 'handshaking';
  private readonly records = new RecordReader();
  private readonly plain = new ByteQueue();
  /** Records that the kernel has not taken. */
  private out: Buffer = NOTHING;
  /** Bytes of the record under way that its writer does not know to be taken. */
  private pending = 0;
  private shutting: 'no' | 'wanted' | 'done' = 'no';
  /** How the reading ends, behind all that is plain. */
  private ending: BreakCode | Error | 'end' | undefined;
  private turnIsDue = false;

  constructor(private readonly options: TlsEndpointOptions) {}

  /** Begins with what was read from the kernel before. */
  start(unread: readonly Buffer[]): void {
    const { kernel, role } = this.options;
    for (const bytes of unread) this.records.push(bytes);
    kernel.owner = this;
    role.begin(this);
    this.turnSoon();
  }

  get isReadable(): boolean {
    return this.plain.length > 0 || this.ending !== undefined;
  }

  get isWritable(): boolean {
    return this.state !== 'handshaking' && this.options.kernel.isWritable;
  }

  /** It is seen where the kernel is read. */
  get isHungUp(): boolean {
    return false;
  }

  get isConnected(): boolean {
    return this.options.kernel.isConnected;
  }

  get held(): HeldByKernel {
    return this.options.kernel.held;
  }

  get writeQueueSize(): number {
    return this.out.length;
  }

  read(most: number): Buffer | BreakCode | Error | 'end' | undefined {
    const data = this.plain.take(most);
    if (data === undefined) return this.ending;
    if (this.plain.length === 0) this.turnSoon();
    return data;
  }

  /** Whoever is told that nothing was taken comes again with the same bytes, as with `SSL_write`. */
  write(data: Uint8Array, offset: number): number | BreakCode {
    if (this.shutting !== 'no' || this.state === 'closed') return 'EPIPE';
    if (this.state === 'handshaking') return 0;
    for (let taken = 0; ; ) {
      if (this.pending === 0) {
        const from = offset + taken;
        this.pending = Math.min(MOST_IN_RECORD, data.length - from);
        if (this.pending === 0) return taken;
        this.put(RECORD_TYPES.data, data.subarray(from, from + this.pending));
      }
      const broken = this.flush();
      if (broken !== undefined) return broken;
      if (this.out.length > 0) return taken;
      taken += this.pending;
      this.pending = 0;
    }
  }

  /** Says so by a close_notify, and by a FIN behind it. */
  shutdown(): void {
    if (this.shutting !== 'no') return;
    this.shutting = 'wanted';
    if (this.state === 'secured') this.put(RECORD_TYPES.alert, alertOf(CLOSE_NOTIFY));
    this.flush();
  }

  close(): void {
    this.letGo();
    this.options.kernel.close();
    this.options.closed();
  }

  abort(): void {
    this.letGo();
    this.options.kernel.abort();
    this.options.closed();
  }

  /** For the kernel. */
  wake(): void {
    if (this.hasWork) this.turnSoon();
    this.owner?.wake();
  }

  /** For its role. */
  say(message: HandshakeMessage): void {
    if (this.state !== 'handshaking') return;
    this.put(RECORD_TYPES.handshake, bytesOfMessage(message));
    this.flush();
  }

  /** For its role. */
  secured(info: TlsInfo): void {
    if (this.state !== 'handshaking') return;
    this.state = 'secured';
    this.options.secured(info);
    this.turnSoon();
  }

  /** For its role. */
  fail({ error, alert }: TlsFailure): void {
    if (this.state === 'failed' || this.state === 'closed') return;
    this.state = 'failed';
    if (alert !== undefined) {
      this.put(RECORD_TYPES.alert, alertOf(alert));
      this.flush();
    }
    this.ending ??= error;
    this.owner?.wake();
  }

  private get wantsMore(): boolean {
    return this.ending === undefined && this.plain.length === 0;
  }

  private get hasWork(): boolean {
    const { kernel } = this.options;
    return (this.wantsMore && kernel.isReadable) || (this.out.length > 0 && kernel.isWritable);
  }

  private turnSoon(): void {
    if (this.turnIsDue || this.state === 'closed') return;
    this.turnIsDue = true;
    this.options.loop.poll(() => this.turn());
  }

  private turn(): void {
    this.turnIsDue = false;
    if (this.state === 'closed') return;
    this.flush();
    this.pull();
    this.owner?.wake();
    if (this.hasWork) this.turnSoon();
  }

  /** Reads until there is something to be told, or nothing more. */
  private pull(): void {
    const { kernel, libuv } = this.options;
    while (this.wantsMore) {
      const record = this.records.next();
      if (record !== undefined) {
        this.take(record);
        continue;
      }
      const got = kernel.read(READ_SIZE);
      if (got === undefined) return;
      if (!Buffer.isBuffer(got)) {
        this.ending = got;
        return;
      }
      this.records.push(got);
      if (libuv.takesHangUpForEnd && got.length < READ_SIZE && kernel.isHungUp) {
        this.takeAll();
        this.ending ??= 'end';
      }
    }
  }

  private takeAll(): void {
    for (let record = this.records.next(); record !== undefined; record = this.records.next()) {
      this.take(record);
      if (this.ending !== undefined) return;
    }
  }

  private take(record: TlsRecord | Buffer): void {
    if (Buffer.isBuffer(record)) this.fail(plainText(record));
    else if (record.type === RECORD_TYPES.alert) this.takeAlert(record.body);
    else if (record.type === RECORD_TYPES.handshake) this.takeMessage(record.body);
    else if (this.state === 'secured') this.plain.push(record.body);
    else this.fail(alerted('unexpectedMessage'));
  }

  private takeAlert([, alert = CLOSE_NOTIFY]: Buffer): void {
    this.ending = alert === CLOSE_NOTIFY ? 'end' : errorOfAlert(alert);
  }

  private takeMessage(body: Buffer): void {
    const message = messageOf(body);
    if (message === undefined || this.state !== 'handshaking') {
      this.fail(alerted('unexpectedMessage'));
    } else this.options.role.hear(message, this);
  }

  private put(type: TlsRecord['type'], body: Uint8Array): void {
    const record = recordOf(type, body);
    this.bytesWritten += record.length;
    this.out = this.out.length === 0 ? record : Buffer.concat([this.out, record]);
  }

  private flush(): BreakCode | undefined {
    const { kernel } = this.options;
    while (this.out.length > 0) {
      const taken = kernel.write(this.out, 0);
      if (typeof taken === 'string') {
        this.out = NOTHING;
        return taken;
      }
      if (taken === 0) return undefined;
      this.out = this.out.subarray(taken);
    }
    if (this.shutting === 'wanted') {
      this.shutting = 'done';
      kernel.shutdown();
    }
    return undefined;
  }

  private letGo(): void {
    this.state = 'closed';
    this.owner = undefined;
    this.out = NOTHING;
  }
}
