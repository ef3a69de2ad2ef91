import type { AnyActorRef } from 'xstate';
import type { ConnectionInfo } from '../../../../machines/connection/connectionInfo';
import { describePeer } from '../../../../machines/connection/connectionInfo';
import type { Charts } from '../charts/register';
import { Lives } from '../life/lives';
import { Dead } from '../look/dead';
import { Loop } from '../look/loop';
import type { Row } from '../look/row';
import { serversOf } from '../look/servers';
import { type ServerEvents, ServerWatch } from '../look/serverWatch';
import { NO_WISH, type Viewer, type Wish } from '../look/viewer';
import { lateLoop } from '../look/warnings';
import type { ConnectionKey, DeadConnection, StreamMessage, Totals, Warning } from '../messages';
import { StatelyFeed } from '../stately/feed';

/** Milliseconds between two looks at everything, at what is watched, and at how that stands. */
const OVERVIEW = 1_000;
const RECORDS = 50;
const VITALS = 250;

/** Overviews that are remembered for who comes later. */
const HISTORY = 60;

/** Errors of handlers that are told, the last ones. */
const MOST_ERRORS = 20;

/**
 * All that is attached to a program while somebody looks. It is made when the first comes, and stopped
 * when the last has gone; nothing of it stays.
 */
export class Look implements ServerEvents {
  readonly lives: Lives;
  readonly dead = new Dead();
  readonly since = Date.now();
  readonly history: Totals[] = [];
  readonly watches = new Map<string, ServerWatch>();
  private readonly wishes = new Map<Viewer, Wish>();
  private readonly loop = new Loop();
  private readonly stately: StatelyFeed;
  private readonly errors: Warning[] = [];
  private readonly timers: NodeJS.Timeout[] = [];
  private warned = '[]';
  private summed = '';
  private isScanning = false;
  private isChanged = false;

  constructor(
    readonly root: AnyActorRef,
    readonly charts: Charts,
  ) {
    this.lives = new Lives(charts);
    this.stately = new StatelyFeed(root, () => this.lives.watches());
    this.find();
    this.every(OVERVIEW, () => void this.overview());
    this.every(RECORDS, () => {
      this.lives.tell();
      this.stately.tell();
      if (this.isChanged) this.tellServers();
    });
    this.every(VITALS, () => this.lives.tellVitals());
  }

  get servers(): readonly ServerWatch[] {
    return [...this.watches.values()];
  }

  /** The servers once each of their connections has been looked at. */
  async ready(): Promise<readonly ServerWatch[]> {
    const { servers } = this;
    await Promise.all(servers.map(({ ready }) => ready));
    return servers;
  }

  get warnings(): readonly Warning[] {
    const worst = this.history.at(-1)?.loopDelay.worst ?? 0;
    return [
      ...this.errors,
      ...this.servers.flatMap(({ warnings }) => warnings),
      ...lateLoop(worst, this.history.at(-1)?.at ?? 0),
    ];
  }

  add(viewer: Viewer): void {
    this.wishes.set(viewer, NO_WISH);
    viewer.send({ type: 'servers', servers: this.servers.map((server) => server.summary()) });
    viewer.send({ type: 'warnings', warnings: this.warnings });
    // Who has just come does not wait for the next.
    void this.ready().then(() => {
      if (this.wishes.has(viewer)) viewer.send(this.totals(this.history.at(-1)?.loopDelay));
    });
  }

  remove(viewer: Viewer): void {
    this.lives.leave(viewer);
    this.stately.leave(viewer);
    this.wishes.delete(viewer);
  }

  /** Has a viewer see what it wishes; the reason, if that cannot be. */
  wish(viewer: Viewer, wish: Wish): string | undefined {
    const { connection, next } = wish;
    // What goes on being watched is recorded without a break.
    this.lives.leave(viewer, connection);
    this.wishes.set(viewer, wish);
    const refusal = connection === undefined ? undefined : this.watch(viewer, connection);
    if (wish.stately) this.stately.join(viewer);
    else this.stately.leave(viewer);
    if (next !== undefined && !this.watches.has(next)) return `there is no server ${next}`;
    return refusal;
  }

