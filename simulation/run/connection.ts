import type { AnyActorRef, AnyEventObject } from 'xstate';
import { socketOf } from '../../actors/connection/descriptors';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import type { ConnectionEnd, CsaEvent, SocketClosed } from '../../machines/connection/csaMessages';
import { askDue, lateness } from '../oracles/punctuality';
import type { ByteSource } from '../protocols/simulatedProtocol';
import type { Circumstances } from './circumstances';
import type { Client } from './client';
import { CsaModel, isOfTheSocket } from './csaModel';
import { HandlerModel } from './handlerModel';
import { Ledger } from './ledger';
import { checkIsWrong } from './messages';
import { PatienceModel } from './patienceModel';
import { SendingWatch } from './sendingWatch';
import type { ServerLife } from './serverLife';
import { SilenceModel } from './silenceModel';
import { isExplained, wrongCount, wrongEnd } from './wrongEnd';

/** What the server knows as one connection, seen from all sides, and all that has to be true of it. */
export class Connection {
  readonly model = new CsaModel();
  readonly handler: HandlerModel;
  readonly ledger: Ledger;
  /** `connected`, `disconnected` and `refused`, as the server told its owner. */
  saidConnected = 0;
  saidDisconnected = 0;
  saidRefused = 0;
  /** Its `feedbackFromCSA.socketShutdown`. */
  ends = 0;
  /** Its socket's last words. */
  lastWords: SocketClosed | undefined;
  /** Its CSA, once there is one. */
  csa: AnyActorRef | undefined;
  /** Since when nothing hinders reading. */
  readingSince: number;
  private adapter: 'working' | 'failed' = 'working';
  private readAt: number | undefined;
  /** Since when nothing hinders its handler from hearing messages. */
  readyAt: number;
  private readonly patience: PatienceModel;
  private readonly sending: SendingWatch;
  private readonly silence: SilenceModel;
  private readonly acceptedAt: number;
  /** An app may have closed it before it was adopted. */
  readonly arrived: 'open' | 'closed';
  /** When our side said that it ends, it had been told of the peer's end. */
  knewOfPeersEnd: boolean | undefined;

  constructor(
    private readonly circumstances: Circumstances,
    readonly server: ServerLife,
    readonly info: ConnectionInfo,
    readonly descriptor: number,
    readonly client: Client,
    says: ByteSource,
  ) {
    this.ledger = new Ledger(circumstances, `${this}`, client, says);
    this.handler = new HandlerModel(circumstances, server, client, this.ledger, this.model);
    this.sending = new SendingWatch(circumstances, `${this}`);
    this.patience = new PatienceModel(circumstances, descriptor, client, this.ledger, this.sending);
    this.silence = new SilenceModel(circumstances, `${this}`, this.model);
    this.acceptedAt = circumstances.now;
    this.arrived = socketOf(descriptor) === undefined ? 'closed' : 'open';
    this.readingSince = circumstances.now;
    this.readyAt = circumstances.now;
  }

  /** Its CSA is about to start. */
  hasCsa(csa: AnyActorRef): void {
    this.csa = csa;
    this.sending.watch(this.descriptor);
  }

  /** `3 of client 1`, for people. */
  toString(): string {
    return `connection ${this.info.id} of client ${this.client.number}`;
  }

  /** The CSA is about to be sent an event. */
  csaReceives(event: CsaEvent): void {
    const { circumstances, model } = this;
    if (this.adapter === 'failed') return;
    if (model.phase === 'shutdown' && isOfTheSocket(event.type)) {
      circumstances.fail('oneEnd', `${this}: its CSA is told ${event.type} after socket.closed`);
    }
    switch (event.type) {
      case 'readReady':
        this.readReady(event.data);
        break;
      case 'inbox':
        this.inbox(event.data);
        break;
      // A drain; `sendReady` alone is no sign of bytes.
      case 'readReleased':
        this.patience.moved();
        break;
      case 'sendBlocked':
        this.sending.blocked();
        break;
      case 'sendReady':
        this.readyAt = circumstances.now;
        this.sending.ready();
        break;
      case 'flow.end':
        if (model.isSending) this.endsOurs();
        break;
      case 'control.producerFinished':
        if (model.phase === 'connected') this.finishes();
        break;
      case 'control.protocolError':
        if (model.phase === 'connected') this.patience.finishes();
        checkIsWrong(circumstances, this);
        break;
      case 'control.shutdownMicroprocess':
        if (event.howDied === 'shutdownTimeout') this.handler.checkWasAsked();
        break;
      case 'socket.idleTimeout':
        this.patience.idleTimeout();
        break;
      case 'socket.readTimeout':
        this.silence.readTimeout(this.readingSince);
        break;
      case 'socket.lingerTimeout':
        this.patience.lingerTimeout(model.phase === 'connected');
        break;
      case 'socket.outboxOverflow':
        this.sending.overflown();
        break;
      case 'socket.error':
        this.error(event.error?.code ?? '');
        break;
      case 'socket.closed':
        this.closed(event);
        break;
    }
    const wasResting = model.isResting;
    model.receive(event);
    if (wasResting && !model.isResting) this.readingSince = circumstances.now;
  }

  /** The handler is about to be sent an event. */
  handlerReceives(event: AnyEventObject): void {
    if (event.type === 'control.serverShutdown') this.isAskedInTime();
    this.handler.receive(event);
  }

