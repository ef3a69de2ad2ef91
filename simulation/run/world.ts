import type { AnyActorRef, AnyEventObject } from 'xstate';
import type { SelectorRef } from '../../actors/listener/selectorService';
import type { Carried } from '../../actors/transport/simulated/api';
import type { ConnectionInfo, ServerAddress } from '../../machines/connection/connectionInfo';
import type { ConnectionEnd, CsaEvent } from '../../machines/connection/csaMessages';
import { wrongInformation } from '../oracles/information';
import { PORT } from '../plan/generateServer';
import type { ClientDeed, Plan } from '../plan/plan';
import { Circumstances } from './circumstances';
import { Client } from './client';
import { Connection } from './connection';
import { ServerLife } from './serverLife';
import { type Connections, ServerModel } from './serverModel';
import { SingleClient } from './singleClient';

/** All that a run consists of, and what is known of it. */
export class World extends Circumstances implements Connections {
  readonly clients = new Map<number, Client>();
  readonly connections = new Map<number, Connection>();
  readonly life: ServerLife;
  readonly server: ServerModel;
  readonly single: SingleClient | undefined;
  /** The selector of the server's system, once there is one. */
  selector: SelectorRef | undefined;
  /** The listener, which may be the server itself. */
  tcpServer: AnyActorRef | undefined;
  private readonly byPort = new Map<number, Client>();
  private readonly byLink = new Map<string, Client>();

  constructor(plan: Plan) {
    super(plan);
    this.life = new ServerLife(this);
    this.single = plan.server.kind === 'singleServer' ? new SingleClient(this) : undefined;
    this.server = new ServerModel(this, this.life, this.single, this);
    const { network } = this;
    const listen = network.listen.bind(network);
    network.listen = (request, events) => {
      this.life.triesToListen += 1;
      return listen(request, events);
    };
    this.network.watch((carried) => this.carried(carried));
  }

  /** Actors that live as long as the server: itself, what it invokes, and the selector. */
  get ownActors(): number {
    switch (this.plan.server.kind) {
      case 'tcpServer':
        return 4;
      case 'singleServer':
        return 5;
      default:
        return 6;
    }
  }

  client(number: number): Client {
    const known = this.clients.get(number);
    if (known !== undefined) return known;
    const made = new Client(number, this);
    this.clients.set(number, made);
    return made;
  }

  /** A client does something to its own connection. */
  clientDoes(number: number, deed: ClientDeed): void {
    const client = this.client(number);
    if (deed !== 'connect') client.do(deed);
    else if (client.state === 'absent') this.clientConnects(client);
  }

  connectionOf({ id }: ConnectionInfo): Connection | undefined {
    return this.connections.get(id);
  }

  shutdownIsAsked(): void {
    this.life.isAsked([...this.clients.values()].map(({ link }) => link));
  }

  /** Its actor is about to be stopped: whoever is connected is owed a reset. */
  stops(): void {
    this.life.isStopped();
    for (const { csa, model } of this.connections.values()) {
      if (csa !== undefined && model.isSending) model.owed = 'reset';
    }
  }

  /** A connection has come to the server. */
  newConnection(info: ConnectionInfo, descriptor: number): void {
    const client = this.byPort.get(info.peerport);
    if (client === undefined) {
      this.fail('server', `a connection from port ${info.peerport}, where nobody is`);
      return;
    }
    const wrong = wrongInformation(info, {
      before: this.connections.size,
      peerport: client.port ?? 0,
      server: this.life.address,
      now: this.now,
    });
    if (wrong !== undefined) this.fail('server', `connection ${info.id}: its ${wrong}`);
    if (this.connections.has(info.id)) this.fail('oneEnd', `connection ${info.id} comes twice`);
    const says = this.single?.says(info) ?? this.protocol.says(info, client.number);
    const connection = new Connection(this, this.life, info, descriptor, client, says);
    client.connection = connection;
    this.connections.set(info.id, connection);
  }

  /** The CSA of a connection is about to be told something; returns that connection. */
  csaReceives(id: number, event: AnyEventObject): Connection | undefined {
    const connection = this.connections.get(id);
    if (connection === undefined) return undefined;
    const { data } = event as { readonly data?: unknown };
    if (event.type === 'inbox' && data instanceof Uint8Array) this.single?.given(connection, data);
    connection.csaReceives(event as unknown as CsaEvent);
    return connection;
  }

  handlerReceives(id: number, event: AnyEventObject): void {
    this.connections.get(id)?.handlerReceives(event);
  }

  socketShutdown(end: ConnectionEnd): void {
    this.connections.get(end.connection.id)?.hasEnded(end);
  }

  private clientConnects(client: Client): void {
    client.connect(this.address);
    if (client.port !== undefined) this.byPort.set(client.port, client);
    this.byLink.set(`c${client.number}`, client);
  }

  /** Where clients find the server, or found it last. */
  private get address(): ServerAddress | { readonly port: number } {
    const { address } = this.life;
    return address === undefined
      ? { port: PORT }
      : { port: 'port' in address ? address.port : PORT };
  }

  private carried(carried: Carried): void {
    this.byLink.get(carried.link)?.link.note(carried);
  }
}