  /** A viewer has missed something: Stately's inspector could not do without. */
  missed(viewer: Viewer): void {
    if (this.wishes.get(viewer)?.stately === true) this.stately.join(viewer);
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.loop.stop();
    this.lives.stop();
    this.stately.stop();
    for (const watch of this.watches.values()) watch.detach();
    this.wishes.clear();
  }

  coming(server: ServerWatch, row: Row): void {
    for (const { next } of this.wishes.values()) {
      if (next !== server.key) continue;
      this.lives.begin(server, row, undefined, true);
      return;
    }
  }

  arrived(server: ServerWatch, row: Row): void {
    this.lives.arrived(server, row);
    for (const [viewer, wish] of this.wishes) {
      if (wish.next !== server.key) continue;
      const connection = { server: server.key, id: row.id };
      this.wish(viewer, { ...wish, connection, next: undefined });
    }
  }

  died(_: ServerWatch, dead: DeadConnection): void {
    this.dead.add({ ...dead, hasLife: this.lives.died(dead) });
  }

  handlerFailed(server: ServerWatch, connection: ConnectionInfo, stack: string): void {
    this.errors.push({
      key: `handlerError ${server.key} ${connection.id}`,
      kind: 'handlerError',
      since: server.now(),
      server: server.key,
      connection: { server: server.key, id: connection.id },
      text: `the handler of ${describePeer(connection)} failed`,
      stack,
    });
    if (this.errors.length > MOST_ERRORS) this.errors.shift();
  }

  changed(): void {
    this.isChanged = true;
  }

  private watch(viewer: Viewer, { server, id }: ConnectionKey): string | undefined {
    const watch = this.watches.get(server);
    if (watch === undefined) return `there is no server ${server}`;
    return this.lives.join(viewer, watch, id) ? undefined : `connection ${id} has ended`;
  }

  private every(milliseconds: number, look: () => void): void {
    this.timers.push(setInterval(look, milliseconds).unref());
  }

  private send(message: StreamMessage): void {
    for (const viewer of this.wishes.keys()) viewer.send(message);
  }

  /** Servers come and go with the states of an app. */
  private find(): void {
    for (const actor of serversOf(this.root)) {
      if (this.watches.has(actor.sessionId)) continue;
      this.watches.set(actor.sessionId, new ServerWatch(actor, this.charts, this));
    }
  }

  private async overview(): Promise<void> {
    if (this.isScanning) return;
    this.isScanning = true;
    try {
      this.find();
      const servers = await this.ready();
      for (const server of servers) await server.scan();
      const totals = this.totals();
      this.history.push(totals);
      if (this.history.length > HISTORY) this.history.shift();
      this.send(totals);
      this.stately.follow();
      this.tellTheRest();
    } finally {
      this.isScanning = false;
    }
  }

  private tellTheRest(): void {
    const dead = this.dead.take();
    if (dead !== undefined) this.send({ type: 'dead', ...dead });
    const { warnings } = this;
    const text = JSON.stringify(warnings);
    if (text !== this.warned) this.send({ type: 'warnings', warnings });
    this.warned = text;
    this.tellServers();
  }

  private tellServers(): void {
    this.isChanged = false;
    const servers = this.servers.map((server) => server.summary());
    const text = JSON.stringify(servers);
    if (text !== this.summed) this.send({ type: 'servers', servers });
    this.summed = text;
  }

  private totals(loopDelay = this.loop.take()): Totals {
    const { heapUsed, rss } = process.memoryUsage();
    return {
      type: 'totals',
      at: Date.now(),
      since: this.since,
      servers: this.servers.map(({ totals }) => totals),
      loopDelay,
      memory: { heapUsed, rss },
    };
  }
}
