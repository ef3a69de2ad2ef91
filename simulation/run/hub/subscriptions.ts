import type { AnyActorRef, AnyEventObject } from 'xstate';
import { handlersOf } from '../../../actors/handler/askClient';
import type { BackplaneState, Delivery, Member, Place } from '../../../machines/handler/backplane';
import { topicMatches } from '../../../machines/handler/topics';
import type { Connection } from '../connection';
import { checkNode } from './checkNode';
import type { Arrival } from './due';
import type { HubHome } from './home';
import { type BackplaneWatch, SimulatedBackplane } from './simulatedBackplane';
import { Subscriber } from './subscriber';

/** Of those who have unsubscribed from all, nobody promises whether they hear that. */
const isOfTheLink = (is: Arrival['is']): boolean => is === 'connected' || is === 'disconnected';

const PRESENCE: ReadonlySet<string> = new Set(['joined', 'left']);

/** What handlers said to the backplane, and what they have to hear of it. */
export class SubscriptionsModel implements BackplaneWatch {
  readonly backplane: SimulatedBackplane;
  private readonly all = new Map<Connection, Subscriber>();
  private arrivals: Arrival[] = [];
  private arrived = 0;

  constructor(private readonly world: HubHome) {
    this.backplane = new SimulatedBackplane(world, this);
  }

  says(connection: Connection, message: AnyEventObject): void {
    const one = this.of(connection);
    const { topic } = message;
    switch (message.type) {
      case 'backplane.subscribe':
        this.subscribes(connection, one, message);
        break;
      case 'backplane.unsubscribe':
        one.wanted.delete(topic);
        one.due.spare((arrival) => !this.wants(connection, one, arrival));
        break;
      case 'backplane.publish':
        if (topic.includes('//')) one.mustBeRefused += 1;
        else {
          one.said += 1;
          if (message.confirm) one.toConfirm += 1;
        }
        break;
      case 'backplane.members':
        one.asked += 1;
        break;
    }
  }

  hears(connection: Connection, event: AnyEventObject): void {
    const one = this.of(connection);
    const is = event.type.slice('backplane.'.length);
    switch (is) {
      case 'refused':
        if (event.wanted === 'publish' && event.error.code === 'XN_NOT_PUBLISHED')
          one.toldRefused += 1;
        else one.mustBeRefused -= 1;
        break;
      case 'published':
        one.confirmed += 1;
        break;
      case 'members':
        one.members += 1;
        this.hearsMembers(connection, event);
        break;
      default:
        this.hearsArrival(connection, one, is, event);
    }
  }

  lags(connection: Connection, dropped: number): void {
    const one = this.of(connection);
    if (one.lagging) this.fail(`${connection} is said to lag, and lags already`);
    if (one.due.length <= this.world.options.waitingMessages || dropped < 1) {
      this.fail(`${connection} is said to have lost ${dropped}, and ${one.due.length} wait`);
    }
    one.lagging = true;
    one.hasLagged = true;
  }

  /** It loses messages that it must not lose. */
  isTooSlow(connection: Connection): boolean {
    const { wanted, hasLagged } = this.of(connection);
    return hasLagged && [...wanted.values()].some(({ whenSlow }) => whenSlow === 'end');
  }

  arrives(is: 'message' | 'joined' | 'left', topic: string, about: Delivery | Member): void {
    this.add(is, topic, about);
  }

  stateIs(state: BackplaneState): void {
    this.add(state, '', undefined);
  }

  publishes(message: Omit<Delivery, keyof Place>, outcome: 'carried' | 'refused'): void {
    const connection = this.world.connections.get(message.from.connection ?? 0);
    if (connection === undefined) {
      this.fail('somebody publishes in nobody’s name');
      return;
    }
    const one = this.of(connection);
    one.given += 1;
    if (outcome === 'refused') one.refused += 1;
  }

  /** An event is done, and all that came of it. */
  check(): void {
    for (const [connection, one] of this.all) {
      if (one.mustBeRefused !== 0) {
        if (connection.handler.isRunning)
          this.fail(`${connection} is not told what cannot be, or wrongly`);
        one.mustBeRefused = 0;
      }
      if (one.said !== one.given) {
        this.fail(`${connection} published ${one.said}, and ${one.given} were carried`);
        one.given = one.said;
      }
    }
  }

  checkAtRest(root: AnyActorRef): void {
    this.arrivals = [];
    for (const [connection, one] of this.all) {
      if (connection.handler.isRunning) this.checkSubscriber(root, connection, one);
    }
    const running = [...this.all].filter(([{ handler }]) => handler.isRunning);
    checkNode(this.backplane, running, this.patterns(), (what) => this.fail(what));
  }

  checkAtEnd(): void {
    const { node, wanted } = this.backplane;
    if (node !== undefined || wanted.size > 0)
      this.world.fail('leftovers', 'the backplane has its server still');
  }

