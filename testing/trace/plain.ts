import { types } from 'node:util';
import type { AnyActorRef, AnyEventObject } from 'xstate';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import { reasonOf } from '../../machines/kit/shown';
import type { PlainEvent } from './records';
import type { Roles } from './roles';

/** How deep values are followed. */
const DEEPEST = 5;

const isActor = (value: object): value is AnyActorRef => 'sessionId' in value && 'send' in value;

const isConnection = (value: object): value is ConnectionInfo =>
  'peerport' in value && 'connectedAt' in value;

const isAddress = (value: object): boolean =>
  'family' in value && 'port' in value && 'host' in value;

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Who is who in a run. */
export interface Naming {
  /** The name of the client whose connection it is, if that is known. */
  clientOf(connection: ConnectionInfo): string | undefined;
  /** The connection's number of the client of that name, if it has one. */
  connectionOf(client: string): number | undefined;
}

/** Where no clients are known by name. */
export const NAMELESS: Naming = { clientOf: () => undefined, connectionOf: () => undefined };

/** What only one run knows, such as ports, numbers of sockets and session ids, by what it stands for. */
export class Plain {
  private readonly descriptors = new Map<number, string>();

  constructor(
    private readonly roles: Roles,
    private readonly naming: Naming,
  ) {}

  event(event: AnyEventObject): PlainEvent {
    // What an actor was made from is the machinery's business, and long.
    if (event.type === 'xstate.init') return { type: event.type };
    const plain: Record<string, unknown> = { type: event.type };
    for (const [key, value] of Object.entries(event)) {
      if (key !== 'type' && value !== undefined) plain[key] = this.property(key, value, 1);
    }
    return plain as PlainEvent;
  }

  /** Events of users may be anything, also what throws when it is looked at. */
  private property(key: string, value: unknown, depth: number): unknown {
    try {
      return this.plainProperty(key, value, depth);
    } catch {
      return '(something that cannot be shown)';
    }
  }

  private plainProperty(key: string, value: unknown, depth: number): unknown {
    if (key === 'descriptor' && typeof value === 'number') return this.descriptor(value);
    if (key === 'port' && typeof value === 'number' && value !== 0) return 'its port';
    if (typeof value === 'string') return this.roles.nameOfSession(value) ?? value;
    return this.value(value, depth);
  }

  private value(value: unknown, depth: number): unknown {
    if (typeof value !== 'object' || value === null) {
      return typeof value === 'function' ? '(function)' : value;
    }
    if (value instanceof Uint8Array) return value;
    if (isActor(value)) return this.roles.nameOf(value);
    if (isConnection(value)) return this.naming.clientOf(value) ?? `connection ${value.id}`;
    if (isAddress(value)) return 'its address';
    if (types.isNativeError(value)) return this.error(value);
    if (depth >= DEEPEST) return '...';
    if (Array.isArray(value)) return value.map((item) => this.value(item, depth + 1));
    if (!isPlainObject(value)) return `(${value.constructor?.name ?? 'object'})`;
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, this.property(key, item, depth + 1)]),
    );
  }

  /** A code if there is one, because messages name ports and differ between systems. */
  private error(error: Error & { code?: unknown }): unknown {
    return typeof error.code === 'string' ? error.code : `${error.name}: ${reasonOf(error)}`;
  }

  private descriptor(descriptor: number): string {
    const known = this.descriptors.get(descriptor);
    if (known !== undefined) return known;
    const name = `socket ${this.descriptors.size + 1}`;
    this.descriptors.set(descriptor, name);
    return name;
  }
}
