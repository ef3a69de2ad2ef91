import type { AnyActorRef } from 'xstate';

/** Actors of a server that there is one of, by the ids that it gives them. */
const SINGLE = new Set(['tcpServer', 'listener', 'connections', 'handlers', 'selector']);

const OF_CONNECTION = /^(?:csa|handler)-\d+$/;

/**
 * What actors are called in traces: by what they are to the server, `tcpServer` or `csa-1`, because
 * session ids come from a counter that all actors of a process share.
 */
export class Roles {
  private readonly names = new WeakMap<AnyActorRef, string>();
  private readonly taken = new Map<string, number>();
  private readonly sessions = new Map<string, AnyActorRef>();

  /** The actor is a server: it has, or is, a `tcpServer`. */
  isServer(actor: AnyActorRef): void {
    if (!this.names.has(actor)) this.names.set(actor, this.unique('server'));
  }

  /** From now on its session id is known. */
  meet(actor: AnyActorRef): void {
    this.sessions.set(actor.sessionId, actor);
  }

  nameOf(named: AnyActorRef): string {
    // Its children may know it by another reference.
    const actor = this.sessions.get(named.sessionId) ?? named;
    const known = this.names.get(actor);
    if (known !== undefined) return known;
    const name = this.unique(this.make(actor));
    this.names.set(actor, name);
    return name;
  }

  /** The name of whoever has that session id, or undefined. */
  nameOfSession(sessionId: string): string | undefined {
    const actor = this.sessions.get(sessionId);
    return actor === undefined ? undefined : this.nameOf(actor);
  }

  private make(actor: AnyActorRef): string {
    const { id, sessionId, _parent: parent } = actor;
    const own = id === sessionId ? 'actor' : id;
    if (parent === undefined) return SINGLE.has(own) ? own : 'app';
    const above = this.nameOf(parent);
    const isOurs = !above.startsWith('handler-') && (SINGLE.has(own) || OF_CONNECTION.test(own));
    return isOurs || above === 'app' ? own : `${above}/${own}`;
  }

  private unique(name: string): string {
    const count = (this.taken.get(name) ?? 0) + 1;
    this.taken.set(name, count);
    return count === 1 ? name : `${name}#${count}`;
  }
}
