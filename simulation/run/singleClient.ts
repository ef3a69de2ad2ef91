import type { AnyEventObject } from 'xstate';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import { DEFAULT_HELD_LIMIT } from '../../machines/options/resolveOptions';
import { wrongHolding } from '../oracles/held';
import type { ByteSource } from '../protocols/simulatedProtocol';
import type { Circumstances } from './circumstances';
import type { Connection } from './connection';

/** Bytes that the app of a `singleServer` said, and for whom. */
interface Message {
  readonly data: Uint8Array;
  /** A connection's number, whoever comes first, or nobody. */
  readonly for: number | 'first' | 'nobody';
}

/** What a connection was given, as it was given it. */
class Given implements ByteSource {
  length = 0;
  private bytes = Buffer.alloc(1_024);

  append(data: Uint8Array): void {
    const needed = this.length + data.length;
    if (needed > this.bytes.length) {
      this.bytes = Buffer.concat([this.bytes], Math.max(needed, this.bytes.length * 2));
    }
    this.bytes.set(data, this.length);
    this.length = needed;
  }

  slice(from: number, length: number): Uint8Array {
    return this.bytes.subarray(from, from + length);
  }
}

/** The one client of a `singleServer`, and where the app's bytes went. */
export class SingleClient {
  private current: Connection | undefined;
  private anyoneCame = false;
  /** Said and not yet seen again, in order. */
  private readonly underWay: Message[] = [];
  private readonly sources = new Map<number, Given>();

  constructor(private readonly circumstances: Circumstances) {}

  /** Bytes that wait for the first client. */
  get heldBytes(): number {
    if (this.anyoneCame) return 0;
    return this.underWay.reduce(
      (sum, message) => (message.for === 'first' ? sum + message.data.length : sum),
      0,
    );
  }

  /** Whether the client is that one. */
  isOf(connection: Connection): boolean {
    return this.current === connection;
  }

  /** Whether there is a client. */
  get isTaken(): boolean {
    return this.current !== undefined;
  }

  says(info: ConnectionInfo): ByteSource {
    const source = new Given();
    this.sources.set(info.id, source);
    return source;
  }

  /** The app is about to say something. */
  appSays(data: Uint8Array): void {
    const whom = this.current?.info.id ?? (this.anyoneCame ? 'nobody' : 'first');
    this.underWay.push({ data, for: whom });
  }

  /** A CSA is given bytes. */
  given(connection: Connection, data: Uint8Array): void {
    const { circumstances } = this;
    const { id } = connection.info;
    const [first] = this.underWay;
    const message = this.takeFromWay(data) ?? this.takeAllHeld(data);
    if (message !== first)
      circumstances.fail('held', `${connection} is given bytes before earlier ones`);
    if (message === undefined)
      circumstances.fail('held', `${connection} is given what nobody said`);
    else if (message.for !== id && (message.for !== 'first' || id !== this.current?.info.id)) {
      circumstances.fail('held', `${connection} is given what was meant for ${message.for}`);
    }
    this.sources.get(id)?.append(data);
  }

  connected(connection: Connection): void {
    if (this.current !== undefined) {
      this.circumstances.fail(
        'server',
        `${connection} is connected while ${this.current} is there`,
      );
    }
    this.current = connection;
    this.anyoneCame = true;
  }

  disconnected(connection: Connection): void {
    if (this.current === connection) {
      this.circumstances.fail(
        'server',
        `${connection} is disconnected before it is said to have left`,
      );
    }
  }

  /** What only a `singleServer` says. */
  serverSays(message: AnyEventObject): void {
    const { circumstances } = this;
    switch (message.type) {
      case 'signal.overflow':
      case 'signal.undelivered': {
        const given = this.takeFromWay(message.data as Uint8Array);
        if (given?.for === 'first' && message.type === 'signal.overflow') {
          this.isHeldRightly(false, given.data.length);
        }
        if (given === undefined) circumstances.fail('held', `${message.type} of what nobody said`);
        break;
      }
      case 'signal.producerFinished':
        if (this.current === undefined) circumstances.fail('server', 'the client leaves twice');
        this.current = undefined;
        break;
      case 'outbox':
        this.outbox(message.data as Uint8Array);
        break;
    }
  }

  /** The app has said something: it was held, if nothing else became of it. */
  appHasSaid(data: Uint8Array): void {
    const last = this.underWay.at(-1);
    if (last?.data !== data || last.for !== 'first' || this.anyoneCame) return;
    this.underWay.pop();
    this.isHeldRightly(true, data.length);
    this.underWay.push(last);
  }

  private isHeldRightly(wasHeld: boolean, bytes: number): void {
    const { heldLimit = DEFAULT_HELD_LIMIT } = this.circumstances.plan.server.options;
    const before = this.underWay.reduce(
      (sum, message) => (message.for === 'first' ? sum + message.data.length : sum),
      0,
    );
    const wrong = wrongHolding(wasHeld, before, bytes, heldLimit);
    if (wrong !== undefined) this.circumstances.fail('limits', `the server ${wrong}`);
  }

  /** At the end nothing is under way any more. */
  checkNothingIsLost(): void {
    const [message] = this.underWay;
    if (message === undefined) return;
    const { data, for: whom } = message;
    this.circumstances.fail(
      'held',
      `${data.length} bytes for ${whom} were neither sent nor given back`,
    );
  }

  private outbox(data: Uint8Array): void {
    const { current, circumstances } = this;
    if (current === undefined) circumstances.fail('said', 'the server has bytes from nobody');
    else {
      const { ledger } = current;
      ledger.isSent(ledger.heard, data, 'the app hears');
      ledger.heard += data.length;
    }
  }

  /** What was held comes in one piece where it is more than may be unsent. */
  private takeAllHeld(data: Uint8Array): Message | undefined {
    const held = this.underWay.filter((message) => message.for === 'first');
    const [first] = held;
    const whole = Buffer.concat(held.map((message) => message.data));
    if (!whole.equals(data) || data.length <= this.circumstances.options.outboxLimit) {
      return undefined;
    }
    this.underWay.splice(0, held.length);
    return first;
  }

  /** By identity: no two messages are the same array. */
  private takeFromWay(data: Uint8Array): Message | undefined {
    const at = this.underWay.findIndex((message) => message.data === data);
    return at < 0 ? undefined : this.underWay.splice(at, 1)[0];
  }
}
