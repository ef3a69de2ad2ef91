import type { AnyActorRef, AnyEventObject } from 'xstate';
import type { Circumstances } from './circumstances';
import type { Client } from './client';
import type { CsaModel } from './csaModel';
import type { Ledger } from './ledger';
import type { ServerLife } from './serverLife';

/** What one handler, or an app in its place, hears and says. */
export class HandlerModel {
  /** What it was told of its peer, and last that the connection is gone. */
  private heard: 'bytes' | 'fin' | 'gone' = 'bytes';
  /** What it was told of its server: that it wants to shut down. */
  private asked: 'not' | 'toFinish' = 'not';
  /** Its last word to its connection. */
  private said: 'nothing' | 'finish' | 'abort' = 'nothing';
  /** It, or what makes it, failed. */
  private health: 'sound' | 'failed' = 'sound';
  actor: AnyActorRef | undefined;
  /** When it last heard something of its peer. */
  heardBytesAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly circumstances: Circumstances,
    private readonly server: ServerLife,
    private readonly client: Client,
    private readonly ledger: Ledger,
    private readonly csa: CsaModel,
  ) {}

  /** It was told that its peer has finished, when its connection was there. */
  get heardFin(): boolean {
    return this.heard === 'fin';
  }

  get wasAsked(): boolean {
    return this.asked === 'toFinish';
  }

  get hasAborted(): boolean {
    return this.said === 'abort';
  }

  get hasCrashed(): boolean {
    return this.health === 'failed';
  }

  /** It lives: it was made, and has neither finished nor failed. */
  get isRunning(): boolean {
    return this.actor !== undefined && !this.isDone && !this.hasCrashed && this.heard !== 'gone';
  }

  /** None could be made. */
  get isUnmade(): boolean {
    return this.hasCrashed && this.actor === undefined;
  }

  /** It has reached a final state. */
  get isDone(): boolean {
    return (this.actor?.getSnapshot() as { status?: string } | undefined)?.status === 'done';
  }

  /** It is said to have failed. */
  crashes(): void {
    this.health = 'failed';
  }

  receive(event: AnyEventObject): void {
    if (this.heard === 'gone' && event.type !== 'xstate.stop')
      this.fail(`hears ${event.type} when gone`);
    switch (event.type) {
      case 'inbox':
        this.inbox(this.bytesOf(event.data));
        break;
      case 'control.producerFinished':
        this.fin();
        break;
      case 'control.serverShutdown':
        this.shutdown();
        break;
      case 'control.socketShutdown':
        this.heard = 'gone';
        break;
    }
  }

  says(message: AnyEventObject): void {
    switch (message.type) {
      case 'outbox': {
        const data = this.bytesOf(message.data);
        if (!(data instanceof Uint8Array)) break;
        const { ledger } = this;
        ledger.isSaid(ledger.said, data, 'says');
        ledger.said += data.length;
        break;
      }
      case 'signal.shutdownMicroprocess':
        this.said = 'abort';
        this.checkIsAborted();
        break;
      case 'signal.producerFinished':
        if (this.said === 'nothing') this.said = 'finish';
        break;
    }
  }

  /** The connection finishes: a handler that has done so in good order has said what it owes. */
  checkTotal(): void {
    const { circumstances, client, ledger } = this;
    if (!this.isDone && this.said !== 'finish') return;
    const { given, said, heard: received, name } = ledger;
    const asked = this.wasAsked || this.heardFin;
    const total = circumstances.protocol.total?.({ client: client.number, received, asked });
    if (total !== undefined && total !== given) {
      circumstances.fail('complete', `${name} finishes after ${given} of ${total} bytes`);
    }
    if (given !== said) {
      circumstances.fail('complete', `${name}: ${said} bytes were said, ${given} came to its CSA`);
    }
  }

  /** Its connection is gone: whoever has not finished has heard of it. */
  checkHeardGone(): void {
    if (this.actor === undefined || this.isDone || this.hasCrashed || this.heard === 'gone') return;
    this.fail('is not told that its connection is gone');
  }

  /** The server is out of time: nobody is cut off who was not asked before. */
  checkWasAsked(): void {
    // A connection that finishes has nobody to ask any more: what its handler says is not sent.
    if (this.csa.phase !== 'connected') return;
    if (this.actor === undefined || this.wasAsked || this.isDone) return;
    this.fail('is out of time and was never asked to finish');
  }

  /** By the time that an abort has been said it is done. */
  private checkIsAborted(): void {
    const { circumstances, csa, ledger } = this;
    if (csa.phase === 'aborting' || csa.phase === 'shutdown') return;
    circumstances.fail('howDied', `${ledger.name} is ${csa.phase} after its handler aborted`);
  }

  /** How many of the first bytes of its client it can hear: those of whole messages, where it gets such. */
  private audible(bytes: number): number {
    const { frames } = this.circumstances.protocol;
    return frames?.within(this.client.number, bytes).whole ?? bytes;
  }

  /** What is said or heard, as bytes. */
  private bytesOf(data: unknown): Uint8Array {
    return this.circumstances.protocol.frames?.bytesOf(data) ?? (data as Uint8Array);
  }

  private inbox(data: Uint8Array): void {
    if (this.heardFin) this.fail('hears bytes after the end');
    const { protocol } = this.circumstances;
    if (protocol.frames !== undefined && this.csa.sending === 'blocked') {
      this.fail('hears a message while its peer takes nothing');
    }
    const { ledger } = this;
    ledger.isSent(ledger.heard, data, 'its handler hears');
    ledger.heard += data.length;
    this.heardBytesAt = this.circumstances.now;
  }

  private fin(): void {
    if (this.heardFin) this.fail('hears twice that the peer has finished');
    this.heard = 'fin';
    const { client, ledger } = this;
    const { finAtServer, resetAtServer } = client.link;
    // Node takes a RST that comes with the last bytes for an end.
    if (!client.hasEnded && !client.isGone && finAtServer === undefined && !resetAtServer) {
      this.fail('hears that the peer has finished, and it has not');
    }
    if (client.hasEnded && client.linkWasKind && ledger.heard !== this.audible(client.sent)) {
      this.fail(`hears the end after ${ledger.heard} of ${client.sent} bytes`);
    }
  }

  private shutdown(): void {
    const { server, client, ledger } = this;
    if (this.wasAsked) this.fail('is asked to finish twice');
    this.asked = 'toFinish';
    const due = this.audible(server.arrivedAtShutdown(client.link));
    if (ledger.heard < due && !server.isInsisting) {
      this.fail(`is asked to finish after ${ledger.heard} of ${due} bytes that had arrived`);
    }
  }

  private fail(what: string): void {
    this.circumstances.fail('handler', `${this.ledger.name}: its handler ${what}`);
  }
}
