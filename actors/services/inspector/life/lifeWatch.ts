import type {
  AnyActorRef,
  AnyEventObject,
  AnyMachineSnapshot,
  AnyTransitionDefinition,
  Subscription,
} from 'xstate';
import { isBytes } from '../../../../machines/kit/bytes';
import { type Ear, tap } from '../../../compiled/actor/tap';
import { socketOf } from '../../../connection/descriptors';
import { type Charts, machineOf, markOf } from '../charts/register';
import type { Row } from '../look/row';
import type { ActorNow, Figures, Json, Mark, MessageRecord, Party, Taken } from '../messages';
import { shownBytes, toJson } from '../shown/toJson';
import { Life } from './life';
import { heardOfCsa, heardOfHandler, sayerToCsa, sayerToHandler, socketWord } from './parties';
import { Tape } from './tape';

type Snapshot = Partial<AnyMachineSnapshot>;

/** A record that is still being made: what comes of the message is added when it has come of it. */
type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What an event carries besides its type and bytes. */
function detailOf({ type: _, data, ...rest }: AnyEventObject): Json | undefined {
  const detail = isBytes(data) ? rest : { ...rest, ...(data === undefined ? {} : { data }) };
  return Object.keys(detail).length === 0 ? undefined : toJson(detail);
}

const NO_FIGURES: Figures = {
  bytesReceived: 0,
  bytesSaid: 0,
  bytesSent: 0,
  unsent: 0,
  messagesReceived: 0,
  messagesSaid: 0,
};

/** The transitions that an event will take, as the machine tells; nothing is taken by asking. */
function transitionsFor(snapshot: Snapshot, event: AnyEventObject): AnyTransitionDefinition[] {
  try {
    return snapshot.machine?.getTransitionData(snapshot as never, event as never) ?? [];
  } catch {
    // A guard threw; that is between the machine and the event.
    return [];
  }
}

function namesOf(definition: AnyTransitionDefinition): string[] {
  return definition.actions.map((action) =>
    typeof action === 'string' ? action : ((action as { readonly type?: string }).type ?? ''),
  );
}

/** Records the life of one connection for as long as somebody watches it. */
export class LifeWatch {
  readonly life: Life;
  readonly tape = new Tape();
  readonly beganAt: number;
  private readonly ends: (() => void)[] = [];
  private handler: AnyActorRef | undefined;
  /** What the tapped actors are in the middle of, the innermost last. */
  private readonly open: (
    | { readonly record: Writable<MessageRecord>; readonly marks: readonly Mark[] }
    | undefined
  )[] = [];

  constructor(
    server: string,
    readonly row: Row,
    handler: AnyActorRef | undefined,
    private readonly charts: Charts,
    private readonly now: () => number,
    readonly fromTheStart: boolean,
  ) {
    this.life = new Life({ server, id: row.id });
    this.beganAt = now();
    this.handler = handler;
    this.life.add({
      type: 'begin',
      at: this.beganAt,
      csa: this.actorNow(row.csa),
      ...(handler === undefined ? {} : { handler: this.actorNow(handler) }),
      figures: this.figures(),
      fromTheStart,
    });
    this.listen(row.csa, 'csa');
    if (handler !== undefined) this.listen(handler, 'handler');
  }

  /** Its handler has come. */
  join(handler: AnyActorRef): void {
    if (this.handler !== undefined) return;
    this.handler = handler;
    this.life.add({ type: 'handler', at: this.now(), handler: this.actorNow(handler) });
    this.listen(handler, 'handler');
  }

  get handlerActor(): AnyActorRef | undefined {
    return this.handler;
  }

  figures(): Figures {
    const socket = socketOf(this.row.descriptor);
    if (socket === undefined) return NO_FIGURES;
    const { bytesReceived, bytesSaid, unsent, messagesReceived, messagesSaid } = socket;
    return {
      bytesReceived,
      bytesSaid,
      bytesSent: bytesSaid - unsent,
      unsent,
      messagesReceived,
      messagesSaid,
    };
  }

