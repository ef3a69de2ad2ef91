import type { AnyActorRef } from 'xstate';
import type { Charts } from '../charts/register';
import type { Row } from '../look/row';
import type { ServerWatch } from '../look/serverWatch';
import { textOf, type Viewer } from '../look/viewer';
import type { ConnectionKey, DeadConnection, StreamMessage } from '../messages';
import { LifeWatch } from './lifeWatch';
import { timersOf } from './timers';

/** Lives of connections that have ended, which are kept for those who look back. */
const MOST_ENDED = 10;

/** A life that is recorded, or was, and who watches it. */
interface Watched {
  readonly watch: LifeWatch;
  readonly server: ServerWatch;
  readonly viewers: Set<Viewer>;
}

/** The lives that are recorded: those of the connections that somebody watches. */
export class Lives {
  private readonly live = new Map<string, Watched>();
  private readonly ended = new Map<string, Watched>();

  constructor(private readonly charts: Charts) {}

  /** A recorded life, and at which server it was. */
  get(key: ConnectionKey): Pick<Watched, 'watch' | 'server'> | undefined {
    const text = textOf(key);
    return this.live.get(text) ?? this.ended.get(text);
  }

  /** Those that are recorded now. */
  watches(): readonly LifeWatch[] {
    return [...this.live.values()].map(({ watch }) => watch);
  }

  /** Watches a connection for somebody; one that has ended only if its life was recorded. */
  join(viewer: Viewer, server: ServerWatch, id: number): boolean {
    const text = textOf({ server: server.key, id });
    const row = server.rows.get(id);
    const known = this.live.get(text) ?? this.ended.get(text);
    const watched =
      known ??
      (row === undefined ? undefined : this.begin(server, row, server.handlerOf(row), false));
    if (watched === undefined) return false;
    watched.viewers.add(viewer);
    viewer.send(this.greeting(watched));
    return true;
  }

  /** A connection has just come that somebody waits for. */
  begin(
    server: ServerWatch,
    row: Row,
    handler: AnyActorRef | undefined,
    fromTheStart: boolean,
  ): Watched {
    const now = () => server.now();
    const watch = new LifeWatch(server.key, row, handler, this.charts, now, fromTheStart);
    const watched = { watch, server, viewers: new Set<Viewer>() };
    this.live.set(textOf(watch.life.connection), watched);
    return watched;
  }

  /** Its handler has come, too. */
  arrived(server: ServerWatch, row: Row): void {
    const watched = this.live.get(textOf({ server: server.key, id: row.id }));
    const handler = watched === undefined ? undefined : server.handlerOf(row);
    if (handler !== undefined) watched?.watch.join(handler);
  }

  /** Somebody watches nothing more, but for what is kept. */
  leave(viewer: Viewer, kept?: ConnectionKey): void {
    const but = kept === undefined ? undefined : textOf(kept);
    for (const [text, { watch, viewers }] of this.live) {
      if (text === but || !viewers.delete(viewer) || viewers.size > 0) continue;
      watch.end();
      this.live.delete(text);
    }
    for (const { viewers } of this.ended.values()) viewers.delete(viewer);
  }

  /** A connection has died; whether its life was recorded. */
  died(dead: DeadConnection): boolean {
    const text = textOf(dead);
    const watched = this.live.get(text);
    if (watched === undefined) return false;
    // What its chart is in the middle of belongs to it, too.
    queueMicrotask(() => {
      if (this.live.get(text) === watched) this.finish(text, watched, dead);
    });
    return true;
  }

  /** Tells the viewers what has been recorded since the last time. */
  tell(): void {
    for (const watched of this.live.values()) {
      watched.watch.settle();
      tellRecords(watched);
    }
  }

  /** Tells them how things stand. */
  tellVitals(): void {
    for (const watched of this.live.values()) tellAll(watched, vitalsOf(watched));
  }

  stop(): void {
    for (const { watch } of this.live.values()) watch.end();
    this.live.clear();
    this.ended.clear();
  }

  private finish(text: string, watched: Watched, dead: DeadConnection): void {
    const { watch } = watched;
    watch.settle();
    watch.life.add({ type: 'end', at: dead.at, dead: { ...dead, hasLife: true } });
    watch.end();
    this.live.delete(text);
    this.ended.set(text, watched);
    if (this.ended.size > MOST_ENDED) this.ended.delete(this.ended.keys().next().value as string);
    tellRecords(watched);
  }

  greeting({ watch }: Watched): StreamMessage {
    const { row, handlerActor: handler } = watch;
    const csaChart = this.charts.idFor(row.csa);
    const handlerChart = handler === undefined ? undefined : this.charts.idFor(handler);
    return {
      type: 'watching',
      connection: watch.life.connection,
      info: row.connection,
      ...(csaChart === undefined ? {} : { csaChart }),
      ...(handlerChart === undefined ? {} : { handlerChart }),
      ...(handler === undefined ? {} : { handlerName: handler.id }),
    };
  }
}

function tellAll({ viewers }: Watched, message: StreamMessage): void {
  for (const viewer of viewers) viewer.send(message);
}

function tellRecords(watched: Watched): void {
  const { life } = watched.watch;
  const records = life.take();
  if (records.length > 0) {
    tellAll(watched, { type: 'records', connection: life.connection, records });
  }
}

function vitalsOf({ watch, server }: Watched): StreamMessage {
  const { row } = watch;
  const now = server.now();
  server.look(row);
  const { blockedSince, pausedSince, movedAt } = row;
  const since = { blocked: blockedSince, paused: pausedSince, idle: movedAt } as const;
  const names = ['blocked', 'paused', 'idle'] as const;
  const { idleTimeout, outboxLimit, highWaterMark } = server.options;
  return {
    type: 'vitals',
    connection: watch.life.connection,
    figures: watch.figures(),
    timers: timersOf(row.descriptor, watch.handlerActor, server.actor, now),
    ...(blockedSince === undefined ? {} : { blockedFor: now - blockedSince }),
    ...(pausedSince === undefined ? {} : { pausedFor: now - pausedSince }),
    idle: now - movedAt,
    atLeast: names.filter((name) => row.isAtLeast(since[name])),
    limits: {
      ...(idleTimeout > 0 ? { idleTimeout } : {}),
      outboxLimit,
      highWaterMark,
    },
  };
}
