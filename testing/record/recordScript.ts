/** Records a running server as a script: for who has seen something happen and wants it again in a test. */

import type { AnyActorRef, AnyEventObject, InspectionEvent } from 'xstate';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import {
  endsSending,
  type SocketError,
  type SocketShutdown,
} from '../../machines/connection/csaMessages';
import { howDiedOfError } from '../../machines/connection/howDied';
import type { ActorName } from '../script/actions';
import { payloadOf } from '../script/payload';
import type { Script, Step } from '../script/script';
import { ScriptWriter } from './scriptWriter';
import { kindOf, optionsOf, serverOf } from './serverOf';

export interface RecordOptions {
  /** The clock of the server's transport. Default: the real one. */
  readonly clock?: { now(): number };
  /** The script's name. */
  readonly name?: string;
  /** The protocol that the server serves, by name or file, for whoever replays the script. */
  readonly protocol?: string;
}

/** A recording under way. */
export interface Recording {
  /** What happened until now, as a script that replays it. */
  script(): Script;
  /** Ends the recording, and returns the script. */
  stop(): Script;
}

const CSA = /^csa-(\d+)$/;
const OF_CONNECTION = /^(csa|handler)-(\d+)$/;

/** Who sends a server's actors events by itself: what comes from others comes from outside. */
const INSIDE =
  /^(?:csa-\d+|handler-\d+|tcpServer|listener|connections|handlers|selector)$|^handler-\d+\//;

const SERVER_WORDS: Readonly<Record<string, Step>> = {
  'control.serverShutdown': { do: 'shutdown' },
  'control.shutdownMicroprocess': { do: 'abort' },
  'control.resume': { do: 'resume' },
};

/** Turns what an inspector sees of a server into the steps of a script. */
class Recorder {
  readonly writer: ScriptWriter;
  private server: AnyActorRef | undefined;
  private readonly left = new Set<number>();

  constructor(
    private readonly root: AnyActorRef,
    now: () => number,
  ) {
    this.writer = new ScriptWriter(now);
  }

  /** Connections that were there before the recording, of which half is missing. */
  get leftOut(): number {
    return this.left.size;
  }

  readonly inspect = (record: InspectionEvent): void => {
    if (record.type !== '@xstate.event') return;
    const target = record.actorRef as AnyActorRef;
    const source = record.sourceRef as AnyActorRef | undefined;
    const { event } = record;
    if (target.id === 'tcpServer') this.ofTcpServer(event);
    if (this.isFromOutside(source, target, event)) this.fromOutside(target, event);
    const csa = CSA.exec(target.id)?.[1];
    if (csa !== undefined) this.ofCsa(Number(csa), event);
    if (event.type === 'feedbackFromServer.refused') this.refused(event);
  };

  private ofTcpServer(event: AnyEventObject): void {
    if (event.type === 'newconnection')
      this.writer.connect((event.connection as ConnectionInfo).id);
    else if (event.type === 'feedbackFromCSA.socketShutdown') {
      const end = event as unknown as SocketShutdown;
      if (this.writer.has(end.connection.id)) this.writer.died(end.connection.id, end);
      else this.left.add(end.connection.id);
    }
  }

  private ofCsa(connection: number, event: AnyEventObject): void {
    if (!this.writer.has(connection)) {
      this.left.add(connection);
      return;
    }
    const { writer } = this;
    if (endsSending(event.type)) writer.over(connection);
    switch (event.type) {
      case 'readReady':
        writer.sends(connection, event.data as Uint8Array);
        break;
      case 'inbox':
        if (event.data instanceof Uint8Array) writer.said(connection, event.data);
        break;
      case 'socket.ended':
        writer.leaves(connection, 'end');
        break;
      case 'socket.error':
        if (howDiedOfError((event as unknown as SocketError).error) === 'reset') {
          writer.leaves(connection, 'reset');
        }
        break;
      case 'control.serverShutdown':
        writer.asked(connection);
        break;
      case 'readQuiet':
        writer.answered(connection);
        break;
      case 'flow.paced':
        writer.produces(connection);
        break;
      case 'sendBlocked':
        writer.blocked(connection, true);
        break;
      case 'sendReady':
        writer.blocked(connection, false);
        break;
    }
  }

