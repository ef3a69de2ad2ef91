import type { Member } from '../../../machines/handler/backplane';

/** A member as others know it. */
export interface Stamped {
  /** Of all members of its party. */
  readonly id: number;
  /** When it has come, by the clock of its machine, and later than all that it had heard of by then. */
  readonly at: number;
  readonly member: Member;
}

type ByTopic = Map<string, Map<number, Stamped>>;

export interface PresenceListener {
  joined(topic: string, member: Member): void;
  left(topic: string, member: Member): void;
}

const inOrder = (a: Stamped, b: Stamped): number => a.at - b.at || a.id - b.id;

function put(topics: ByTopic, topic: string, stamped: Stamped): void {
  const here = topics.get(topic);
  if (here === undefined) topics.set(topic, new Map([[stamped.id, stamped]]));
  else here.set(stamped.id, stamped);
}

function take(topics: ByTopic, topic: string, id: number): Stamped | undefined {
  const here = topics.get(topic);
  const stamped = here?.get(id);
  if (here?.delete(id) === true && here.size === 0) topics.delete(topic);
  return stamped;
}

/** Who is present: this party's own members, and those of others in the topics that are wanted here. */
export class Presence {
  private readonly own: ByTopic = new Map();
  private readonly others = new Map<string, ByTopic>();
  private ids = 0;
  /** The latest that was said or heard: clocks of two machines differ, and a millisecond is long. */
  private latest = 0;

  constructor(private readonly listener: PresenceListener) {}

  join(topic: string, member: Member): Stamped {
    this.ids += 1;
    this.latest = Math.max(Date.now(), this.latest + 1);
    const stamped = { id: this.ids, at: this.latest, member };
    put(this.own, topic, stamped);
    this.listener.joined(topic, member);
    return stamped;
  }

  leave(topic: string, member: Member): Stamped | undefined {
    for (const stamped of this.own.get(topic)?.values() ?? []) {
      if (stamped.member !== member) continue;
      take(this.own, topic, stamped.id);
      this.listener.left(topic, member);
      return stamped;
    }
    return undefined;
  }

  ownOf(topic: string): Stamped[] {
    return [...(this.own.get(topic)?.values() ?? [])];
  }

  *allOwn(): Iterable<[string, Stamped]> {
    for (const [topic, members] of this.own) {
      for (const stamped of members.values()) yield [topic, stamped];
    }
  }

  /** Another party tells that somebody has come. */
  otherJoined(party: string, topic: string, stamped: Stamped): void {
    const topics = this.topicsKnownOf(party);
    if (topics.get(topic)?.has(stamped.id) === true) return;
    put(topics, topic, stamped);
    this.noteTime(stamped);
    this.listener.joined(topic, stamped.member);
  }

  otherLeft(party: string, topic: string, id: number): void {
    const stamped = take(this.topicsKnownOf(party), topic, id);
    if (stamped !== undefined) this.listener.left(topic, stamped.member);
  }

  /** All that another party has in a topic now. What is news is told, unless it is the first that is heard of it. */
  otherHas(party: string, topic: string, members: readonly Stamped[], tell: boolean): void {
    const topics = this.topicsKnownOf(party);
    const known = topics.get(topic) ?? new Map<number, Stamped>();
    const now = new Map(members.map((stamped) => [stamped.id, stamped]));
    for (const stamped of members) this.noteTime(stamped);
    if (now.size === 0) topics.delete(topic);
    else topics.set(topic, now);
    for (const [id, { member }] of known) if (!now.has(id)) this.listener.left(topic, member);
    if (!tell) return;
    for (const [id, { member }] of now) if (!known.has(id)) this.listener.joined(topic, member);
  }

  /** Another party is gone, and with it all who were there. */
  gone(party: string): void {
    const topics = this.others.get(party);
    this.others.delete(party);
    for (const [topic, members] of topics ?? []) {
      for (const { member } of members.values()) this.listener.left(topic, member);
    }
  }

  /** Topics in which another party is known to be. */
  topicsOf(party: string): string[] {
    return [...(this.others.get(party)?.keys() ?? [])];
  }

  /** Topics in which others are known to be. */
  topicsOfOthers(): Set<string> {
    return new Set([...this.others.values()].flatMap((topics) => [...topics.keys()]));
  }

  /** Nobody here wants to know of it any more. */
  forget(isOver: (topic: string) => boolean): void {
    for (const topics of this.others.values()) {
      for (const topic of [...topics.keys()]) if (isOver(topic)) topics.delete(topic);
    }
  }

  forgetTopic(topic: string): void {
    for (const topics of this.others.values()) topics.delete(topic);
  }

  othersOf(topic: string): Map<string, readonly Stamped[]> {
    const found = new Map<string, readonly Stamped[]>();
    for (const [party, topics] of this.others) {
      const members = topics.get(topic);
      if (members !== undefined) found.set(party, [...members.values()]);
    }
    return found;
  }

  private noteTime({ at }: Stamped): void {
    this.latest = Math.max(this.latest, at);
  }

  private topicsKnownOf(party: string): ByTopic {
    const known = this.others.get(party);
    if (known !== undefined) return known;
    const made: ByTopic = new Map();
    this.others.set(party, made);
    return made;
  }
}

/** Members of several parties, in the order in which they have come. */
export const sorted = (all: Iterable<readonly Stamped[]>): Member[] =>
  [...all]
    .flat()
    .sort(inOrder)
    .map(({ member }) => member);
