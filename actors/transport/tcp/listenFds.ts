import { XstateNetError } from '../../../machines/kit/errors';
import { shown } from '../../../machines/kit/shown';

/** The first descriptor that a supervisor passes: SD_LISTEN_FDS_START of sd_listen_fds(3). */
const FIRST = 3;

/** More than a supervisor passes, and few enough to be counted. */
const MOST = 256;

/** A socket that a supervisor has opened: a place for `listen`, and its name. */
export interface ActivatedSocket {
  readonly place: { readonly fd: number };
  /** `FileDescriptorName=` of its unit, by default the unit's own; `unknown` where none was told. */
  readonly name: string;
}

const VARIABLES = ['LISTEN_FDS', 'LISTEN_PID', 'LISTEN_FDNAMES'] as const;

const notActivated = (reason: string): XstateNetError =>
  new XstateNetError(
    'XN_NOT_ACTIVATED',
    `no sockets were passed to this process: ${reason}; start node itself by a unit with Sockets=, or by systemd-socket-activate`,
  );

/**
 * The sockets that systemd, or who does as it does, has opened for this process (sd_listen_fds(3)), for `listen`.
 * It takes `LISTEN_FDS` and its companions out of `env`, so that no child takes the sockets for its own.
 * Throws `XN_NOT_ACTIVATED` where there are none. Default of `env`: the process's own.
 */
export function listenFds(env: NodeJS.ProcessEnv = process.env): readonly ActivatedSocket[] {
  const { LISTEN_FDS: count, LISTEN_PID: pid, LISTEN_FDNAMES: names } = env;
  for (const name of VARIABLES) delete env[name];
  if (count === undefined) throw notActivated('LISTEN_FDS is not set');
  if (pid !== String(process.pid)) {
    throw notActivated(`LISTEN_PID is ${shown(pid)}, and this is process ${process.pid}`);
  }
  const number = /^[1-9]\d*$/.test(count) ? Number(count) : 0;
  if (number === 0 || number > MOST) {
    throw notActivated(`LISTEN_FDS is ${shown(count)}, which is not from 1 to ${MOST}`);
  }
  const named = names?.split(':') ?? [];
  return Array.from({ length: number }, (_, i) => ({
    place: { fd: FIRST + i },
    name: named[i] || 'unknown',
  }));
}
