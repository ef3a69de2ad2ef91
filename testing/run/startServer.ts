/** Starts the kind of server that a script asks for. */

import { type AnyActorLogic, type AnyActorRef, createActor } from 'xstate';
import { tcpServer } from '../../actors/listener/tcpServer';
import { serverCore, simpleServer } from '../../actors/server/serverCore';
import { singleServer } from '../../actors/server/singleServer';
import { memoryBackplane } from '../../actors/services/backplane';
import { BadScript } from '../script/badScript';
import type { Script, ServerKind } from '../script/script';
import { tlsOf } from './certificates';
import { namedProtocol } from './namedProtocol';
import type { RunOptions } from './options';
import type { ScriptNetwork } from './scriptNetwork';
import type { ServerWatch } from './serverWatch';

const LOGIC: Readonly<Record<ServerKind, AnyActorLogic>> = {
  serverCore,
  simpleServer,
  singleServer,
  tcpServer,
};

const TAKES_PROTOCOL: ReadonlySet<ServerKind> = new Set(['serverCore', 'simpleServer']);

/** Starts what the script is about: on the script's network and clock, watched. */
export function startServer(
  script: Script,
  options: RunOptions,
  network: ScriptNetwork,
  watch: ServerWatch,
): AnyActorRef {
  const kind = script.kind ?? 'serverCore';
  const { server } = options;
  const takesProtocol = server !== undefined || TAKES_PROTOCOL.has(kind);
  const protocol =
    options.protocol ??
    (script.protocol !== undefined && takesProtocol
      ? namedProtocol(script.protocol, options.file)
      : undefined);
  if (protocol === undefined && server === undefined && takesProtocol) {
    throw new BadScript(
      { file: options.file },
      'it names no protocol and none was given; say "protocol", or run it with one',
    );
  }
  const actor = createActor(server ?? LOGIC[kind], {
    id: server !== undefined ? 'app' : kind === 'tcpServer' ? 'tcpServer' : 'server',
    clock: network.clock,
    inspect: watch.inspect,
    input: {
      ...script.server,
      ...(script.tls === undefined ? undefined : { tls: tlsOf(script.tls) }),
      ...options.serverOptions,
      port: 0,
      host: '127.0.0.1',
      transport: network.transport,
      ...(protocol !== undefined && takesProtocol ? { protocol } : undefined),
      ...(server === undefined && TAKES_PROTOCOL.has(kind)
        ? { backplane: memoryBackplane({ epoch: 'script' }) }
        : undefined),
    },
  }) as AnyActorRef;
  actor.subscribe({
    error: (error) => {
      watch.crash = { error };
    },
  });
  options.onActor?.(actor, network.clock);
  actor.start();
  return actor;
}
