import type { AnyActorRef, AnyEventObject } from 'xstate';
import { findSelectorService } from '../../actors/listener/selectorService';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import type { ConnectionEnd } from '../../machines/connection/csaMessages';
import { clientBytes } from '../bytes';
import type { Violation } from '../oracles/violation';
import type { Command, Moment, Plan, Step } from '../plan/plan';
import { checkIsAborted, checkIsGivenBack } from './atOnce';
import { checkAtRest } from './atRest';
import { checkInterest } from './atRestRemembered';
import { calmDown } from './calm';
import type { Connection } from './connection';
import { checkLeftovers } from './leftovers';
import { sameWord } from './serverModel';
import { makeServer, type RunOptions, sayToClient } from './startServer';
import { type TapListener, tap } from './tap';
import { withoutRealTimers } from './virtualOnly';
import { checkWords } from './words';
import { World } from './world';

/** Whose bytes the app of a `singleServer` says of its own. */
const APP = 54_321;

/** What came of a run. */
export interface Outcome {
  readonly violations: readonly Violation[];
  /** Connections that the server took or refused, from beginning to end. */
  readonly lifetimes: number;
  /** The same for the same plan, always and everywhere. */
  readonly traceHash: string;
  /** Milliseconds of virtual time that passed. */
  readonly duration: number;
}

/** Runs a plan from beginning to end, in virtual time, and looks whether all was right. */
export function runPlan(plan: Plan, options: RunOptions = {}): Outcome {
  const world = new World(plan);
  const run = new Run(world, options);
  try {
    withoutRealTimers(world, () => run.run());
  } catch (error) {
    world.fail('uncaught', String((error as Error)?.stack ?? error));
    run.giveUp();
  }
  return {
    violations: world.violations,
    lifetimes: world.connections.size,
    traceHash: world.traceHash(),
    duration: world.now - (plan.network.startsAt ?? 0),
  };
}

const CSA = 'csa-';
const HANDLER = 'handler-';

class Run implements TapListener {
  private readonly root: AnyActorRef;
  private readonly tapped: ReturnType<typeof tap>;
  /** Connections whose adapter was told something in this moment. */
  private readonly touched = new Set<Connection>();
  /** When the owner last gave a command, and nothing has happened since. */
  private commandedAt: number | undefined;
  /** What the owner will command from within the server's next word of that. */
  private readonly armed: { readonly when: Moment; readonly command: Command }[] = [];

  constructor(
    private readonly world: World,
    options: RunOptions,
  ) {
    this.root = makeServer(world, options, () => this.reached('made'));
    world.hub?.isOf(this.root);
    this.tapped = tap(this.root, this);
    world.watchAdopted = (csa) => tap(csa, this, this.tapped);
    this.root.on('*', (message: AnyEventObject) => {
      world.server.says(message);
      this.reached(sameWord(message.type));
    });
    this.root.subscribe({
      error: (error) => world.fail('isolation', `the server failed: ${error}`),
    });
  }

  run(): void {
    const { world, root } = this;
    const { network, plan } = world;
    root.start();
    world.selector = findSelectorService(root);
    let now = 0;
    for (const step of plan.steps) {
      if (step.at > now) {
        network.advance(step.at - now);
        checkAtRest(world, root, this.tapped);
        now = step.at;
      }
      this.take(step);
    }
    calmDown(world, root, () => checkAtRest(world, root, this.tapped));
    checkLeftovers(world, this.tapped, root);
  }

  /** So that what one broken run leaves behind does not break the next. */
  giveUp(): void {
    try {
      this.root.stop();
      this.world.network.runToQuiescence(1_000);
    } catch {
      // It is broken already.
    }
  }

  started(actor: AnyActorRef): void {
    const { id } = actor;
    if (id.startsWith(CSA)) this.csaStarted(actor);
    if (actor === this.root ? this.world.plan.server.kind === 'tcpServer' : id === 'tcpServer') {
      this.world.tcpServer = actor;
    }
    if (!id.startsWith(HANDLER)) return;
    const connection = this.world.connections.get(Number(id.slice(HANDLER.length)));
    if (connection === undefined) return;
    connection.handler.actor = actor;
    actor.on('*', (message: AnyEventObject) => connection.handler.says(message));
    this.world.hub?.listensTo(actor, connection);
  }

