import { type AnyEventObject, type AnyStateMachine, createActor } from 'xstate';
import type { ConnectionInfo } from '../../../machines/connection/connectionInfo';
import type { ProtocolEvent, ProtocolMessage } from '../../../machines/handler/protocolMessages';
import { aConnection } from '../../support/samples';

/** A protocol handler with no server around it, and what it has said. */
export class Alone {
  readonly said: ProtocolMessage[] = [];
  private readonly actor;

  constructor(protocol: AnyStateMachine, connection: ConnectionInfo = aConnection()) {
    this.actor = createActor(protocol, { input: connection });
    this.actor.on('*', (message: AnyEventObject) => {
      this.said.push(message as ProtocolMessage);
    });
    this.actor.start();
  }

  take(...events: ProtocolEvent[]): this {
    for (const event of events) this.actor.send(event);
    return this;
  }

  /** Bytes from the peer. */
  hear(text: string): this {
    return this.take({ type: 'inbox', data: Buffer.from(text) });
  }

  get state(): unknown {
    return this.actor.getSnapshot().value;
  }

  get hasFinished(): boolean {
    return this.actor.getSnapshot().status === 'done';
  }

  /** All bytes for the peer. */
  get bytes(): Buffer {
    return Buffer.concat(
      this.said.flatMap((message) => (message.type === 'outbox' ? [message.data] : [])),
    );
  }

  get text(): string {
    return this.bytes.toString('latin1');
  }
}

/** The three ways in which a handler is asked to end. */
export const ENDINGS = [
  'control.producerFinished',
  'control.serverShutdown',
  'control.socketShutdown',
] as const;
