import type { AnyActorRef, AnyMachineSnapshot, StateValue } from 'xstate';
import { XstateNetError } from '../../../machines/kit/errors';
import { isActor } from '../../../machines/kit/isActor';
import { shown } from '../../../machines/kit/shown';
import { type Page, type PageOptions, servePage, text } from './page';

/** How a server fares, for who asks whether to send it clients. */
export type Readiness = 'starting' | 'serving' | 'suspended' | 'draining' | 'over';

/** What the states of a `tcpServer` mean for who wants to connect. */
const MEANING: Readonly<Record<string, Readiness>> = {
  checking: 'starting',
  binding: 'starting',
  listening: 'serving',
  suspended: 'suspended',
  closing: 'draining',
  shutdown: 'over',
};

const topOf = (value: StateValue | undefined): string =>
  typeof value === 'object' ? `${Object.keys(value)[0]}` : `${value}`;

/** How a `serverCore`, `simpleServer`, `singleServer` or `tcpServer` fares now. */
export function readinessOf(server: AnyActorRef): Readiness {
  if (!isActor(server)) {
    throw new XstateNetError(
      'XN_BAD_OPTION',
      `readinessOf() was given ${shown(server)}, which is no actor; give it a server`,
    );
  }
  const snapshot = server.getSnapshot() as Partial<AnyMachineSnapshot>;
  if (snapshot.status !== 'active') return 'over';
  const listener = (snapshot.children?.tcpServer ?? server) as AnyActorRef;
  const { value, status } = listener.getSnapshot() as Partial<AnyMachineSnapshot>;
  return status === 'active' ? (MEANING[topOf(value)] ?? 'starting') : 'over';
}

/**
 * The same of a server that may not have been started yet. `/livez` asks whether the process answers,
 * everything else whether clients are welcome.
 */
export function serveHealthOf(
  server: () => AnyActorRef | undefined,
  options: PageOptions,
): Promise<Page> {
  return servePage(options, (path) => {
    if (path === '/livez') return text(200, 'alive');
    const now = server();
    const readiness = now === undefined ? 'starting' : readinessOf(now);
    return text(readiness === 'serving' ? 200 : 503, readiness);
  });
}

/**
 * Serves a page for orchestrators and load balancers: 200 while the server accepts connections, and 503
 * while it starts, is suspended, drains or is over; `/livez` is 200 for as long as the process answers.
 * Fails with `XN_PORT_IN_USE` and the like where it cannot be served, and with `XN_BAD_OPTION` for what is no actor.
 *
 * @example `const page = await serveHealth(server, { port: 8086, host: '0.0.0.0' });`
 */
export async function serveHealth(server: AnyActorRef, options: PageOptions): Promise<Page> {
  readinessOf(server);
  return serveHealthOf(() => server, options);
}