  private csaStarted(actor: AnyActorRef): void {
    const connection = this.world.connections.get(Number(actor.id.slice(CSA.length)));
    if (connection === undefined) return;
    connection.hasCsa(actor);
    this.world.gate.entered(connection);
  }

  receives(actor: AnyActorRef, event: AnyEventObject): void {
    const { id } = actor;
    const { world } = this;
    if (id.startsWith(CSA)) {
      const connection = world.csaReceives(Number(id.slice(CSA.length)), event);
      if (connection !== undefined) this.touched.add(connection);
    } else if (id.startsWith(HANDLER)) {
      world.handlerReceives(Number(id.slice(HANDLER.length)), event);
    } else if (event.type === 'newconnection') {
      world.newConnection(event.connection as ConnectionInfo, event.descriptor);
    } else if (event.type === 'feedbackFromCSA.socketShutdown') {
      world.socketShutdown(event as unknown as ConnectionEnd);
    }
  }

  settled(): void {
    const { world, touched } = this;
    if (world.life.state !== 'stopped') {
      for (const connection of touched) {
        checkInterest(world, connection);
        checkWords(world, connection);
      }
    }
    touched.clear();
    world.hub?.settled();
    if (world.life.state === 'aborted') checkIsAborted(world);
    checkIsGivenBack(world);
  }

  private take(step: Step): void {
    const { world, root } = this;
    const { network } = world;
    switch (step.do) {
      case 'send':
        world.client(step.client).send(step.bytes);
        break;
      case 'linkFaults':
        world.client(step.client).setFaults(step.faults);
        break;
      case 'faults':
        network.setFaults(step.faults);
        break;
      case 'push':
        if (!world.life.isOver) sayToClient(world, root, clientBytes(APP, 0, step.bytes));
        break;
      case 'mislead':
        root.send({ type: 'mislead' });
        break;
      case 'babble':
        if (world.life.isOver) break;
        world.babbles = true;
        root.send({ type: 'inbox', data: 'no bytes' });
        break;
      case 'limits':
        if (world.life.isOver) break;
        // What is due at this moment is still due by the former ones.
        network.settle();
        world.limitsAre(step.limits);
        root.send({ type: 'control.setLimits', limits: step.limits });
        break;
      case 'hub':
        network.settle();
        world.hub?.does(step);
        break;
      case 'dismiss':
        root.send({ type: 'control.producerFinished' });
        break;
      case 'server':
        if (step.when !== undefined) this.armed.push({ when: step.when, command: step.command });
        else {
          // What is due at this moment comes first, so that it is known what had arrived; but commands
          // in a row are given in one turn.
          if (this.commandedAt !== step.at) network.settle();
          this.commandedAt = step.at;
          this.command(step.command);
        }
        break;
      default:
        world.clientDoes(step.client, step.do, step.host);
    }
  }

  /** The server is in the middle of saying that. */
  private reached(moment: string): void {
    const due = this.armed.filter(({ when }) => when === moment);
    for (const one of due) this.armed.splice(this.armed.indexOf(one), 1);
    for (const { command } of due) this.command(command);
  }

  private command(command: Command): void {
    const { world, root } = this;
    const { life } = world;
    if (life.isOver) return;
    switch (command) {
      case 'suspend':
        life.isCommanded(command);
        root.send({ type: 'control.suspend' });
        break;
      case 'refuse':
        life.isCommanded(command);
        root.send({ type: 'control.suspend', mode: 'refuse' });
        break;
      case 'resume':
        life.isCommanded(command);
        root.send({ type: 'control.resume' });
        break;
      case 'shutdown':
        world.shutdownIsAsked();
        root.send({ type: 'control.serverShutdown' });
        break;
      case 'abort':
        life.isAborted();
        root.send({ type: 'control.shutdownMicroprocess' });
        break;
      case 'stop':
        world.stops();
        root.stop();
        break;
    }
  }
}
