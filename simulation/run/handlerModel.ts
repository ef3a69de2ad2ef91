import type { AnyActorRef, AnyEventObject } from 'xstate';
import type { SimulatedProtocol } from '../protocols/simulatedProtocol';
import type { Connection } from './connection';

/** What one handler, or an app in its place, hears and says. */
export class HandlerModel {
  /** Bytes that it heard. */
  received = 0;
  /** Bytes that it said. */
  said = 0;
  /** It was told that the peer has finished, that the server wants to, that the connection is gone. */
  heardFin = false;
  heardShutdown = false;
  heardGone = false;
  /** It said that it aborts, or finishes. */
  saidAbort = false;
  saidFinish = false;
  /** It, or what makes it, failed. */
  crashed = false;
  actor: AnyActorRef | undefined;

  constructor(private readonly connection: Connection) {}

  /** It has reached a final state. */
  get isDone(): boolean {
    return (this.actor?.getSnapshot() as { status?: string } | undefined)?.status === 'done';
  }

  receive(event: AnyEventObject): void {
    if (this.heardGone && event.type !== 'xstate.stop') this.fail(`hears ${event.type} when gone`);
    switch (event.type) {
      case 'inbox':
        this.inbox(event['data'] as Uint8Array);
        break;
      case 'control.producerFinished':
        this.fin();
        break;
      case 'control.serverShutdown':
        this.shutdown();
        break;
      case 'control.socketShutdown':
        this.heardGone = true;
        break;
    }
  }

  says(message: AnyEventObject): void {
    switch (message.type) {
      case 'outbox': {
        const data = message['data'] as Uint8Array;
        if (!(data instanceof Uint8Array)) break;
        this.connection.isSaid(this.said, data, 'says');
        this.said += data.length;
        break;
      }
      case 'signal.shutdownMicroprocess':
        this.saidAbort = true;
        this.checkIsAborted();
        break;
      case 'signal.producerFinished':
        this.saidFinish = true;
        break;
    }
  }

  /** The connection finishes: a handler that has done so in good order has said what it owes. */
  checkTotal(): void {
    const { connection } = this;
    const { world, client, given } = connection;
    if (!this.isDone && !this.saidFinish) return;
    const protocol: SimulatedProtocol = world.protocol;
    const asked = this.heardShutdown || this.heardFin;
    const total = protocol.total?.({ client: client.number, received: this.received, asked });
    if (total !== undefined && total !== given) {
      world.fail('complete', `${connection} finishes after ${given} of ${total} bytes`);
    }
    if (given !== this.said) {
      world.fail(
        'complete',
        `${connection}: ${this.said} bytes were said, ${given} came to its CSA`,
      );
    }
  }

  /** The server is out of time: nobody is cut off who was not asked before. */
  checkWasAsked(): void {
    if (this.actor === undefined || this.heardShutdown || this.isDone) return;
    this.fail('is out of time and was never asked to finish');
  }

  /** By the time that an abort has been said it is done. */
  private checkIsAborted(): void {
    const { world, model } = this.connection;
    if (model.phase === 'aborting' || model.phase === 'shutdown') return;
    world.fail('howDied', `${this.connection} is ${model.phase} after its handler aborted`);
  }

  private inbox(data: Uint8Array): void {
    if (this.heardFin) this.fail('hears bytes after the end');
    this.connection.isSent(this.received, data, 'its handler hears');
    this.received += data.length;
  }

  private fin(): void {
    if (this.heardFin) this.fail('hears twice that the peer has finished');
    this.heardFin = true;
    const { client } = this.connection;
    const { finArrived, resetAtServer } = client.link;
    // Node takes a RST that comes with the last bytes for an end.
    if (!client.hasEnded && !client.isGone && !finArrived && !resetAtServer) {
      this.fail('hears that the peer has finished, and it has not');
    }
    if (client.hasEnded && client.linkWasKind && this.received !== client.sent) {
      this.fail(`hears the end after ${this.received} of ${client.sent} bytes`);
    }
  }

  private shutdown(): void {
    const { connection } = this;
    const { world } = connection;
    this.heardShutdown = true;
    const due = world.arrivedAtShutdown(connection);
    if (this.received < due && !world.isInsisting) {
      this.fail(`is asked to finish after ${this.received} of ${due} bytes that had arrived`);
    }
  }

  private fail(what: string): void {
    this.connection.world.fail('handler', `${this.connection}: its handler ${what}`);
  }
}
