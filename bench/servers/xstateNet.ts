/**
 * This package, as its users get it: the echo protocol as a statechart under `serverCore`.
 *
 * `--inspect` attaches an inspector that does nothing, for what merely being watched costs;
 * `--watched` has somebody open the inspector's page and watch one connection;
 * `--idle MS` ends connections that say nothing for so long.
 */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Actor, type AnyActorRef, type AnyMachineSnapshot, createActor } from 'xstate';
import { inspectServer } from '../../actors/services/inspector';
import {
  findSelectorService,
  listConnections,
  outbox,
  serverCore,
  setupProtocol,
} from '../../index';
import { canPin } from '../harness/child';
import { flag, option, serveBench } from './serve';

const idle = Number(option('idle', '0'));

const echo = setupProtocol().createMachine({
  id: 'echo',
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: { actions: outbox(({ event }) => event.data) },
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});

const server = createActor(serverCore, {
  input: {
    port: 0,
    host: '127.0.0.1',
    protocol: echo,
    ...(idle > 0 && { idleTimeout: idle }),
  },
  ...(flag('inspect') && { inspect: () => {} }),
});

/** Actors that have not ended, from one down through its children, which end with it. */
function running(actor: AnyActorRef): number {
  const { status, children } = actor.getSnapshot() as Partial<AnyMachineSnapshot>;
  if (status !== 'active') return 0;
  const below = Object.values(children ?? {}).map((child) => running(child as AnyActorRef));
  return below.reduce((sum, n) => sum + n, 1);
}

/** More than there are. */
const EVERY_CORE = '0-1023';

/** Has somebody look, from a process of its own, as a browser is. */
async function haveWatched(): Promise<void> {
  const { url } = await inspectServer(server);
  const register = join(__dirname, 'register.cjs');
  const command = [process.execPath, '--require', register, join(__dirname, 'viewer.ts'), url];
  // On any core but that of the server, which is to itself.
  const [file, ...args] = canPin() ? ['taskset', '-c', EVERY_CORE, ...command] : command;
  spawn(file as string, args, { stdio: ['pipe', 'ignore', 'inherit'] }).unref();
}

if (flag('watched')) void haveWatched();

server.on('listening', ({ address }) => {
  if (!('port' in address)) throw new Error('the server does not listen on a port');
  serveBench(address.port, {
    drain: () =>
      new Promise((resolve, reject) => {
        server.subscribe({ complete: resolve, error: reject });
        server.send({ type: 'control.serverShutdown' });
      }),
    counts() {
      const interest = findSelectorService(server)?.getSnapshot().context;
      return {
        'running actors': running(server),
        connections: listConnections(server).length,
        readers: interest?.readers.size ?? 0,
        writers: interest?.writers.size ?? 0,
      };
    },
    classes: { actors: Actor },
  });
});

server.start();
