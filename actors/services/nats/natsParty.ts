import { randomUUID } from 'node:crypto';
import type {
  BackplaneListener,
  BackplaneNode,
  BackplaneState,
  Delivery,
  Member,
  Place,
} from '../../../machines/handler/backplane';
import type { XstateNetError } from '../../../machines/kit/errors';
import { reasonOf } from '../../../machines/kit/shown';
import { TopicTree } from '../../handler/topicTree';
import { Places } from '../backplane/places';
import type { NatsApi, NatsConnection, NatsMessage } from './natsApi';
import { linkError, linkTrouble, notCarried } from './natsErrors';
import { NatsLink } from './natsLink';
import { NatsNode } from './natsNode';
import type { ResolvedNatsOptions } from './natsOptions';
import { Confirmation, Held, type Outgoing } from './outgoing';
import { Parties } from './parties';
import { Presence, type Stamped } from './presence';
import { type PresenceWord, presenceWord } from './presenceWord';
import { Seen } from './seen';
import { hasWildcard } from './subjects';
import { Subjects } from './subscribedSubjects';
import { decode, encode, frame, unframe } from './wire';

type Said = Omit<Delivery, keyof Place>;

/** What one process has of a backplane over NATS: all of its servers share one connection. */
export class NatsParty {
  readonly id = randomUUID();
  private readonly nodes = new Set<NatsNode>();
  private readonly wanted = new TopicTree<BackplaneListener>();
  private readonly places: Places;
  private readonly seen: Seen;
  private readonly held: Held;
  private readonly presence: Presence;
  private readonly parties: Parties;
  private readonly subjects: Subjects;
  private readonly link: NatsLink;
  private connection: NatsConnection | undefined;
  private confirmation: Confirmation | undefined;
  private waiting: { resolve(): void; reject(error: XstateNetError): void }[] = [];
  private attached = 0;
  /** Who keeps the link open besides the nodes. */
  private keptBy: 'nodes' | 'app' = 'nodes';

  constructor(
    api: NatsApi,
    private readonly options: ResolvedNatsOptions,
  ) {
    this.places = new Places(this.id, options.rememberedTopics);
    this.seen = new Seen(options.rememberedTopics);
    this.held = new Held(options.heldMessages, options.heldBytes);
    this.presence = new Presence({
      joined: (topic, member) => this.tell(topic, (listener) => listener.joined(topic, member)),
      left: (topic, member) => this.tell(topic, (listener) => listener.left(topic, member)),
    });
    this.parties = new Parties(this.id, options, this.presence, {
      isWanted: (topic) => this.isWanted(topic),
      report: (error) => this.report(error),
      announceAll: () => this.announceAll(),
    });
    this.subjects = new Subjects(options.prefix, {
      message: (topic, message) => this.received(topic, message),
      presence: (topic, message) => this.presenceHeard(topic, message),
      report: (error) => this.report(error),
    });
    this.link = new NatsLink(api, options, {
      connected: (connection) => this.connected(connection),
      disconnected: () => this.disconnected(),
      trouble: (error) => this.report(error),
      failed: (error) => this.failed(error),
    });
  }

  get state(): BackplaneState {
    return this.connection === undefined ? 'disconnected' : 'connected';
  }

  attach(listener: BackplaneListener): BackplaneNode {
    this.attached += 1;
    const node = new NatsNode(`${this.id}/${this.attached}`, this, listener);
    this.nodes.add(node);
    this.link.open();
    return node;
  }

  detach(node: NatsNode): void {
    this.nodes.delete(node);
    if (this.nodes.size === 0 && this.keptBy === 'nodes') this.close();
  }

  ready(): Promise<void> {
    this.keptBy = 'app';
    return new Promise((resolve, reject) => {
      if (this.connection !== undefined) resolve();
      else this.waiting.push({ resolve, reject });
      this.link.open();
    });
  }

  close(): void {
    this.keptBy = 'nodes';
    this.parties.leaving();
    this.link.close();
    if (this.connection !== undefined) this.disconnected();
    this.refuseHeld('the backplane was closed');
    for (const { reject } of this.waiting.splice(0)) {
      reject(linkError(this.options.where, new Error('the backplane was closed')));
    }
  }

  want(pattern: string, listener: BackplaneListener): void {
    if (!this.wanted.add(pattern, listener)) return;
    this.subjects.add(pattern);
    if (!hasWildcard(pattern)) this.parties.learn(pattern);
  }

  unwant(pattern: string, listener: BackplaneListener): void {
    if (!this.wanted.delete(pattern, listener)) return;
    this.subjects.delete(pattern);
    const isOver = (topic: string): boolean => !this.isWanted(topic);
    if (hasWildcard(pattern)) {
      this.seen.forget(isOver);
      this.presence.forget(isOver);
    } else if (isOver(pattern)) {
      this.seen.forgetTopic(pattern);
      this.presence.forgetTopic(pattern);
    }
  }

