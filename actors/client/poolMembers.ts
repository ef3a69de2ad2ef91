/** The clients of one pool. */

import type { AnyActorRef } from 'xstate';
import type { ClientMessage } from '../../machines/client/clientMessages';
import type { MembersInput } from '../../machines/client/pool/clientPool';
import type { MembersCommand, PoolEvent } from '../../machines/client/pool/poolMessages';
import type { ServerOutput } from '../../machines/listener/tcpServerMessages';
import { createChild } from '../compiled/actor/createChild';
import { relay } from '../compiled/xstate/relay';
import { numberedIds } from '../kit/numberedIds';
import { Nursery } from '../kit/nursery';
import { fromResource, type Resource, type ResourceScope } from '../kit/resource';
import { tcpClient } from './tcpClient';

const ids = numberedIds('client');

/** Makes the clients of a pool, and tells it what becomes of their connections. */
class PoolMembers implements Resource<MembersCommand> {
  private readonly clients = new Map<number, AnyActorRef>();
  private readonly nursery: Nursery;

  constructor(
    private readonly scope: ResourceScope,
    private readonly input: MembersInput,
  ) {
    this.nursery = new Nursery(scope.self, scope.stopChild);
  }

  receive({ type, member }: MembersCommand): void {
    if (type === 'members.make') this.make(member);
    else this.clients.get(member)?.send({ type: 'control.producerFinished' });
  }

  childEnded(actorId: string): void {
    this.ended(ids.serialOf(actorId));
  }

  stop(): void {
    for (const client of this.clients.values()) this.nursery.stop(client);
    this.clients.clear();
  }

  toJSON(): object {
    return { clients: this.clients.size };
  }

  private make(member: number): void {
    const client = createChild(tcpClient, {
      id: ids.idOf(member),
      parent: this.nursery.parent,
      input: { ...this.input.client, reconnect: true },
    });
    this.clients.set(member, client);
    client.on('*', (message: ClientMessage) => {
      if (message.type === 'connected') {
        const { connection } = message;
        this.tell({ type: 'member.connected', member, client, connection });
      } else if (message.type === 'closed') {
        this.tell({ type: 'member.lost', member, howDied: message.howDied });
      }
    });
    client.start();
    this.ended(member);
  }

  private ended(member: number): void {
    const client = this.clients.get(member);
    const { status, output } = (client?.getSnapshot() ?? {}) as {
      readonly status?: string;
      readonly output?: ServerOutput;
    };
    if (status !== 'done') return;
    this.clients.delete(member);
    this.tell({ type: 'member.ended', member, error: output?.error });
  }

  private tell(event: PoolEvent): void {
    relay(this.scope.self, this.input.pool as AnyActorRef, event);
  }
}

/** The actor that a `clientPool` invokes as `members`. */
export const poolMembers = fromResource<MembersCommand, MembersInput>(
  (scope, input) => new PoolMembers(scope, input),
);
