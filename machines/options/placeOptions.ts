import { type OptionEntry, SERVERS } from './optionEntry';
import { count, mode, places } from './optionKinds';

/** Where a server listens besides a port and a path, a part of the table of options. */
export const PLACE_OPTIONS = {
  mode: {
    group: 'listen',
    kind: mode,
    byDefault: 'as the umask of the process has it',
    why: 'Permissions of the unix socket at `path`: who may connect. It has them from the first moment.',
    takers: SERVERS,
    flag: { flags: '--mode <octal>', help: 'permissions of the unix socket, such as 660' },
  },
  fd: {
    group: 'listen',
    kind: count('descriptor', 0, 2 ** 31 - 1),
    byDefault: 'none',
    why: 'The descriptor of a socket that somebody else has opened for the server, which listens there instead of at `port` or `path`. It cannot be opened again, so a suspension keeps it and refuses.',
    takers: SERVERS,
    flag: { flags: '--fd <n>', help: 'descriptor of a socket to listen on instead' },
  },
  listen: {
    group: 'listen',
    kind: places,
    byDefault: 'none',
    why: 'Several places to listen at, all or none: ports as `127.0.0.1:1601`, `[::1]:1601` and `*:1601`, unix sockets as `unix:/run/echo.sock`, descriptors as `fd:3`, or as objects with `port`, `host` and `ipv6Only`, `path` and `mode`, or `fd`. Excludes those as options.',
    takers: SERVERS,
    flag: {
      flags: '--listen <place>',
      help: 'a place such as 127.0.0.1:1601, [::1]:1601, *:1601 or unix:/run/echo.sock; may be repeated',
    },
  },
} as const satisfies Record<string, OptionEntry>;
