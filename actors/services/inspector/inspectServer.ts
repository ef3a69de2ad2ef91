import type { AnyActorRef } from 'xstate';
import { XstateNetError } from '../../../machines/kit/errors';
import { shown } from '../../../machines/kit/shown';
import {
  boolean,
  checkValue,
  host as hostKind,
  port as portKind,
} from '../../../machines/options/optionKinds';
import { Lookout } from './attached/lookout';
import type { Api } from './http/api';
import { isLoopback } from './http/guard';
import { InspectorServer } from './http/inspectorServer';

/** How a server is to be inspected. */
export interface InspectOptions {
  /** The page's port; 0 is any free one. Default 0, so that several programs can be inspected at once. */
  readonly port?: number;
  /**
   * The address that the page is served on. Default `127.0.0.1`: the page shows what peers say and what
   * the program holds. Any other is warned of, because it lets other machines try.
   */
  readonly host?: string;
  /** Whether the page may suspend, resume, drain and abort. Default false: looking changes nothing. */
  readonly control?: boolean;
}

/** A page that shows a running server. */
export interface Inspection {
  /** Where the page is, with the token that lets somebody in. */
  readonly url: string;
  /** Takes the page away. What is inspected goes on. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/** It may be anything, and object to being looked at. */
function isActor(value: unknown): value is AnyActorRef {
  try {
    const { getSnapshot, send } = value as Partial<AnyActorRef>;
    return typeof getSnapshot === 'function' && typeof send === 'function';
  } catch {
    return false;
  }
}

function check(
  server: unknown,
  { port = 0, host = LOOPBACK, control = false }: InspectOptions,
): void {
  const error =
    checkValue('port', portKind(0), port) ??
    checkValue('host', hostKind, host) ??
    checkValue('control', boolean, control);
  if (error !== undefined) throw error;
  if (isActor(server)) return;
  throw new XstateNetError(
    'XN_BAD_OPTION',
    `${shown(server)} cannot be inspected; give inspectServer() a running actor: a server, or one that has servers`,
  );
}

/** Who opens the page to other machines is to know it. */
function warnOf(host: string): void {
  if (isLoopback(host)) return;
  const warning = new XstateNetError(
    'XN_INSPECTOR_EXPOSED',
    `the inspector's page is served on ${host}: whoever on the network has its URL sees what peers say and what this program holds`,
  );
  process.emitWarning(warning, { code: warning.code });
}

/**
 * Serves a page that shows a running server in a browser: its connections, the charts of each with the
 * states that it is in, and the messages between them.
 *
 * `server` is a `serverCore`, `simpleServer`, `singleServer` or `tcpServer`, or an actor that has some of
 * them among those that it invoked or spawned; `inspect` is not needed when it is made. Nothing is
 * attached to it until somebody opens the page, and nothing afterwards.
 *
 * Fails with `XN_PORT_IN_USE`, `XN_PORT_FORBIDDEN` or `XN_ADDRESS_UNAVAILABLE` where the page cannot be
 * served, and with `XN_BAD_OPTION`, `XN_BAD_PORT` or `XN_BAD_HOST` for what it cannot be asked.
 *
 * @example
 * ```ts
 * const page = await inspectServer(server);
 * console.log(page.url);
 * ```
 */
export async function inspectServer(
  server: AnyActorRef,
  options: InspectOptions = {},
): Promise<Inspection> {
  check(server, options);
  const { port = 0, host = LOOPBACK, control = false } = options;
  const lookout = new Lookout(server);
  let api: Promise<Api> | undefined;
  const made = async (): Promise<Api> => {
    const [{ Viewers }, { packageVersion }] = await Promise.all([
      import('./http/viewers'),
      import('../../kit/version'),
    ]);
    return {
      lookout,
      control,
      viewers: new Viewers(lookout, { version: packageVersion(), control }),
    };
  };
  const http = new InspectorServer(host, () => (api ??= made()));
  const url = await http.listen(port);
  warnOf(host);
  return {
    url,
    close: async () => {
      (await api)?.viewers.close();
      await http.close();
    },
  };
}
