import type { AnyEventObject } from 'xstate';
import { socketOf } from '../../actors/connection/descriptors';
import type { ConnectionInfo, ServerAddress } from '../../machines/connection/connectionInfo';
import type { ConnectionEnd } from '../../machines/connection/csaMessages';
import { HOW_DIED } from '../../machines/connection/howDied';
import { PORT } from '../plan/generateServer';
import type { Circumstances } from './circumstances';
import type { Connection } from './connection';
import type { GateModel } from './gateModel';
import type { Hub } from './hub/hub';
import type { ServerLife } from './serverLife';
import type { SingleClient } from './singleClient';

/** Which connections there are. */
export interface Connections {
  readonly gate: GateModel;
  readonly hub: Hub | undefined;
  connectionOf(info: ConnectionInfo): Connection | undefined;
  /** A handler asks the server to drain now. */
  shutdownIsAsked(): void;
}

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

/** A word of a server, whichever kind it is. */
export const sameWord = (type: string): string => SAME_AS[type] ?? type;

/** What the server says of itself and its connections, and what has to be true of that. */
export class ServerModel {
  /** Connections that live. */
  live = 0;

  constructor(
    private readonly circumstances: Circumstances,
    private readonly life: ServerLife,
    private readonly single: SingleClient | undefined,
    private readonly connections: Connections,
  ) {}

  says(message: AnyEventObject): void {
    const { circumstances, life } = this;
    const type = sameWord(message.type);
    const connection = this.connectionOf(message);
    circumstances.trace(
      circumstances.now,
      type,
      connection?.info.id,
      message.howDied,
      message.reason,
    );
    if (life.state === 'stopped')
      circumstances.fail('server', `${type} after the server was stopped`);
    if (life.mode === 'shutdown') circumstances.fail('server', `${type} after shutdown`);
    switch (type) {
      case 'listening':
        if (life.mode === 'closing') circumstances.fail('server', 'listening while closing');
        life.mode = 'listening';
        this.listens(message.address as ServerAddress);
        break;
      case 'suspended':
        if (life.mode === 'closing') circumstances.fail('server', 'suspended while closing');
        life.mode = 'suspended';
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
        if (connection !== undefined) this.handlerIsTold(connection, message);
        break;
      case 'disconnected':
        this.disconnected(connection, message as never);
        break;
      case 'refused':
        this.refused(connection, message.reason as string);
        break;
      case 'lagging':
        if (connection !== undefined)
          this.connections.hub?.subscriptions.lags(connection, message.dropped);
        break;
      case 'handlerError':
        this.handlerError(connection, message);
        break;
    }
  }

  /** Where it listens: where it was told to, and after a suspension where it was. */
  private listens(address: ServerAddress): void {
    const { circumstances, life } = this;
    const { minrange, maxrange, port: given } = circumstances.options;
    const port = circumstances.plan.server.kind === 'tcpServer' ? given : (given ?? PORT);
    const seen = 'port' in address ? address.port : undefined;
    const before = life.address !== undefined && 'port' in life.address && life.address.port;
    const isRight =
      seen !== undefined &&
      (before === false ? port === undefined || port === seen : before === seen) &&
      (port !== undefined || (seen >= minrange && seen <= maxrange));
    if (!isRight) circumstances.fail('server', `it listens on port ${seen}`);
    life.address = address;
  }

  private connectionOf(message: AnyEventObject): Connection | undefined {
    const info = message.connection as ConnectionInfo | undefined;
    return info === undefined ? undefined : this.connections.connectionOf(info);
  }

  private closing(): void {
    const { circumstances, life } = this;
    if (life.mode === 'closing') circumstances.fail('server', 'closing is said twice');
    if (!life.isEnding) {
      if (circumstances.protocol.mayStopServer === true) this.connections.shutdownIsAsked();
      else circumstances.fail('server', 'it closes without having been asked');
    }
    life.mode = 'closing';
  }

  private shutdown(): void {
    const { circumstances, life } = this;
    const { mode } = life;
    life.mode = 'shutdown';
    if (mode !== 'closing' && life.state !== 'failed') {
      circumstances.fail('server', `it shuts down when ${mode}, without having been asked`);
    }
    if (this.live > 0) circumstances.fail('oneEnd', `shutdown with ${this.live} connections alive`);
  }

  private error(message: AnyEventObject): void {
    const { circumstances, life } = this;
    const { code } = message.error as { code: string };
    const { faults } = circumstances.plan.network;
    if (code === 'XN_PORT_IN_USE' || code === 'XN_NO_FREE_PORT') {
      if (life.address === undefined) {
        life.hasFailed();
        this.hasTriedEnough(code);
      }
      // Else it was resumed in vain, and stays suspended.
      else life.staysSuspended();
      if (faults?.addressInUse === undefined)
        circumstances.fail('server', `error ${code} without a fault`);
    } else if (code === 'XN_BAD_OUTBOX') {
      if (!circumstances.babbles || this.single?.isTaken === true)
        circumstances.fail('server', `error ${code} without a fault`);
    } else if (code !== 'XN_ACCEPT_FAILED' || faults?.acceptAborted === undefined) {
      circumstances.fail('server', `error ${code} without a fault`);
    }
  }

