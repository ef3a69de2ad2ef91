/** The listening sockets of a `tcpServer` that listens at several places. */

import { type Actor, type AnyActorRef, createActor, type SnapshotFrom } from 'xstate';
import type { ServerAddress } from '../../machines/connection/connectionInfo';
import { addressText, noSuchAddress } from '../../machines/listener/named';
import { type PlaceMessage, placeMachine } from '../../machines/listener/place';
import { type PlaceState, type PlacesMessage, placesMachine } from '../../machines/listener/places';
import type { TcpServerChildInput } from '../../machines/listener/tcpServerContext';
import type {
  ConnectionsRefused,
  ListenerCommand,
  ListenerEvent,
} from '../../machines/listener/tcpServerMessages';
import { describePlace, type ListenPlace, placeOf } from '../../machines/options/places';
import type { ResolvedServerOptions } from '../../machines/options/resolveOptions';
import { relay } from '../compiled/xstate/relay';
import type { Resource } from '../kit/resource';
import { type Came, ListenerSocket } from './listeningSocket';

/** The options of a server, for one of its places. */
function optionsAt(options: ResolvedServerOptions, place: ListenPlace): ResolvedServerOptions {
  const { listen, ...others } = options;
  return { ...others, ...place };
}

function stateOf(snapshot: SnapshotFrom<typeof placeMachine>): PlaceState {
  const { address } = snapshot.context;
  if (snapshot.hasTag('accepting') && address !== undefined) return { is: 'accepting', address };
  if (snapshot.hasTag('binding')) return { is: 'binding' };
  return { is: snapshot.hasTag('closed') ? 'closed' : 'resting' };
}

/** One of them: its life is its chart's, its socket is one as every server has. */
interface OnePlace {
  readonly place: ListenPlace;
  readonly life: Actor<typeof placeMachine>;
  readonly socket: ListenerSocket;
}

/** What `placeMachine` and `placesMachine` decide is done here, and what comes of it is told the `tcpServer`. */
export class ListeningPlaces implements Resource<ListenerCommand> {
  private readonly places: readonly OnePlace[];
  private readonly together: Actor<typeof placesMachine>;
  private readonly count: Came = { came: 0 };

  constructor(
    private readonly self: AnyActorRef,
    private readonly input: TcpServerChildInput,
  ) {
    const places = (input.options.listen ?? []).map(placeOf);
    this.together = createActor(placesMachine, { input: { count: places.length } });
    this.together.on('*', (message) => this.hear(message));
    this.together.start();
    this.places = places.map((place, index) => this.make(place, index));
  }

  /** How many connections have come so far, whether there was room for them or not. */
  get came(): number {
    return this.count.came;
  }

  receive(event: ListenerCommand): void {
    const { together, places } = this;
    switch (event.type) {
      case 'listener.listen':
        together.send({ type: 'listen' });
        for (const { life } of places) life.send({ type: 'listen' });
        together.send({ type: 'asked' });
        break;
      case 'listener.close':
        together.send({ type: 'close' });
        break;
      case 'listener.suspend':
        for (const { life } of this.named(event)) life.send({ type: 'suspend', mode: event.mode });
        break;
      case 'listener.resume':
        for (const { life } of this.named(event)) life.send({ type: 'resume' });
        break;
      case 'listener.reloadTls':
        // They have the same, so that what is wrong with it is told once.
        places.every(({ socket }) => socket.reloadTls(event.tls));
        break;
      case 'listener.setLimits':
        for (const { place, socket } of places) {
          socket.receive({ ...event, options: optionsAt(event.options, place) });
        }
        break;
      case 'listener.refuse':
        places[0]?.socket.receive(event);
        break;
    }
  }

  stop(): void {
    this.together.stop();
    for (const { life, socket } of this.places) {
      life.stop();
      socket.stop();
    }
  }

  toJSON(): object {
    return {
      places: this.places.map(({ place, life, socket }) => ({
        place: describePlace(place),
        state: life.getSnapshot().value,
        ...socket.toJSON(),
      })),
    };
  }

  private make(place: ListenPlace, index: number): OnePlace {
    const port = 'port' in place ? place.port : undefined;
    const life = createActor(placeMachine, {
      input: { port, keepsSocket: 'fd' in place },
    });
    const socket: ListenerSocket = new ListenerSocket(
      this.self,
      { ...this.input, options: optionsAt(this.input.options, place) },
      { count: this.count, tell: (event) => this.heard(life, event) },
    );
    life.on('*', (message) => this.wanted(message, socket));
    life.subscribe((snapshot) =>
      this.together.send({ type: 'place.changed', index, now: stateOf(snapshot) }),
    );
    life.start();
    return { place, life, socket };
  }

  /** What one place wants of its socket. */
  private wanted(message: PlaceMessage, socket: ListenerSocket): void {
    switch (message.type) {
      case 'listen':
        socket.receive({ type: 'listener.listen', port: message.port });
        break;
      case 'close':
        socket.receive({ type: 'listener.close' });
        break;
      case 'failed':
        this.together.send({ type: 'place.failed', error: message.error });
        break;
    }
  }

  /** What the socket of one place says. */
  private heard(life: OnePlace['life'], event: ListenerEvent): void {
    switch (event.type) {
      case 'listener.listening':
        life.send({ type: 'socket.listening', address: event.address });
        break;
      case 'listener.failed':
        life.send({ type: 'socket.failed', error: event.error });
        break;
      case 'listener.closed':
        life.send({ type: 'socket.closed' });
        break;
      case 'newconnection':
        if (life.getSnapshot().matches('refusing')) {
          this.tell({ ...event, type: 'connections.refused', reason: 'suspended' });
        } else this.tell(event);
        break;
      default:
        this.tell(event);
    }
  }

  /** What becomes of all of them. */
  private hear(message: PlacesMessage): void {
    switch (message.type) {
      case 'close':
        for (const { life } of this.places) life.send({ type: 'close' });
        break;
      case 'listening': {
        const [first, ...others] = message.addresses;
        this.tell({ type: 'listener.listening', address: first as ServerAddress });
        for (const address of others) this.tell({ type: 'listener.opened', address });
        break;
      }
      case 'opened':
        this.tell({ type: 'listener.opened', address: message.address });
        break;
      case 'shut':
        this.tell({ type: 'listener.shut', address: message.address });
        break;
      case 'failed':
        this.tell({ type: 'listener.failed', error: message.error });
        break;
      case 'error':
        this.tell({ type: 'listener.error', error: message.error });
        break;
      default:
        this.tell({ type: `listener.${message.type}` });
    }
  }

  /** The places that a command is for: those at its address, or all. */
  private named({
    address,
  }: {
    readonly address?: ServerAddress | string | undefined;
  }): readonly OnePlace[] {
    if (address === undefined) return this.places;
    const text = addressText(address);
    const found = this.places.filter((place) => namesOf(place).includes(text));
    if (found.length === 0) {
      const all = this.places.map((place) => namesOf(place)[0]);
      this.tell({ type: 'listener.error', error: noSuchAddress(text, all.join(' and ')) });
    }
    return found;
  }

  private tell(event: ListenerEvent | ConnectionsRefused): void {
    relay(this.self, this.input.tcpServer, event);
  }
}

/** As it listens, and as that was asked for. */
function namesOf({ life, place }: OnePlace): readonly string[] {
  const { address } = life.getSnapshot().context;
  const asked = describePlace(place);
  return address === undefined ? [asked] : [addressText(address), asked];
}
