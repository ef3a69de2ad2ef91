/** What the handlers of one server say to a backplane, and hear of it. */

import type {
  BackplaneListener,
  BackplaneNode,
  Member,
  Speaker,
} from '../../machines/handler/backplane';
import type {
  BackplaneEvent,
  BackplaneWord,
  WhenSlow,
} from '../../machines/handler/backplaneMessages';
import { wrongTopic } from '../../machines/handler/topics';
import type { XstateNetError } from '../../machines/kit/errors';
import {
  backplaneFailed,
  badTopic,
  noBackplane,
  notPublished,
  tooManyTopics,
} from './backplaneErrors';
import { FanOut } from './fanOut';
import type { HandlerLife } from './handlerLife';
import { Subscription } from './subscription';
import type { SubscriptionsHome } from './subscriptionsHome';
import { TopicTree } from './topicTree';

type Wanting = Extract<BackplaneEvent, { type: 'backplane.refused' }>['wanted'];

/** What is told to many handlers, and where it was said. */
interface Told {
  readonly event: BackplaneEvent;
  readonly topic: string;
}

/** The subscriptions of the handlers of one server. */
export class Subscriptions implements BackplaneListener {
  private readonly tree = new TopicTree<HandlerLife>();
  private readonly subscribed = new Set<HandlerLife>();
  private readonly fanOut: FanOut<HandlerLife, Told>;
  private attached: BackplaneNode | undefined;

  constructor(private readonly home: SubscriptionsHome) {
    this.fanOut = new FanOut(
      (callback) => home.afterTurn(callback),
      (life, told) => this.tell(life, told),
    );
  }

  get topics(): number {
    return this.tree.size;
  }

  /** A handler says something to the backplane. */
  said(life: HandlerLife, word: BackplaneWord): void {
    const node = this.node();
    if (node === undefined) {
      this.home.failed(life, noBackplane(word.type));
      return;
    }
    const { type, topic } = word;
    const wrong = wrongTopic(topic, type === 'backplane.subscribe' && word.as === undefined);
    switch (type) {
      case 'backplane.subscribe':
        if (wrong !== undefined) this.refuse(life, topic, 'subscribe', badTopic(topic, wrong));
        else this.subscribe(node, life, word);
        break;
      case 'backplane.unsubscribe':
        this.unsubscribe(node, life, topic);
        break;
      case 'backplane.publish':
        if (wrong !== undefined) this.refuse(life, topic, 'publish', badTopic(topic, wrong));
        else this.publish(node, life, word);
        break;
      case 'backplane.members':
        if (wrong !== undefined) this.refuse(life, topic, 'members', badTopic(topic, wrong));
        else this.askMembers(node, life, topic);
        break;
    }
  }

  /** The peer of a handler takes something again. */
  ready(life: HandlerLife): void {
    const { subscription } = life;
    if (subscription === undefined) return;
    const { waiting } = subscription;
    while (life.sending === 'ready' && life.phase === 'running') {
      const event = waiting.take();
      if (event === undefined) {
        subscription.pace = 'even';
        return;
      }
      this.home.tellHandler(life, event);
    }
  }

  /** A handler has ended, however it did. */
  ended(life: HandlerLife): void {
    const { subscription } = life;
    const node = this.attached;
    if (subscription === undefined || node === undefined) return;
    life.subscription = undefined;
    this.subscribed.delete(life);
    for (const [topic, { member }] of subscription.wanted) this.forget(node, life, topic, member);
  }

  stop(): void {
    this.fanOut.stop();
    this.guarded(() => this.attached?.close());
    this.attached = undefined;
  }

  message({ echo, ...delivery }: Parameters<BackplaneListener['message']>[0]): void {
    const { topic, from } = delivery;
    const event = { type: 'backplane.message', ...delivery, missed: 0 } as const;
    const find = () => {
      const found = this.tree.match(topic);
      return echo ? found : [...found].filter((life) => !this.isFrom(life, from));
    };
    this.arrived({ event, topic }, find);
  }

  joined(topic: string, member: Member): void {
    this.changed({ type: 'backplane.joined', topic, member, missed: 0 }, topic);
  }

  left(topic: string, member: Member): void {
    this.changed({ type: 'backplane.left', topic, member, missed: 0 }, topic);
  }

  state(state: 'connected' | 'disconnected'): void {
    const event = { type: `backplane.${state}` } as const;
    this.arrived({ event, topic: '' }, () => this.subscribed);
  }

  gap(topic: string, lost: number): void {
    this.arrived({ event: { type: 'backplane.gap', topic, lost }, topic }, () =>
      this.tree.match(topic),
    );
  }

  error(error: XstateNetError): void {
    this.home.report(error);
  }

  private node(): BackplaneNode | undefined {
    this.attached ??= this.home.backplane?.attach(this);
    return this.attached;
  }

  private speaker(node: BackplaneNode, { connection }: HandlerLife): Speaker {
    return { node: node.id, connection: connection.id };
  }