  actorNow(actor: AnyActorRef): ActorNow {
    const { status = 'active', value, context } = actor.getSnapshot() as Snapshot;
    const chart = this.charts.idFor(actor);
    return {
      ...(chart === undefined ? {} : { chart }),
      status,
      ...(value === undefined ? {} : { state: value }),
      context: toJson(context),
    };
  }

  /** Tells of records that are missing, if no other comes. */
  settle(): void {
    const { life, row, handler } = this;
    if (!life.hasGap) return;
    const csa = this.actorNow(row.csa);
    life.gap(this.now(), {
      csa,
      ...(handler === undefined ? {} : { handler: this.actorNow(handler) }),
    });
  }

  end(): void {
    for (const end of this.ends.splice(0)) end();
  }

  private listen(actor: AnyActorRef, party: 'csa' | 'handler'): void {
    const ear: Ear = {
      taking: (event, before) => this.taking(actor, party, event, before as Snapshot),
      taken: (_, before, after) => this.taken(before as Snapshot, after as Snapshot),
    };
    const untap = tap(actor, ear);
    const said: Subscription = actor.on('*', (message: AnyEventObject) =>
      this.said(party, message),
    );
    this.ends.push(untap, () => said.unsubscribe());
  }

  private taking(
    actor: AnyActorRef,
    party: 'csa' | 'handler',
    event: AnyEventObject,
    before: Snapshot,
  ): void {
    const at = this.now();
    const place = this.open.push(undefined) - 1;
    if (party === 'csa') this.tape.note(at, event);
    if (event.type === 'xstate.stop' || !this.life.mayRecord(performance.now())) return;
    this.settle();
    const from =
      party === 'csa' ? sayerToCsa(event, this.handler !== undefined) : sayerToHandler(event);
    const taking = machineOf(actor) === undefined ? [] : transitionsFor(before, event);
    const marks = taking.map(markOf).filter((mark) => mark !== undefined);
    const record = this.write(at, from, party, event);
    this.open[place] = { record, marks };
    if (party === 'csa') this.toSocket(at, taking, event);
  }

  private taken(before: Snapshot, after: Snapshot): void {
    const taking = this.open.pop();
    if (taking === undefined) return;
    const { marks } = taking;
    const taken: Taken = {
      marks,
      ...(after.value === before.value || after.value === undefined ? {} : { state: after.value }),
      ...(after.context === before.context ? {} : { context: toJson(after.context) }),
      ...(after.status === 'active' || after.status === undefined ? {} : { status: after.status }),
    };
    taking.record.taken = taken;
  }

  private write(
    at: number,
    from: Party,
    to: Party,
    event: AnyEventObject,
  ): Writable<MessageRecord> {
    const detail = detailOf(event);
    return this.life.add({
      type: 'message' as const,
      at,
      from,
      to,
      event: event.type,
      ...(isBytes(event.data) ? { bytes: shownBytes(event.data) } : {}),
      ...(detail === undefined ? {} : { detail }),
    });
  }

  /** What the CSA does to its socket shows in the actions that it takes. */
  private toSocket(
    at: number,
    taking: readonly AnyTransitionDefinition[],
    event: AnyEventObject,
  ): void {
    for (const name of taking.flatMap(namesOf)) {
      const word = socketWord(name);
      if (word === undefined) continue;
      const data = word === 'write' ? { data: event.data } : {};
      this.write(at, 'csa', 'socket', { type: word, ...data });
    }
  }

  /** What is said to somebody who is not listened to. */
  private said(party: 'csa' | 'handler', message: AnyEventObject): void {
    const { type } = message;
    const to =
      party === 'handler' ? heardOfHandler(type) : heardOfCsa(type, this.handler !== undefined);
    if (to === undefined || !this.life.mayRecord(performance.now())) return;
    this.write(this.now(), party, to, message);
  }
}