  private refused({ connection, reason }: AnyEventObject): void {
    const client = this.writer.clientName((connection as ConnectionInfo).id);
    if (client === undefined) return;
    this.writer.expects({ expect: 'emitted', type: 'refused', client, with: { reason } });
  }

  private isFromOutside(
    source: AnyActorRef | undefined,
    target: AnyActorRef,
    { type }: AnyEventObject,
  ): boolean {
    if (type.startsWith('xstate.')) return false;
    if (source === undefined) return true;
    if (source === target) return false;
    this.server ??= serverOf(this.root);
    return source !== this.server && !INSIDE.test(source.id);
  }

  private fromOutside(target: AnyActorRef, event: AnyEventObject): void {
    this.server ??= serverOf(this.root);
    if (target === this.server) {
      const step = SERVER_WORDS[event.type];
      if (step !== undefined) this.writer.does(step);
      else if (event.type === 'control.suspend') {
        const mode = event.mode as 'close' | 'refuse' | undefined;
        this.writer.does({ do: 'suspend', ...(mode === undefined ? {} : { mode }) });
      } else this.tell('server', undefined, event);
      return;
    }
    const [, actor, id] = OF_CONNECTION.exec(target.id) ?? [];
    const client = id === undefined ? undefined : this.writer.clientName(Number(id));
    if (client !== undefined) this.tell(actor as ActorName, client, event);
    else if (target.id === 'tcpServer') this.tell('tcpServer', undefined, event);
  }

  private tell(actor: ActorName, client: string | undefined, event: AnyEventObject): void {
    const { type, ...rest } = event;
    const data = rest.data;
    const plain: Record<string, unknown> = JSON.parse(JSON.stringify({ ...rest, data: undefined }));
    if (data instanceof Uint8Array) plain.data = payloadOf(data);
    this.writer.does({
      do: 'tell',
      actor,
      ...(client === undefined ? {} : { client }),
      event: { type, ...plain },
    });
  }
}

const leftOutSaid = (count: number): string =>
  count === 1
    ? '1 connection older than the recording is left out'
    : `${count} connections older than the recording are left out`;

/**
 * Records what happens to a running server, so that it can be replayed: what clients and the app did
 * as steps, what the server said and how connections ended as expectations, and the time between. A
 * fault that was seen once becomes a test.
 *
 * Attach it before the first client comes: connections that are older are left out, because half of
 * their story is missing.
 *
 * @example
 * ```ts
 * const recording = recordScript(server, { protocol: 'echo' });
 * // ... until it has happened again
 * writeFileSync('fault.json', JSON.stringify(recording.stop(), null, 2));
 * ```
 */
export function recordScript(actor: AnyActorRef, options: RecordOptions = {}): Recording {
  const { clock = { now: Date.now }, name, protocol } = options;
  const recorder = new Recorder(actor, () => clock.now());
  const subscription = actor.system.inspect(recorder.inspect);
  const script = (): Script => {
    const server = serverOf(actor);
    const kind = server === undefined ? undefined : kindOf(server);
    const given = server === undefined ? {} : optionsOf(server);
    const { leftOut } = recorder;
    return {
      ...(name === undefined ? {} : { name }),
      ...(leftOut === 0 ? {} : { description: leftOutSaid(leftOut) }),
      ...(protocol === undefined ? {} : { protocol }),
      ...(kind === undefined || kind === 'serverCore' ? {} : { kind }),
      ...(Object.keys(given).length === 0 ? {} : { server: given }),
      steps: recorder.writer.all(),
    };
  };
  return {
    script,
    stop: () => {
      subscription.unsubscribe();
      return script();
    },
  };
}