  private subscribes(connection: Connection, one: Subscriber, message: AnyEventObject): void {
    const { topic, whenSlow, as } = message;
    const { topicsPerConnection, maxTopics } = this.world.options;
    if (!one.wanted.has(topic)) {
      const patterns = this.patterns();
      if (
        one.wanted.size >= topicsPerConnection ||
        (patterns.size >= maxTopics && !patterns.has(topic))
      ) {
        one.mustBeRefused += 1;
        return;
      }
    }
    one.hasSubscribed = true;
    if (whenSlow !== 'dropOldest') one.mayLoseTheLast = true;
    one.wanted.set(topic, { whenSlow, as: as?.info });
    // What is being told at this moment it may hear, or not.
    for (const arrival of this.arrivals) {
      if (arrival.at === this.world.now && this.wants(connection, one, arrival))
        one.due.add(arrival, false);
    }
  }

  private hearsArrival(
    connection: Connection,
    one: Subscriber,
    is: string,
    event: AnyEventObject,
  ): void {
    if (connection.model.sending === 'blocked')
      this.fail(`${connection} is told ${is} while it is blocked`);
    const wrong = one.due.hears(
      ({ is: kind, topic, about }) =>
        kind === is &&
        (about === undefined ||
          (topic === event.topic &&
            (PRESENCE.has(is)
              ? about === event.member
              : (about as Delivery).offset === event.offset &&
                (about as Delivery).message === event.message))),
      event.missed ?? 0,
    );
    one.lagging = false;
    if (wrong !== undefined)
      this.fail(`${connection} ${wrong}: ${is} ${event.topic} ${event.offset}`);
    if ((event.missed ?? 0) > 0 && !one.hasLagged)
      this.fail(`${connection} missed some, and nobody was told`);
  }

  private hearsMembers(connection: Connection, { topic, members }: AnyEventObject): void {
    const due = this.backplane.present
      .filter((one) => one.topic === topic)
      .map(({ member }) => member);
    const isSame =
      due.length === members.length && due.every((member, at) => member === members[at]);
    if (!isSame)
      this.fail(`${connection} hears of ${members.length} members of ${topic}, of ${due.length}`);
  }

  private add(is: Arrival['is'], topic: string, about: Arrival['about']): void {
    this.arrived += 1;
    const arrival: Arrival = { is, topic, about, at: this.world.now, number: this.arrived };
    this.arrivals.push(arrival);
    for (const [connection, one] of this.all) {
      if (!connection.handler.isRunning) continue;
      if (this.wants(connection, one, arrival)) one.due.add(arrival, true);
      else if (isOfTheLink(is) && one.hasSubscribed) one.due.add(arrival, false);
    }
  }

  private wants(
    { info }: Connection,
    { wanted }: Subscriber,
    { is, topic, about }: Arrival,
  ): boolean {
    if (isOfTheLink(is)) return wanted.size > 0;
    if (is === 'message') {
      const { echo, from } = about as Delivery;
      if (!echo && from.connection === info.id) return false;
    }
    for (const pattern of wanted.keys()) if (topicMatches(pattern, topic)) return true;
    return false;
  }

  private patterns(): Set<string> {
    const patterns = new Set<string>();
    for (const [{ handler }, { wanted }] of this.all) {
      if (handler.isRunning) for (const pattern of wanted.keys()) patterns.add(pattern);
    }
    return patterns;
  }

  private checkSubscriber(root: AnyActorRef, connection: Connection, one: Subscriber): void {
    const { due } = one;
    const { options } = this.world;
    const life = handlersOf(root)?.lifeOf(connection.info.id);
    const waiting = life?.subscription?.waiting.length ?? 0;
    if (waiting > options.waitingMessages) this.fail(`${waiting} messages wait for ${connection}`);
    if (waiting > due.length)
      this.fail(`${waiting} messages wait for ${connection}, of ${due.length}`);
    if (connection.model.sending === 'blocked') {
      if (!one.hasLagged && waiting < due.musts)
        this.fail(`${waiting} of ${due.musts} messages wait for ${connection}`);
      const endsWhenSlow = [...one.wanted.values()].every(({ whenSlow }) => whenSlow === 'end');
      if (
        one.wanted.size > 0 &&
        endsWhenSlow &&
        one.lagging &&
        connection.model.phase === 'connected'
      ) {
        this.fail(`${connection} lives on, and is too slow`);
      }
    } else {
      if (waiting > 0) this.fail(`${waiting} messages wait for ${connection}, which takes them`);
      if (due.musts > 0 && !(one.hasLagged && one.mayLoseTheLast))
        this.fail(`${connection} has not heard ${due.musts} messages`);
      one.lagging = false;
    }
    const { refused, toldRefused, toConfirm, confirmed, asked, members } = one;
    if (toldRefused !== refused)
      this.fail(`${connection} is told of ${toldRefused} of ${refused} that were not carried`);
    if (confirmed > toConfirm || confirmed + refused < toConfirm) {
      this.fail(`${connection} is told of ${confirmed} of ${toConfirm} that were carried`);
    }
    if (members !== asked)
      this.fail(`${connection} asked ${asked} times who is there, and heard it ${members} times`);
  }

  private of(connection: Connection): Subscriber {
    const known = this.all.get(connection);
    if (known !== undefined) return known;
    const made = new Subscriber();
    this.all.set(connection, made);
    return made;
  }

  private fail(what: string): void {
    this.world.fail('backplane', what);
  }
}
