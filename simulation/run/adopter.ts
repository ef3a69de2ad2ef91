/** An app without a server: it listens by itself, and adopts what it has accepted, some of it a while later. */

import { type AnyActorRef, type AnyEventObject, createActor, fromCallback } from 'xstate';
import { adoptSocket } from '../../actors/connection/adoptSocket';
import { connectedSocketAdapter } from '../../actors/connection/connectedSocketAdapter';
import type { TransportSocket } from '../../actors/transport/transport';
import type { ConnectionEnd } from '../../machines/connection/csaMessages';
import { echoOf } from './echoOf';
import type { World } from './world';

const AT_ONCE: readonly number[] = [0];

const ignore = () => undefined;

/** Words of an app about the connections that it has adopted. */
type Say = (message: AnyEventObject) => void;

class Adopter {
  private readonly live = new Map<number, AnyActorRef>();
  private readonly listening: { close(): void };
  private came = 0;
  private life: 'open' | 'closing' | 'aborting' | 'over' = 'open';
  private clearTimer: () => void = ignore;

  constructor(
    private readonly world: World,
    private readonly say: Say,
    /** Ends the app itself. */
    private readonly end: () => void,
  ) {
    const { network, options } = world;
    this.listening = network.listen(
      { port: options.port, options },
      {
        listening: (address) => say({ type: 'listening', address }),
        connection: (socket) => this.accepted(socket),
        failed: (error) => {
          say({ type: 'error', error });
          this.over();
        },
        error: (error) => say({ type: 'error', error }),
        closed: () => undefined,
      },
    );
  }

  receive({ type }: AnyEventObject): void {
    if (type === 'control.serverShutdown') this.close({ type });
    else if (type === 'control.shutdownMicroprocess') this.abort({ type });
    else this.mislead();
  }

  /** Its actor is stopped. */
  stop(): void {
    this.life = 'over';
    this.listening.close();
    this.clearTimer();
    this.tellAll({ type: 'control.shutdownMicroprocess' });
  }

  /** Some are kept for a while, in which nobody hears what befalls them, and some closed before. */
  private accepted(socket: TransportSocket): void {
    const { world } = this;
    const { adoptsAfter = AT_ONCE } = world.plan.server;
    const wait = adoptsAfter[world.accepted++ % adoptsAfter.length] as number;
    if (wait === 0) {
      this.adopt(socket);
      return;
    }
    const { remotePort } = socket;
    if (wait < 0) {
      socket.destroy();
      this.adopt(socket, remotePort);
      return;
    }
    socket.on('error', ignore);
    world.waiting += 1;
    world.network.clock.setTimeout(() => {
      world.waiting -= 1;
      socket.off('error', ignore);
      this.adopt(socket);
    }, wait);
  }

  private adopt(socket: TransportSocket, remotePort?: number): void {
    if (this.life === 'over' || this.life === 'aborting') {
      socket.destroy();
      this.endIfNobodyIsThere();
      return;
    }
    const { world } = this;
    const { options, network } = world;
    const { highWaterMark, outboxLimit, halfOpen } = options;
    const { idleTimeout, readTimeout, lingerTimeout } = options;
    const input = adoptSocket(socket, {
      transport: network,
      ...{ highWaterMark, outboxLimit, halfOpen, idleTimeout, readTimeout, lingerTimeout },
    });
    this.came += 1;
    const id = this.came;
    // Those of adopted sockets are numbered by the process.
    const { peerport } = input.connection;
    const connection = { ...input.connection, id, peerport: remotePort ?? peerport };
    world.newConnection(connection, input.descriptor);
    const csa = createActor(connectedSocketAdapter, {
      id: `csa-${id}`,
      input,
      clock: network.clock as never,
    }) as AnyActorRef;
    this.live.set(id, csa);
    world.watchAdopted(csa);
    echoOf(world, id, csa);
    csa.subscribe({
      complete: () => {
        const { output } = csa.getSnapshot() as { readonly output: ConnectionEnd };
        this.gone(id, { ...output, connection });
      },
      error: () => this.failed(id),
    });
    this.say({ type: 'connected', connection });
    csa.start();
    if (this.life === 'closing') csa.send({ type: 'control.serverShutdown' });
  }

  private gone(id: number, end: ConnectionEnd): void {
    this.live.delete(id);
    if (this.world.life.state === 'stopped') return;
    this.world.socketShutdown(end);
    this.say({ type: 'disconnected', ...end });
    this.endIfNobodyIsThere();
  }

  private failed(id: number): void {
    this.live.delete(id);
    this.world.hasBeenMisled(id);
    this.endIfNobodyIsThere();
  }

  private close(word: AnyEventObject): void {
    if (this.life === 'open') {
      this.life = 'closing';
      this.listening.close();
      this.say({ type: 'closing' });
      const { network, options } = this.world;
      const timer = network.clock.setTimeout(() => this.force(), options.shutdownTimeout);
      this.clearTimer = () => network.clock.clearTimeout(timer);
    }
    this.tellAll(word);
    this.endIfNobodyIsThere();
  }

  /** What it has accepted and not adopted yet, it closes when that comes to its turn. */
  private abort(word: AnyEventObject): void {
    this.close(word);
    if (this.life === 'closing') this.life = 'aborting';
  }

  private force(): void {
    this.tellAll({ type: 'control.shutdownMicroprocess', howDied: 'shutdownTimeout' });
  }

  private tellAll(word: AnyEventObject): void {
    for (const csa of [...this.live.values()]) csa.send(word);
  }

  /** A mistaken app: what is no event is refused, and what lacks what it needs fails that adapter. */
  private mislead(): void {
    const [csa] = this.live.values();
    if (csa === undefined) return;
    const { world } = this;
    try {
      csa.send({} as never);
      world.fail('isolation', `${csa.id} takes what is no event`);
    } catch (error) {
      const { code } = error as { readonly code?: string };
      if (code !== 'XN_BAD_EVENT') world.fail('isolation', `${csa.id} is sent nothing: ${code}`);
    }
    csa.send({ type: 'socket.error' });
  }

  private endIfNobodyIsThere(): void {
    const isEnding = this.life === 'closing' || this.life === 'aborting';
    if (isEnding && this.live.size === 0 && this.world.waiting === 0) this.over();
  }

  private over(): void {
    this.life = 'over';
    this.clearTimer();
    this.say({ type: 'shutdown' });
    this.end();
  }
}

/** The app as an actor, which says what servers say. */
export const adopter = (world: World) =>
  fromCallback<AnyEventObject, undefined, AnyEventObject>(({ emit, receive, self }) => {
    const app = new Adopter(world, emit, () => self.stop?.());
    receive((event) => app.receive(event));
    return () => app.stop();
  });
