import { randomUUID } from 'node:crypto';
import type {
  Backplane,
  BackplaneListener,
  BackplaneNode,
  Delivery,
  Member,
  Place,
} from '../../../machines/handler/backplane';
import { XstateNetError } from '../../../machines/kit/errors';
import { shown } from '../../../machines/kit/shown';
import { TopicTree } from '../../handler/topicTree';
import { Places } from './places';

/** How a backplane within a process is made. */
export interface MemoryBackplaneOptions {
  /**
   * Topics whose place is remembered, at least 1. Default 100,000: about 100 bytes each. One that is published in
   * again after as many others have been has another epoch.
   */
  readonly rememberedTopics?: number;
  /** What epochs begin with. Default: a random one, so that those of two processes differ. */
  readonly epoch?: string;
}

/** Several topics' members, each in the order in which they have come. */
type MembersByTopic = Map<string, Set<Member>>;

const DEFAULT_REMEMBERED = 100_000;

/**
 * A backplane within this process: of one server, or of several that are given the same one. It is always connected,
 * loses nothing, and hands the published value itself to all who hear it.
 *
 * Throws `XN_BAD_OPTION` for bad options.
 *
 * @example `createActor(serverCore, { input: { protocol: chat, backplane: memoryBackplane() } })`
 */
export function memoryBackplane({
  rememberedTopics = DEFAULT_REMEMBERED,
  epoch = randomUUID(),
}: MemoryBackplaneOptions = {}): Backplane {
  if (!Number.isSafeInteger(rememberedTopics) || rememberedTopics < 1) {
    throw new XstateNetError(
      'XN_BAD_OPTION',
      `rememberedTopics is ${shown(rememberedTopics)}; give an integer of at least 1`,
    );
  }
  const shared: Shared = {
    wanted: new TopicTree(),
    places: new Places(epoch, rememberedTopics),
    present: new Map(),
    epoch,
    nodes: 0,
  };
  return { name: 'memory', attach: (listener) => new MemoryNode(shared, listener) };
}

/** What the nodes of one backplane have in common. */
interface Shared {
  readonly wanted: TopicTree<BackplaneListener>;
  readonly places: Places;
  readonly present: MembersByTopic;
  readonly epoch: string;
  nodes: number;
}

class MemoryNode implements BackplaneNode {
  readonly id: string;
  readonly state = 'connected';
  private readonly patterns = new Set<string>();
  private readonly mine: MembersByTopic = new Map();

  constructor(
    private readonly shared: Shared,
    private readonly listener: BackplaneListener,
  ) {
    shared.nodes += 1;
    this.id = `${shared.epoch}/${shared.nodes}`;
  }

  want(pattern: string): void {
    this.patterns.add(pattern);
    this.shared.wanted.add(pattern, this.listener);
  }

  unwant(pattern: string): void {
    this.patterns.delete(pattern);
    this.shared.wanted.delete(pattern, this.listener);
  }

  publish(message: Omit<Delivery, keyof Place>): Promise<Place> {
    const { topic } = message;
    const place = this.shared.places.next(topic);
    const delivery = { ...message, ...place };
    for (const listener of this.shared.wanted.match(topic)) listener.message(delivery);
    return Promise.resolve(place);
  }

  join(topic: string, member: Member): void {
    addTo(this.mine, topic, member);
    addTo(this.shared.present, topic, member);
    for (const listener of this.shared.wanted.match(topic)) listener.joined(topic, member);
  }

  leave(topic: string, member: Member): void {
    if (!deleteFrom(this.mine, topic, member)) return;
    deleteFrom(this.shared.present, topic, member);
    for (const listener of this.shared.wanted.match(topic)) listener.left(topic, member);
  }

  members(topic: string): Promise<readonly Member[]> {
    return Promise.resolve([...(this.shared.present.get(topic) ?? [])]);
  }

  close(): void {
    for (const pattern of [...this.patterns]) this.unwant(pattern);
    for (const [topic, members] of [...this.mine]) {
      for (const member of [...members]) this.leave(topic, member);
    }
  }
}

function addTo(all: MembersByTopic, topic: string, member: Member): void {
  const here = all.get(topic);
  if (here === undefined) all.set(topic, new Set([member]));
  else here.add(member);
}

function deleteFrom(all: MembersByTopic, topic: string, member: Member): boolean {
  const here = all.get(topic);
  if (here?.delete(member) !== true) return false;
  if (here.size === 0) all.delete(topic);
  return true;
}