  private isFrom(life: HandlerLife, from: Speaker): boolean {
    return from.connection === life.connection.id && from.node === this.attached?.id;
  }

  private subscribe(
    node: BackplaneNode,
    life: HandlerLife,
    { topic, whenSlow, as }: Extract<BackplaneWord, { type: 'backplane.subscribe' }>,
  ): void {
    const { topicsPerConnection, maxTopics, waitingMessages } = this.home.limits;
    const known = life.subscription?.wanted.get(topic);
    if (known === undefined) {
      const has = life.subscription?.wanted.size ?? 0;
      const error =
        has >= topicsPerConnection
          ? tooManyTopics(topic, 'topicsPerConnection', topicsPerConnection)
          : this.topics >= maxTopics && !this.tree.has(topic)
            ? tooManyTopics(topic, 'maxTopics', maxTopics)
            : undefined;
      if (error !== undefined) {
        this.refuse(life, topic, 'subscribe', error);
        return;
      }
    }
    life.subscription ??= new Subscription(waitingMessages);
    this.subscribed.add(life);
    const member = as && { from: this.speaker(node, life), info: as.info };
    life.subscription.wanted.set(topic, { whenSlow, member });
    if (this.tree.add(topic, life)) node.want(topic);
    if (known?.member !== undefined) node.leave(topic, known.member);
    if (member !== undefined) node.join(topic, member);
  }

  private unsubscribe(node: BackplaneNode, life: HandlerLife, topic: string): void {
    const { subscription } = life;
    const wanted = subscription?.wanted.get(topic);
    if (subscription === undefined || wanted === undefined) return;
    subscription.wanted.delete(topic);
    this.forget(node, life, topic, wanted.member);
  }

  private forget(
    node: BackplaneNode,
    life: HandlerLife,
    topic: string,
    member: Member | undefined,
  ): void {
    if (this.tree.delete(topic, life)) this.guarded(() => node.unwant(topic));
    if (member !== undefined) this.guarded(() => node.leave(topic, member));
  }

  private publish(
    node: BackplaneNode,
    life: HandlerLife,
    { topic, message, echo, confirm }: Extract<BackplaneWord, { type: 'backplane.publish' }>,
  ): void {
    node.publish({ topic, message, from: this.speaker(node, life), echo: echo !== false }).then(
      ({ epoch, offset }) => {
        if (confirm)
          this.home.tellHandler(life, { type: 'backplane.published', topic, epoch, offset });
      },
      (error) => this.tellRefused(life, topic, 'publish', notPublished(topic, error)),
    );
  }

  private askMembers(node: BackplaneNode, life: HandlerLife, topic: string): void {
    node.members(topic).then(
      (members) => this.home.tellHandler(life, { type: 'backplane.members', topic, members }),
      (error) => this.tellRefused(life, topic, 'members', notPublished(topic, error)),
    );
  }

  /** It is its own fault: it has to hear it. */
  private refuse(life: HandlerLife, topic: string, wanted: Wanting, error: XstateNetError): void {
    if (life.prepared.hearsRefused) this.tellRefused(life, topic, wanted, error);
    else this.home.failed(life, error);
  }

  private tellRefused(
    life: HandlerLife,
    topic: string,
    wanted: Wanting,
    error: XstateNetError,
  ): void {
    this.home.tellHandler(life, { type: 'backplane.refused', topic, wanted, error });
  }

  private changed(event: BackplaneEvent, topic: string): void {
    this.arrived({ event, topic }, () =>
      [...this.tree.match(topic)].filter(({ prepared }) => prepared.hearsPresence),
    );
  }

  private arrived(told: Told, find: () => Iterable<HandlerLife>): void {
    if (this.fanOut.add(told, find)) return;
    for (const life of find()) {
      life.subscription?.waiting.lose();
      this.lost(life, told.topic);
    }
  }

  private tell(life: HandlerLife, { event, topic }: Told): void {
    const { subscription } = life;
    if (subscription === undefined || life.phase !== 'running') return;
    const { waiting } = subscription;
    if (life.sending === 'ready' && waiting.isEven) {
      this.home.tellHandler(life, event);
      return;
    }
    const whenSlow = subscription.whenSlow(topic);
    if (waiting.add(event, whenSlow) === 'lost') this.lost(life, topic, whenSlow);
    // What was lost at another time is told with this one.
    else if (life.sending === 'ready') this.ready(life);
  }

  private lost(life: HandlerLife, topic: string, whenSlow?: WhenSlow): void {
    const { subscription } = life;
    if (subscription === undefined) return;
    subscription.dropped += 1;
    if (subscription.pace === 'even') {
      subscription.pace = 'lagging';
      this.home.lagging(life, subscription.dropped);
    }
    if ((whenSlow ?? subscription.whenSlow(topic)) === 'end') this.home.tooSlow(life);
  }

  /** A backplane is anybody's code. */
  private guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.home.report(backplaneFailed(error));
    }
  }
}
