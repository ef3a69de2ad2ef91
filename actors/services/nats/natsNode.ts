import type {
  BackplaneListener,
  BackplaneNode,
  BackplaneState,
  Delivery,
  Member,
  Place,
} from '../../../machines/handler/backplane';

/** What nodes need of the part that their process has of a backplane. */
interface NodeHome {
  readonly state: BackplaneState;
  want(pattern: string, listener: BackplaneListener): void;
  unwant(pattern: string, listener: BackplaneListener): void;
  publish(message: Omit<Delivery, keyof Place>): Promise<Place>;
  join(topic: string, member: Member): void;
  leave(topic: string, member: Member): void;
  members(topic: string): Promise<readonly Member[]>;
  detach(node: NatsNode): void;
}

/** What one server has of its process's part of a backplane. */
export class NatsNode implements BackplaneNode {
  private readonly patterns = new Set<string>();
  private readonly present = new Map<Member, Set<string>>();

  constructor(
    readonly id: string,
    private readonly party: NodeHome,
    readonly listener: BackplaneListener,
  ) {}

  get state(): BackplaneState {
    return this.party.state;
  }

  want(pattern: string): void {
    this.patterns.add(pattern);
    this.party.want(pattern, this.listener);
  }

  unwant(pattern: string): void {
    this.patterns.delete(pattern);
    this.party.unwant(pattern, this.listener);
  }

  publish(message: Omit<Delivery, keyof Place>): Promise<Place> {
    return this.party.publish(message);
  }

  join(topic: string, member: Member): void {
    const topics = this.present.get(member);
    if (topics === undefined) this.present.set(member, new Set([topic]));
    else topics.add(topic);
    this.party.join(topic, member);
  }

  leave(topic: string, member: Member): void {
    const topics = this.present.get(member);
    if (topics?.delete(topic) !== true) return;
    if (topics.size === 0) this.present.delete(member);
    this.party.leave(topic, member);
  }

  members(topic: string): Promise<readonly Member[]> {
    return this.party.members(topic);
  }

  close(): void {
    for (const pattern of [...this.patterns]) this.unwant(pattern);
    for (const [member, topics] of [...this.present]) {
      for (const topic of [...topics]) this.leave(topic, member);
    }
    this.party.detach(this);
  }
}
