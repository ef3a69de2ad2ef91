import type { AnyActorRef, AnyEventObject } from 'xstate';
import { socketOf } from '../../actors/connection/descriptors';
import type { SelectorRef } from '../../actors/listener/selectorService';
import type { Carried } from '../../actors/transport/simulated/api';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import type { ConnectionEnd, CsaEvent } from '../../machines/connection/csaMessages';
import { resolveServerOptions } from '../../machines/options/resolveOptions';
import type { ServerOptions } from '../../machines/options/serverOptions';
import type { SettableLimits } from '../../machines/options/setLimits';
import { wrongInformation } from '../oracles/information';
import { PORT } from '../plan/generateServer';
import type { ClientDeed, Plan } from '../plan/plan';
import { Circumstances } from './circumstances';
import { Client } from './client';
import { Connection } from './connection';
import { GateModel } from './gateModel';
import { Hub } from './hub/hub';
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
  readonly gate: GateModel;
  /** What handlers have to do with each other, where they have. */
  readonly hub: Hub | undefined;
  /** The selector of the server's system, once there is one. */
  selector: SelectorRef | undefined;
  /** Sockets that an app has accepted, and those of them that it has not adopted yet. */
  accepted = 0;
  waiting = 0;
  /** Whoever adopts has made an adapter. */
  watchAdopted: (csa: AnyActorRef) => void = () => undefined;
  /** The listener, which may be the server itself. */
  tcpServer: AnyActorRef | undefined;
  private readonly byPort = new Map<number, Client>();
  private readonly byLink = new Map<string, Client>();

  constructor(plan: Plan) {
    super(plan);
    this.life = new ServerLife(this);
    this.single = plan.server.kind === 'singleServer' ? new SingleClient(this) : undefined;
    this.gate = new GateModel(this);
    this.hub = this.protocol.isHub === true ? new Hub(this) : undefined;
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
      case 'adopter':
        return 1;
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
  clientDoes(number: number, deed: ClientDeed, host?: string): void {
    const client = this.client(number);
    if (deed !== 'connect') client.do(deed);
    else if (client.state === 'absent') this.clientConnects(client, host);
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
    const client = this.clientAt(info.peerport);
    if (client === undefined) {
      this.fail('server', `a connection from port ${info.peerport}, where nobody is`);
      return;
    }
    const wrong = wrongInformation(info, {
      before: this.connections.size,
      peerport: client.port ?? 0,
      host: client.host,
      brokeOff: info.peerport === 0,
      server: this.life.address,
      now: this.now,
    });
    // Of one that is closed nothing is known any more.
    const isOpen = socketOf(descriptor) !== undefined;
    if (isOpen && wrong !== undefined) this.fail('server', `connection ${info.id}: its ${wrong}`);
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

  /** An adapter has failed, by what it was sent: whoever looks after it closes its socket. */
  hasBeenMisled(id: number): void {
    this.connections.get(id)?.hasBeenMisled();
    this.server.live -= 1;
  }

  handlerReceives(id: number, event: AnyEventObject): void {
    const connection = this.connections.get(id);
    if (connection === undefined) return;
    this.hub?.hears(connection, event);
    connection.handlerReceives(event);
  }

  socketShutdown(end: ConnectionEnd): void {
    const connection = this.connections.get(end.connection.id);
    if (connection === undefined) return;
    connection.hasEnded(end);
    this.gate.left(connection);
    this.hub?.gone(connection);
  }

  private clientConnects(client: Client, host = this.host): void {
    client.connect({ host, port: this.port });
    if (client.port !== undefined) this.byPort.set(client.port, client);
    this.byLink.set(`c${client.number}`, client);
  }

  /** Where clients find the server, or found it last. */
  private get port(): number {
    const { address } = this.life;
    return address !== undefined && 'port' in address ? address.port : PORT;
  }

  private get host(): string {
    return this.options.host === '::1' ? '::1' : '127.0.0.1';
  }

  /** Who has broken off before it was accepted has no port any more. */
  private clientAt(port: number): Client | undefined {
    if (port !== 0) return this.byPort.get(port);
    return [...this.clients.values()].find(
      ({ link, connection, wasEstablished }) =>
        wasEstablished && connection === undefined && link.resetAtServer,
    );
  }

  /** The owner gives the server other limits. */
  limitsAre(limits: SettableLimits): void {
    this.options = resolveServerOptions({ ...this.options, ...limits } as ServerOptions);
    for (const connection of this.connections.values()) connection.limitsChange();
  }

  private carried(carried: Carried): void {
    const client = this.byLink.get(carried.link);
    if (carried.kind === 'connected' && carried.to === 'server') client?.isEstablished();
    client?.link.note(carried);
  }
}
