import type { AnyActorRef } from 'xstate';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import type { ScriptClient } from './scriptClient';
import type { ScriptNetwork } from './scriptNetwork';
import type { ServerWatch, WatchedConnection } from './serverWatch';

/** Everything that a step can act on, or look at. */
export class Scene {
  readonly clients = new Map<string, ScriptClient>();
  private readonly connectionIds = new Map<ScriptClient, number>();

  constructor(
    readonly network: ScriptNetwork,
    readonly watch: ServerWatch,
    readonly readFile: (file: string) => Uint8Array,
    /** The actor that the script started: the server, or an app that owns it. */
    private readonly rootOf: () => AnyActorRef,
  ) {}

  get root(): AnyActorRef {
    return this.rootOf();
  }

  /** The server; an app that has none yet stands for it. */
  get server(): AnyActorRef {
    return this.watch.actor('server') ?? this.watch.actor('tcpServer') ?? this.root;
  }

  /** A client that the script has connected: there is one, or the script would not have been taken. */
  client(name: string): ScriptClient {
    return this.clients.get(name) as ScriptClient;
  }

  /** The number of the client's connection, if it has come to the server. */
  connectionId(client: ScriptClient): number | undefined {
    const known = this.connectionIds.get(client);
    if (known !== undefined || client.port === 0) return known;
    const taken = new Set(this.connectionIds.values());
    const found = this.watch.newcomers.findLast(
      ({ peerport, id }) => peerport === client.port && !taken.has(id),
    );
    if (found !== undefined) this.connectionIds.set(client, found.id);
    return found?.id;
  }

  /** The client's connection, if the server has accepted it. */
  connection(client: ScriptClient): WatchedConnection | undefined {
    const id = this.connectionId(client);
    return id === undefined ? undefined : this.watch.connections.get(id);
  }

  /** The name of the client whose connection it is. */
  clientOf({ id }: ConnectionInfo): string | undefined {
    for (const client of this.clients.values()) {
      if (this.connectionId(client) === id) return client.name;
    }
    return undefined;
  }
}
