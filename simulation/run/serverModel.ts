import type { AnyEventObject } from 'xstate';
import type { ConnectionInfo, ServerAddress } from '../../machines/connection/connectionInfo';
import type { ConnectionEnd } from '../../machines/connection/csaMessages';
import { HOW_DIED } from '../../machines/connection/howDied';
import type { Connection } from './connection';
import type { World } from './world';

/** Under which name a bare `tcpServer` says what the others say. */
const SAME_AS: Readonly<Record<string, string>> = {
  'protocolHandlerSignal.newCSA': 'connected',
  'protocolHandlerSignal.shutdownCSA': 'disconnected',
  'signal.listening': 'listening',
  'signal.suspended': 'suspended',
  'signal.refused': 'refused',
  'signal.error': 'error',
  'signal.closing': 'closing',
  'signal.shutdown': 'shutdown',
};

/** What the server says of itself and its connections, and what has to be true of that. */
export class ServerModel {
  address: ServerAddress | undefined;
  /** Its last word on accepting. */
  mode: 'starting' | 'listening' | 'suspended' | 'closing' | 'shutdown' = 'starting';
  /** When it was first asked to drain. */
  askedAt: number | undefined;
  /** It was told to abort everything. */
  isAborted = false;
  /** Its actor was stopped. */
  isStopped = false;
  /** It may be asked to drain by a handler. */
  live = 0;
  /** It could not bind. */
  hasFailed = false;

  constructor(private readonly world: World) {}

  /** A drain has taken as long as it may. */
  get isOverdue(): boolean {
    const { askedAt, world } = this;
    return askedAt !== undefined && world.now >= askedAt + world.options.shutdownTimeout;
  }

  /** It has ended, one way or the other. */
  get isOver(): boolean {
    return this.isStopped || this.mode === 'shutdown';
  }

  /** It is asked to end; a second time does not start anything anew. */
  isAsked(): void {
    this.askedAt ??= this.world.now;
    this.world.shutdownIsAsked();
  }

  says(message: AnyEventObject): void {
    const { world } = this;
    const type = SAME_AS[message.type] ?? message.type;
    const connection = this.connectionOf(message);
    world.trace(world.now, type, connection?.info.id, message['howDied'], message['reason']);
    if (this.isStopped) world.fail('server', `${type} after the server was stopped`);
    if (this.mode === 'shutdown') world.fail('server', `${type} after shutdown`);
    switch (type) {
      case 'listening':
        if (this.mode === 'closing') world.fail('server', 'listening while closing');
        this.mode = 'listening';
        this.address = message['address'] as ServerAddress;
        break;
      case 'suspended':
        if (this.mode === 'closing') world.fail('server', 'suspended while closing');
        this.mode = 'suspended';
        break;
      case 'closing':
        this.closing();
        break;
      case 'shutdown':
        this.shutdown();
        break;
      case 'error':
        this.error(message);
        break;
      case 'connected':
        this.connected(connection);
        break;
      case 'disconnected':
        this.disconnected(connection, message as never);
        break;
      case 'refused':
        this.refused(connection, message['reason'] as string);
        break;
      case 'handlerError':
        this.handlerError(connection);
        break;
    }
  }

  private connectionOf(message: AnyEventObject): Connection | undefined {
    const info = message['connection'] as ConnectionInfo | undefined;
    return info === undefined ? undefined : this.world.connections.get(info.id);
  }

  private closing(): void {
    const { world, mode } = this;
    if (mode === 'closing') world.fail('server', 'closing is said twice');
    if (this.askedAt === undefined && !this.isAborted) {
      if (world.protocol.mayStopServer === true) this.isAsked();
      else world.fail('server', 'it closes without having been asked');
    }
    this.mode = 'closing';
  }

  private shutdown(): void {
    const { world, mode } = this;
    this.mode = 'shutdown';
    if (mode !== 'closing' && !this.hasFailed) {
      world.fail('server', `it shuts down when ${mode}, without having been asked`);
    }
    if (this.live > 0) world.fail('oneEnd', `shutdown with ${this.live} connections alive`);
  }

  private error(message: AnyEventObject): void {
    const { world } = this;
    const { code } = message['error'] as { code: string };
    const { faults } = world.plan.network;
    if (code === 'XN_PORT_IN_USE' || code === 'XN_NO_FREE_PORT') {
      if (this.address === undefined) this.hasFailed = true;
      // Else it was resumed in vain, and stays suspended.
      else this.mode = 'suspended';
      if (faults?.addressInUse === undefined) world.fail('server', `error ${code} without a fault`);
    } else if (code !== 'XN_ACCEPT_FAILED' || faults?.acceptAborted === undefined) {
      world.fail('server', `error ${code} without a fault`);
    }
  }

  private connected(connection: Connection | undefined): void {
    if (connection === undefined) return;
    const { world } = this;
    connection.saidConnected += 1;
    this.live += 1;
    const { maxConnections } = world.options;
    if (maxConnections !== undefined && this.live > maxConnections) {
      world.fail('limits', `${this.live} connections live, of ${maxConnections}`);
    }
    if (connection.saidConnected + connection.saidRefused > 1) {
      world.fail('oneEnd', `${connection} is connected after it was connected or refused`);
    }
    world.single?.connected(connection);
  }

  private disconnected(connection: Connection | undefined, end: ConnectionEnd): void {
    if (connection === undefined) return;
    const { world } = this;
    connection.saidDisconnected += 1;
    this.live -= 1;
    world.trace(end.bytesReceived, end.bytesSent, end.duration);
    if (connection.saidConnected !== 1 || connection.saidDisconnected !== 1) {
      const { saidConnected, saidDisconnected } = connection;
      world.fail('oneEnd', `${connection}: ${saidConnected} connected, ${saidDisconnected} ends`);
    }
    if (!HOW_DIED.includes(end.howDied)) world.fail('howDied', `${connection} died of nothing`);
    if (end.howDied !== connection.model.howDied) {
      world.fail('howDied', `${connection} is said to have died of ${end.howDied}`);
    }
    if ((end.error !== undefined) !== hasError(end.howDied)) {
      world.fail('howDied', `${connection} died of ${end.howDied} with error ${end.error}`);
    }
    world.single?.disconnected(connection);
  }

  private refused(connection: Connection | undefined, reason: string): void {
    if (connection === undefined) return;
    const { world, mode } = this;
    connection.saidRefused += 1;
    if (connection.saidRefused + connection.saidConnected > 1) {
      world.fail('refused', `${connection} is refused after it was connected or refused`);
    }
    const { maxConnections } = world.options;
    const holds =
      reason === 'maxConnections'
        ? this.live === maxConnections
        : reason === 'suspended'
          ? mode === 'suspended'
          : reason === 'closing'
            ? this.askedAt !== undefined || this.isAborted
            : reason === 'singleClient' && world.single?.isTaken === true;
    if (!holds) world.fail('refused', `${connection} is refused because of ${reason} when ${mode}`);
  }

  private handlerError(connection: Connection | undefined): void {
    if (connection === undefined) return;
    connection.handler.crashed = true;
    if (this.world.protocol.mayCrash !== true) {
      this.world.fail('isolation', `${connection}: its handler is said to have failed`);
    }
  }
}

const hasError = (howDied: string): boolean => howDied === 'reset' || howDied === 'socketError';
