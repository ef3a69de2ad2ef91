import { memoryBackplane } from '../../../actors/services/backplane/memoryBackplane';
import type {
  Backplane,
  BackplaneListener,
  BackplaneNode,
  BackplaneState,
  Delivery,
  Member,
  Place,
} from '../../../machines/handler/backplane';
import { XstateNetError } from '../../../machines/kit/errors';
import type { HubHome } from './home';
import { withWatchedPromises } from './watchedPromise';

/** Who looks at what a backplane carries to the server's node, and at what that asks of it. */
export interface BackplaneWatch {
  arrives(what: 'message' | 'joined' | 'left', topic: string, about: Delivery | Member): void;
  stateIs(state: BackplaneState): void;
  publishes(message: Omit<Delivery, keyof Place>, outcome: 'carried' | 'refused'): void;
}

/** What of a promise a server uses. */
const THEN = 'then';

/** A promise that is settled in a turn of virtual time. */
const later = <T>(
  world: HubHome,
  settle: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
) =>
  ({
    [THEN]: (resolve: (value: T) => void, reject: (error: unknown) => void) => {
      world.network.afterTurn(() => settle(resolve, reject));
    },
  }) as unknown as Promise<T>;

/** What a promise is fulfilled with that is made fulfilled. */
function known<T>(make: () => Promise<T>): T {
  let value: unknown;
  withWatchedPromises(make, (settled) => {
    if (settled.is === 'fulfilled') value = settled.value;
  });
  return value as T;
}

/** Somebody who is present in a topic. */
interface Present {
  readonly topic: string;
  readonly member: Member;
}

/** The backplane within a process, as one over a network would be: it may lose that, and answers later. */
export class SimulatedBackplane implements Backplane {
  readonly name = 'simulated';
  /** What the server's node wants. */
  readonly wanted = new Set<string>();
  /** Who is present by any node, in the order of coming. */
  present: readonly Present[] = [];
  /** The server's node, while it is attached. */
  node: BackplaneNode | undefined;
  private readonly inner = memoryBackplane({ epoch: 'simulated' });
  private listener: BackplaneListener | undefined;
  private state: BackplaneState = 'connected';

  constructor(
    private readonly world: HubHome,
    private readonly watch: BackplaneWatch,
  ) {}

  /** For the app, which is another node. */
  attachApp(): BackplaneNode {
    const deaf = () => undefined;
    const node = this.inner.attach({
      message: deaf,
      joined: deaf,
      left: deaf,
      state: deaf,
      error: deaf,
    });
    return {
      ...this.membership(node),
      id: node.id,
      publish: (message) => node.publish(message),
    } as BackplaneNode;
  }

  /** Its network goes, or comes back; what others publish meanwhile comes all the same. */
  stateIs(state: BackplaneState): void {
    if (this.state === state) return;
    this.state = state;
    if (this.listener === undefined) return;
    this.watch.stateIs(state);
    this.listener.state(state);
  }

  attach(listener: BackplaneListener): BackplaneNode {
    const { world } = this;
    if (this.node !== undefined) world.fail('backplane', 'its server attaches twice');
    this.listener = listener;
    const inner = this.inner.attach(this.watched(listener));
    const node: BackplaneNode = {
      ...this.wants(inner),
      ...this.membership(inner),
      id: inner.id,
      state: this.state,
      publish: (message) => this.publish(inner, message),
      members: (topic) => later(world, (resolve) => resolve(known(() => inner.members(topic)))),
      close: () => this.close(inner),
    };
    this.node = node;
    return node;
  }

  private watched(listener: BackplaneListener): BackplaneListener {
    const { watch } = this;
    return {
      message: (delivery) => {
        watch.arrives('message', delivery.topic, delivery);
        listener.message(delivery);
      },
      joined: (topic, member) => {
        watch.arrives('joined', topic, member);
        listener.joined(topic, member);
      },
      left: (topic, member) => {
        watch.arrives('left', topic, member);
        listener.left(topic, member);
      },
      state: (state) => listener.state(state),
      error: (error) => listener.error(error),
    };
  }

  private wants(inner: BackplaneNode): Pick<BackplaneNode, 'want' | 'unwant'> {
    const { wanted, world } = this;
    return {
      want: (pattern) => {
        if (wanted.has(pattern)) world.fail('backplane', `${pattern} is wanted twice`);
        wanted.add(pattern);
        inner.want(pattern);
      },
      unwant: (pattern) => {
        if (!wanted.delete(pattern)) world.fail('backplane', `${pattern} was not wanted`);
        inner.unwant(pattern);
      },
    };
  }

  private membership(inner: BackplaneNode): Pick<BackplaneNode, 'join' | 'leave'> {
    return {
      join: (topic, member) => {
        this.present = [...this.present, { topic, member }];
        inner.join(topic, member);
      },
      leave: (topic, member) => {
        const rest = this.present.filter((one) => one.topic !== topic || one.member !== member);
        if (rest.length === this.present.length) {
          this.world.fail('backplane', `somebody leaves ${topic} who was not there`);
        }
        this.present = rest;
        inner.leave(topic, member);
      },
    };
  }

  private publish(inner: BackplaneNode, message: Omit<Delivery, keyof Place>): Promise<Place> {
    const { watch, world } = this;
    if (this.state === 'disconnected') {
      watch.publishes(message, 'refused');
      return later(world, (_, reject) =>
        reject(new XstateNetError('XN_NOT_PUBLISHED', 'there is no network')),
      );
    }
    watch.publishes(message, 'carried');
    const place = known(() => inner.publish(message));
    return later(world, (resolve) => resolve(place));
  }

  private close(inner: BackplaneNode): void {
    inner.close();
    this.present = this.present.filter(({ member }) => member.from.node !== inner.id);
    this.wanted.clear();
    this.node = undefined;
    this.listener = undefined;
  }
}
