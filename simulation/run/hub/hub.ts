import { type AnyActorRef, type AnyEventObject, createActor, fromCallback } from 'xstate';
import { broadcast, sendTo } from '../../../actors/server/talk';
import type { BackplaneNode, Member } from '../../../machines/handler/backplane';
import { type HubDeed, KEYS, type Whom } from '../../plan/hubPlan';
import type { Connection } from '../connection';
import type { HubHome } from './home';
import { Questions } from './questions';
import { Registry } from './registry';
import { SubscriptionsModel } from './subscriptions';

/** Of so many that are chosen, one may be gone already. */
const SOME_ARE_GONE = 5;

/** What handlers have to do with others than their peers, as it is done and as it has to be. */
export class Hub {
  readonly questions: Questions;
  readonly registry: Registry;
  readonly subscriptions: SubscriptionsModel;
  /** Hears what handlers tell their server's owner. */
  readonly owner: AnyActorRef;
  private readonly app: BackplaneNode;
  private readonly members = new Map<string, Member>();
  private root: AnyActorRef | undefined;
  private published = 0;
  private sent = 0;
  /** Who has to hear what was sent last, and has not yet. */
  private readonly toHear = new Set<Connection>();
  private told = 0;
  private toldOwner = 0;

  constructor(private readonly world: HubHome) {
    this.questions = new Questions(world);
    this.registry = new Registry(world, this.questions);
    this.subscriptions = new SubscriptionsModel(world);
    this.app = this.subscriptions.backplane.attachApp();
    this.owner = createActor(
      fromCallback(({ receive }) => receive((event) => this.ownerHears(event as AnyEventObject))),
    ).start();
  }

  isOf(root: AnyActorRef): void {
    this.root = root;
  }

  does(deed: HubDeed): void {
    const { world } = this;
    switch (deed.deed) {
      case 'ask': {
        const connection = this.connectionAt(deed.whom);
        const { actor } = connection?.handler ?? {};
        if (connection !== undefined && actor !== undefined)
          this.questions.ask(deed, connection, actor);
        break;
      }
      case 'sendTo':
        this.sendTo(deed.whom);
        break;
      case 'broadcast':
        this.broadcast(deed.only);
        break;
      case 'publish':
        for (let times = 0; times < deed.times; times += 1) this.publish(deed.topic);
        break;
      case 'join':
        if (this.members.has(deed.topic)) break;
        this.members.set(deed.topic, {
          from: { node: this.app.id, connection: undefined },
          info: 'app',
        });
        this.app.join(deed.topic, this.members.get(deed.topic) as Member);
        break;
      case 'leave': {
        const member = this.members.get(deed.topic);
        if (member === undefined) break;
        this.members.delete(deed.topic);
        this.app.leave(deed.topic, member);
        break;
      }
      case 'link':
        if (!world.life.isOver) this.subscriptions.backplane.stateIs(deed.state);
        break;
    }
  }

  /** Hears what a handler says before its server does: by its type, for listeners to all come behind those. */
  listensTo(handler: AnyActorRef, connection: Connection): void {
    const { questions, registry, subscriptions } = this;
    handler.on('ask.answer', (message) => questions.says(connection, message));
    handler.on('registry.register', (message) => registry.says(connection, message));
    handler.on('owner.tell', () => {
      this.told += 1;
    });
    for (const word of ['subscribe', 'unsubscribe', 'publish', 'members']) {
      handler.on(`backplane.${word}`, (message) => subscriptions.says(connection, message));
    }
  }

  hears(connection: Connection, event: AnyEventObject): void {
    const { type } = event;
    if (type === 'asked') this.questions.hears(connection, event);
    else if (type === 'registry.refused') this.registry.isRefused(connection);
    else if (type === 'sent') {
      if (event.tag !== this.sent || !this.toHear.delete(connection)) {
        this.fail(`${connection} hears what was not sent to it, or twice`);
      }
    } else if (type.startsWith('backplane.')) this.subscriptions.hears(connection, event);
  }

  gone(connection: Connection): void {
    this.registry.gone(connection);
  }

  /** An event is done, and all that came of it. */
  settled(): void {
    if (this.world.life.state === 'stopped') return;
    this.questions.check();
    this.registry.check();
    this.subscriptions.check();
    if (this.told !== this.toldOwner) {
      this.fail(`${this.toldOwner} of ${this.told} words came to the owner`);
      this.toldOwner = this.told;
    }
  }

  checkAtRest(root: AnyActorRef): void {
    this.questions.checkAtRest(root);
    this.registry.checkAtRest(root, KEYS);
    this.subscriptions.checkAtRest(root);
  }

  checkAtEnd(): void {
    this.questions.checkAtEnd();
    this.subscriptions.checkAtEnd();
    this.owner.stop();
  }

  private ownerHears(event: AnyEventObject): void {
    if (event.type !== 'told') return;
    this.toldOwner += 1;
    const connection = this.world.connections.get(
      (event.connection as { readonly id?: number } | undefined)?.id ?? 0,
    );
    if (connection === undefined || connection.handler.actor !== event.handler) {
      this.fail(`the owner is told by ${event.handler?.id} of connection ${event.connection?.id}`);
    }
  }

  private sendTo(whom: Whom): void {
    const { root } = this;
    if (root === undefined) return;
    const connection = this.connectionAt(whom);
    const isThere = connection !== undefined && this.canHear(connection);
    this.sends(isThere ? [connection] : []);
    const id = typeof whom === 'string' ? whom : (connection?.info.id ?? 0);
    const wasThere = sendTo(root, id, { type: 'sent', tag: this.sent } as never);
    if (wasThere !== isThere) this.fail(`${whom} ${wasThere ? 'is' : 'is not'} there, by sendTo()`);
    this.checkHeard();
  }

  private broadcast(only: 'all' | 'odd'): void {
    const { root, world } = this;
    if (root === undefined) return;
    const isMeant = (id: number) => only === 'all' || id % 2 === 1;
    const due = [...world.connections.values()].filter(
      (one) => isMeant(one.info.id) && this.canHear(one),
    );
    this.sends(due);
    const event = { type: 'sent', tag: this.sent } as never;
    const told =
      only === 'all' ? broadcast(root, event) : broadcast(root, event, ({ id }) => isMeant(id));
    if (told !== due.length) this.fail(`${told} are told, of ${due.length}`);
    this.checkHeard();
  }

  private canHear({ handler, model }: Connection): boolean {
    return handler.isRunning && model.phase !== 'shutdown' && this.world.life.isOver === false;
  }

  private sends(to: readonly Connection[]): void {
    this.sent += 1;
    this.toHear.clear();
    for (const connection of to) this.toHear.add(connection);
  }

  private checkHeard(): void {
    for (const connection of this.toHear)
      this.fail(`${connection} has not heard what was sent to it`);
  }

  private publish(topic: string): void {
    this.published += 1;
    const from = { node: this.app.id, connection: undefined };
    void this.app.publish({ topic, message: -this.published, from, echo: true });
  }

  private connectionAt(whom: Whom): Connection | undefined {
    if (typeof whom === 'string') return this.registry.holderOf(whom);
    const all = [...this.world.connections.values()].filter(({ handler }) => handler.actor);
    const living = all.filter((connection) => this.canHear(connection));
    const among = whom % SOME_ARE_GONE === 0 || living.length === 0 ? all : living;
    return among[whom % among.length];
  }

  private fail(what: string): void {
    this.world.fail('directory', what);
  }
}
