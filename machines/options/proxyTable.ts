import { type OptionEntry, SERVERS, SERVERS_AND_SCRIPTS } from './optionEntry';
import { milliseconds, proxies } from './optionKinds';

/** What a server takes of the proxies before it, a part of the table of options. */
export const PROXY_OPTIONS = {
  proxyProtocol: {
    group: 'listen',
    kind: proxies,
    byDefault: 'nobody is believed',
    why: 'Proxies, as `from`, that say for whom they speak (PROXY protocol): whom they announce is the peer of the connection, and limits by address are about that one. The page on the PROXY protocol tells.',
    takers: SERVERS,
  },
  proxyTimeout: {
    group: 'listen',
    kind: milliseconds(1),
    default: 5_000,
    why: 'How long a proxy may take to say for whom it speaks, from when its connection was accepted: it is the first thing that it does.',
    takers: SERVERS_AND_SCRIPTS,
    flag: { flags: '--proxy-timeout <ms>', help: 'how long the header of a proxy may take' },
  },
} as const satisfies Record<string, OptionEntry>;
