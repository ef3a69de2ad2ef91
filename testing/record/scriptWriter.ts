import type { HowDied } from '../../machines/howDied';
import { bytesOf, type Payload, payloadOf } from '../script/payload';
import type { Step } from '../script/script';

/** What is known of a client while its steps are written. */
interface Writing {
  readonly client: string;
  /** What the server has said to it since the last step that expected something of it. */
  said: Uint8Array[];
  /** It is sent more whenever it has read: what it has read by now is chance. */
  isProduced: boolean;
  /** It did not read when the server last wrote. */
  isBlocked: boolean;
}

/** Ends in which what was said last may not have arrived. */
const MAY_LOSE: ReadonlySet<HowDied> = new Set([
  'reset',
  'aborted',
  'lingerTimeout',
  'shutdownTimeout',
  'outboxOverflow',
  'handlerError',
  'socketError',
]);

/**
 * Writes down the steps of what happens: what came from outside as something to do, what the server
 * did about it as something to expect, and the time between.
 */
export class ScriptWriter {
  private readonly steps: Step[] = [];
  private readonly clients = new Map<number, Writing>();
  private startedAt: number | undefined;
  private passed = 0;

  constructor(private readonly now: () => number) {}

  has(connection: number): boolean {
    return this.clients.has(connection);
  }

  clientName(connection: number): string | undefined {
    return this.clients.get(connection)?.client;
  }

  connect(connection: number): void {
    const client = `client-${connection}`;
    this.does({ do: 'connect', client });
    this.clients.set(connection, { client, said: [], isProduced: false, isBlocked: false });
  }

  /** Something came from outside; what it answers has been expected before. */
  does(step: Step): void {
    this.passTime();
    this.expectAll();
    this.steps.push(step);
  }

  sends(connection: number, data: Uint8Array): void {
    const client = this.clientName(connection);
    if (client === undefined || data.length === 0) return;
    this.passTime();
    this.expectAll();
    const last = this.steps.at(-1);
    if (last !== undefined && 'do' in last && last.do === 'send' && last.client === client) {
      // Neighbouring bytes are one piece: how a stream is cut is chance.
      const before = bytesOf(last as Payload, () => new Uint8Array(0));
      const joined = payloadOf(Buffer.concat([before, data]));
      this.steps[this.steps.length - 1] = { do: 'send', client, ...joined };
    } else this.steps.push({ do: 'send', client, ...payloadOf(data) });
  }

  /** The server said something to a client. */
  said(connection: number, data: Uint8Array): void {
    this.passTime();
    if (data.length > 0) this.clients.get(connection)?.said.push(data);
  }

  produces(connection: number): void {
    const writing = this.clients.get(connection);
    if (writing !== undefined) writing.isProduced = true;
  }

  /** The client did not read, so that the server was held back; or it reads again. */
  blocked(connection: number, isBlocked: boolean): void {
    const writing = this.clients.get(connection);
    if (writing === undefined || writing.isProduced || writing.isBlocked === isBlocked) return;
    writing.isBlocked = isBlocked;
    const { client } = writing;
    if (!isBlocked) {
      this.does({ do: 'resumeReading', client });
      return;
    }
    // It had stopped before the step by which it shows.
    const last = this.steps.findLastIndex((step) => 'do' in step && step.do !== 'advance');
    const at = last >= 0 && isConnectOf(this.steps[last], client) ? last + 1 : Math.max(last, 0);
    this.steps.splice(at, 0, { do: 'pauseReading', client });
  }

  died(
    connection: number,
    end: { readonly howDied: HowDied; readonly bytesReceived: number; readonly bytesSent: number },
  ): void {
    const writing = this.clients.get(connection);
    if (writing === undefined) return;
    this.passTime();
    if (MAY_LOSE.has(end.howDied) || writing.isBlocked) writing.said = [];
    this.expectAll();
    const { howDied, bytesReceived, bytesSent } = end;
    const counted = writing.isProduced ? { bytesReceived } : { bytesReceived, bytesSent };
    this.steps.push({ expect: 'howDied', client: writing.client, howDied, ...counted });
  }

  /** Something that the server emitted is expected. */
  expects(step: Step): void {
    this.passTime();
    this.steps.push(step);
  }

  /** All steps until now. */
  all(): readonly Step[] {
    this.expectAll();
    return [...this.steps];
  }

  /** In whole milliseconds since the start, so that rounding does not add up. */
  private passTime(): void {
    const now = Math.floor(this.now());
    this.startedAt ??= now;
    const milliseconds = now - this.startedAt - this.passed;
    if (milliseconds <= 0) return;
    this.expectAll();
    this.passed += milliseconds;
    this.steps.push({ do: 'advance', milliseconds });
  }

  private expectAll(): void {
    for (const writing of this.clients.values()) {
      const { client, said, isProduced, isBlocked } = writing;
      if (said.length === 0 || isBlocked) continue;
      writing.said = [];
      const payload = payloadOf(said.length === 1 && said[0] ? said[0] : Buffer.concat(said));
      const match = isProduced ? ({ match: 'prefix' } as const) : {};
      this.steps.push({ expect: 'bytes', client, ...payload, ...match });
    }
  }
}

const isConnectOf = (step: Step | undefined, client: string): boolean =>
  step !== undefined && 'do' in step && step.do === 'connect' && step.client === client;