  /** Its handler is asked to finish as soon as all that had arrived was read. */
  isAskedInTime(): void {
    const { circumstances, server, model, handler } = this;
    if (circumstances.jumps || handler.wasAsked || model.phase !== 'connected') return;
    const { insistsAt } = server;
    const waits = model.isResting || circumstances.holdsMessages;
    const due = waits
      ? insistsAt
      : Math.min(insistsAt, askDue([server.askedAt, this.readAt, this.readingSince]));
    const late = lateness(circumstances.now, due);
    if (late !== undefined)
      circumstances.fail('handler', `${this} is asked to finish ${late} ms late`);
  }

  /** Whenever nothing is due: what blocks is there, and nobody is waited for longer than he may be. */
  checkAtRest(): void {
    const { patience, sending, descriptor, csa } = this;
    const { phase } = this.model;
    // It was refused, or is as good as gone.
    if (csa === undefined || (phase !== 'connected' && phase !== 'finishing')) return;
    sending.checkAtRest(descriptor);
    patience.checkAtRest(phase === 'finishing');
    if (phase === 'connected') this.silence.checkAtRest(this.readingSince);
  }

  /** Its server has other limits: all times begin anew, but for one that has finished. */
  limitsChange(): void {
    if (this.model.phase !== 'connected') return;
    this.patience.limitsChange();
    this.silence.broken();
  }

  /** Its adapter has failed: nothing more is said of it. */
  hasBeenMisled(): void {
    this.adapter = 'failed';
    this.model.phase = 'shutdown';
    this.ends += 1;
    this.saidDisconnected += 1;
  }

  /** The CSA says that it is gone. */
  hasEnded(end: ConnectionEnd): void {
    const { circumstances, model } = this;
    this.ends += 1;
    if (this.ends > 1) circumstances.fail('oneEnd', `${this} ends ${this.ends} times`);
    if (end.howDied !== model.howDied) {
      circumstances.fail('howDied', `${this} died of ${end.howDied}; it was ${model.howDied}`);
    }
    this.isCountedRightly(end);
    const wrong = wrongEnd(circumstances, end.howDied, this);
    if (wrong !== undefined) circumstances.fail('howDied', `${this} died of ${wrong}`);
  }

  /** What is told of its end, by whomever: what its socket counted, and how long it lived. */
  isCountedRightly(end: ConnectionEnd): void {
    const { lastWords, circumstances, acceptedAt } = this;
    if (lastWords === undefined) {
      circumstances.fail('oneEnd', `${this} ends before its socket was closed`);
      return;
    }
    const wrong = wrongCount(end, lastWords);
    if (wrong !== undefined) circumstances.fail('counts', `${this} is told of with ${wrong}`);
    if (end.duration !== circumstances.now - acceptedAt) {
      circumstances.fail('howDied', `${this} is said to have lived ${end.duration} ms`);
    }
  }

  /** The client reads bytes; `from` is how many it had read before. */
  clientRead(from: number, data: Uint8Array): void {
    if (from + data.length > this.ledger.taken) {
      this.circumstances.fail(
        'said',
        `${this}: the client reads ${from + data.length} of ${this.ledger.taken}`,
      );
    }
    this.ledger.isSaid(from, data, 'reads');
  }

  /** The client has read the server's FIN, and nothing broke the connection off. */
  clientHeardTheEnd(received: number): void {
    const { ledger, circumstances } = this;
    if (received === ledger.taken) return;
    circumstances.fail(
      'cleanEnd',
      `${this}: a clean end after ${received} of ${ledger.taken} bytes`,
    );
  }

  private readReady(data: Uint8Array): void {
    const { circumstances, model, ledger } = this;
    if (model.isResting) {
      circumstances.fail('flow', `${this} reads ${data.length} bytes while reading has to rest`);
    }
    if (model.receiving === 'ended') circumstances.fail('received', `${this} reads after the end`);
    ledger.isSent(ledger.delivered, data, 'the socket delivers');
    ledger.delivered += data.length;
    this.patience.moved();
    this.silence.broken();
    this.readAt = circumstances.now;
    if (ledger.delivered - data.length === ledger.heard) this.readyAt = circumstances.now;
  }

  private inbox(data: Uint8Array): void {
    const { model, ledger } = this;
    if (!(data instanceof Uint8Array)) return;
    this.sending.checkSent(this.descriptor);
    if (model.isSending) this.sending.checkModest(this.descriptor);
    ledger.isSaid(ledger.given, data, 'is given');
    ledger.given += data.length;
    if (!model.isSending) return;
    ledger.taken += data.length;
    if (data.length > 0) this.patience.given();
  }

  private finishes(): void {
    this.patience.finishes();
    this.endsOurs();
    this.handler.checkTotal();
  }

  /** Our side says that it ends: whether it knew that the peer had. */
  private endsOurs(): void {
    // A handler that gets messages is told behind those that wait.
    this.knewOfPeersEnd ??= this.handler.heardFin || this.model.receiving === 'ended';
  }

  private error(code: string): void {
    const { circumstances, client } = this;
    if (isExplained(circumstances, client.link, code)) return;
    circumstances.fail(
      'howDied',
      `${this} has the error ${code}, and nothing happened to its link`,
    );
  }

  private closed(words: SocketClosed): void {
    const { circumstances, ledger } = this;
    const { bytesReceived, bytesSaid, bytesSent } = words;
    this.lastWords = words;
    if (bytesReceived !== ledger.delivered || bytesSaid !== ledger.taken || bytesSent > bytesSaid) {
      const counted = `${bytesReceived} bytes received, ${bytesSaid} said and ${bytesSent} sent`;
      circumstances.fail(
        'complete',
        `${this} counts ${counted} of ${ledger.delivered} and ${ledger.taken}`,
      );
    }
  }
}