  /** A random port that was taken is tried again with another, as often as it may be; a given one is not. */
  private hasTriedEnough(code: string): void {
    const { circumstances, life } = this;
    const { maxtries } = circumstances.options;
    const tried = life.triesToListen;
    if (tried === (code === 'XN_NO_FREE_PORT' ? maxtries : 1)) return;
    circumstances.fail('limits', `it gives up with ${code} after ${tried} tries of ${maxtries}`);
  }

  private connected(connection: Connection | undefined): void {
    if (connection === undefined) return;
    const { circumstances } = this;
    connection.saidConnected += 1;
    this.live += 1;
    const { maxConnections } = circumstances.options;
    if (maxConnections !== undefined && this.live > maxConnections) {
      circumstances.fail('limits', `${this.live} connections live, of ${maxConnections}`);
    }
    if (connection.saidConnected + connection.saidRefused > 1) {
      circumstances.fail('oneEnd', `${connection} is connected after it was connected or refused`);
    }
    this.single?.connected(connection);
  }

  private disconnected(connection: Connection | undefined, end: ConnectionEnd): void {
    if (connection === undefined) return;
    const { circumstances } = this;
    connection.saidDisconnected += 1;
    this.live -= 1;
    circumstances.trace(end.bytesReceived, end.bytesSent, end.duration);
    if (connection.saidConnected !== 1 || connection.saidDisconnected !== 1) {
      const { saidConnected, saidDisconnected } = connection;
      circumstances.fail(
        'oneEnd',
        `${connection}: ${saidConnected} connected, ${saidDisconnected} ends`,
      );
    }
    if (!HOW_DIED.includes(end.howDied))
      circumstances.fail('howDied', `${connection} died of nothing`);
    if (end.howDied !== connection.model.howDied) {
      circumstances.fail('howDied', `${connection} is said to have died of ${end.howDied}`);
    }
    // A subscriber that is too slow has nothing to do with bytes.
    const isTooSlow = this.connections.hub?.subscriptions.isTooSlow(connection) === true;
    if ((end.error !== undefined) !== hasError(end.howDied) && !isTooSlow) {
      circumstances.fail('howDied', `${connection} died of ${end.howDied} with error ${end.error}`);
    }
    connection.isCountedRightly(end);
    connection.handler.checkHeardGone();
    this.handlerIsTold(connection, end as never);
    this.single?.disconnected(connection);
  }

  /** Whoever is told of a connection is told of its handler. */
  private handlerIsTold(connection: Connection, { handler }: AnyEventObject): void {
    const { actor } = connection.handler;
    if (actor === undefined || handler === actor) return;
    this.circumstances.fail('isolation', `${connection} is told of with another's handler`);
  }

  private refused(connection: Connection | undefined, reason: string): void {
    if (connection === undefined) return;
    const { circumstances, life } = this;
    const { mode } = life;
    connection.saidRefused += 1;
    if (connection.saidRefused + connection.saidConnected > 1) {
      circumstances.fail('refused', `${connection} is refused after it was connected or refused`);
    }
    const { maxConnections } = circumstances.options;
    const holds =
      reason === 'maxConnections'
        ? this.live >= (maxConnections ?? Number.POSITIVE_INFINITY)
        : reason === 'suspended'
          ? mode === 'suspended'
          : reason === 'closing'
            ? life.isEnding
            : reason === 'singleClient'
              ? this.single?.isTaken === true
              : this.connections.gate.refuses(connection, reason) === true;
    if (socketOf(connection.descriptor)?.isGone === false)
      circumstances.fail('refused', `${connection} is refused and not closed at once`);
    if (!holds)
      circumstances.fail('refused', `${connection} is refused because of ${reason} when ${mode}`);
  }

  private handlerError(connection: Connection | undefined, message: AnyEventObject): void {
    if (connection === undefined) return;
    const { handler } = connection;
    if (handler.hasCrashed)
      this.circumstances.fail('oneEnd', `${connection}: its handler fails twice`);
    handler.crashes();
    this.handlerIsTold(connection, message);
    const { code, cause } = message.error as { readonly code?: string; readonly cause?: unknown };
    // What was thrown is kept; what was found wrong by us has no other cause.
    if (code?.startsWith('XN_BAD_') !== (cause === undefined)) {
      this.circumstances.fail('isolation', `${connection}: its handler failed with ${code}`);
    }
    if (this.circumstances.protocol.mayCrash !== true) {
      this.circumstances.fail('isolation', `${connection}: its handler is said to have failed`);
    }
  }
}

const WITH_ERROR: ReadonlySet<string> = new Set([
  'reset',
  'socketError',
  'outboxOverflow',
  'protocolError',
]);

const hasError = (howDied: string): boolean => WITH_ERROR.has(howDied);