  publish(said: Said): Promise<Place> {
    return new Promise((resolve, reject) => {
      const { topic } = said;
      let outgoing: Outgoing;
      try {
        const encoded = encode(this.options.codec, said.message);
        outgoing = { ...said, encoded, resolve, reject };
      } catch (error) {
        reject(notCarried(topic, `it cannot be encoded (${reasonOf(error)})`, error));
        return;
      }
      const { failure } = this.link;
      if (failure !== undefined) reject(notCarried(topic, 'NATS has refused', failure));
      else if (this.connection !== undefined) this.send(this.connection, outgoing);
      else if (this.options.whenDisconnected === 'refuse') {
        reject(notCarried(topic, 'NATS is not connected'));
      } else if (!this.held.add(outgoing)) {
        const why =
          'NATS is not connected, and as much is held as heldMessages and heldBytes allow';
        reject(notCarried(topic, why));
      }
    });
  }

  join(topic: string, member: Member): void {
    this.announce(topic, 'joined', this.presence.join(topic, member));
  }

  leave(topic: string, member: Member): void {
    const stamped = this.presence.leave(topic, member);
    if (stamped !== undefined) this.announce(topic, 'left', stamped);
  }

  members(topic: string): Promise<readonly Member[]> {
    return this.parties.members(topic);
  }

  private connected(connection: NatsConnection): void {
    this.connection = connection;
    this.confirmation = new Confirmation(connection);
    this.subjects.connected(connection);
    this.parties.connected(connection);
    this.announceAll();
    for (const outgoing of this.held.takeAll()) this.send(connection, outgoing);
    for (const { resolve } of this.waiting.splice(0)) resolve();
    for (const { listener } of this.nodes) listener.state('connected');
  }

  private disconnected(): void {
    this.connection = undefined;
    this.confirmation?.lost();
    this.confirmation = undefined;
    this.subjects.disconnected();
    this.parties.disconnected();
    for (const { listener } of this.nodes) listener.state('disconnected');
  }

  private failed(error: XstateNetError): void {
    for (const { reject } of this.waiting.splice(0)) reject(error);
    this.refuseHeld('NATS has refused', error);
  }

  private refuseHeld(why: string, cause?: unknown): void {
    for (const { topic, reject } of this.held.takeAll()) reject(notCarried(topic, why, cause));
  }

  private send(connection: NatsConnection, outgoing: Outgoing): void {
    const { topic, message, from, echo, encoded } = outgoing;
    const most = connection.info?.max_payload ?? Number.POSITIVE_INFINITY;
    if (encoded.bytes.length + LONGEST_LINE > most) {
      const why = `it has ${encoded.bytes.length} bytes, and NATS takes ${most} with what is said of it; raise max_payload there`;
      outgoing.reject(notCarried(topic, why));
      return;
    }
    const place = this.places.next(topic);
    try {
      connection.publish(this.subjects.ofMessages(topic), frame(encoded, from, place));
    } catch (error) {
      outgoing.reject(notCarried(topic, reasonOf(error), error));
      return;
    }
    // NATS does not give a connection back what it has said: who is here hears it now.
    this.deliver({ topic, message, from, echo, ...place });
    this.confirmation?.add(outgoing, place);
  }

  private received(topic: string, { data }: NatsMessage): void {
    const received = unframe(data);
    if (received === undefined) throw new TypeError('no line before it says whose it is');
    if (!this.isWanted(topic)) return;
    const { place, from } = received;
    // Two patterns of this process may match it.
    const sight = this.seen.add(topic, place);
    if (sight.is === 'known') return;
    if (sight.is === 'gap') this.tell(topic, (listener) => listener.gap?.(topic, sight.lost));
    const message = decode(this.options.codec, received);
    this.deliver({ topic, message, from, echo: true, ...place });
  }

  private presenceHeard(topic: string, { data }: NatsMessage): void {
    const { party, change, stamped } = presenceWord(data);
    if (party === this.id || !this.isWanted(topic)) return;
    if (change === 'joined') this.presence.otherJoined(party, topic, stamped);
    else this.presence.otherLeft(party, topic, stamped.id);
  }

  private announce(topic: string, change: PresenceWord['change'], stamped: Stamped): void {
    const word: PresenceWord = { party: this.id, change, stamped };
    try {
      const data = Buffer.from(JSON.stringify(word));
      this.connection?.publish(this.subjects.ofPresence(topic), data);
    } catch (error) {
      this.report(error);
    }
  }

  private announceAll(): void {
    for (const [topic, stamped] of this.presence.allOwn()) this.announce(topic, 'joined', stamped);
  }

  private deliver(delivery: Delivery): void {
    this.tell(delivery.topic, (listener) => listener.message(delivery));
  }

  private tell(topic: string, say: (listener: BackplaneListener) => void): void {
    for (const listener of this.wanted.match(topic)) say(listener);
  }

  private isWanted(topic: string): boolean {
    return this.wanted.match(topic).size > 0;
  }

  private report(cause: unknown): void {
    const error = linkTrouble(this.options.where, cause);
    for (const { listener } of this.nodes) listener.error(error);
  }
}

/** Bytes of the line before a message, at most. */
const LONGEST_LINE = 256;
