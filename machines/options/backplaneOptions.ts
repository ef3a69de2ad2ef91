import { count, object } from './optionKinds';

// A `tcpServer` takes what its server passes on.
const TAKERS = ['serverCore', 'simpleServer', 'tcpServer', 'script'] as const;

/** The part of the table of options that is about the backplane. */
export const BACKPLANE_OPTIONS = {
  backplane: {
    group: 'served',
    kind: object('a backplane'),
    byDefault: 'none',
    why: 'It carries what handlers `publish` to those that `subscribe`; `memoryBackplane()` does within the process.',
    takers: ['serverCore', 'simpleServer'],
  },
  topicsPerConnection: {
    group: 'limits',
    kind: count('topics', 1),
    default: 100,
    why: 'Topics and patterns to which one handler may subscribe: a peer that may choose them would choose without end.',
    takers: TAKERS,
    flag: { flags: '--topics-per-connection <n>', help: 'topics to which one may subscribe' },
  },
  maxTopics: {
    group: 'limits',
    kind: count('topics', 1),
    default: 100_000,
    why: 'Topics and patterns to which all handlers of a server may have subscribed together, which bounds what they cost.',
    takers: TAKERS,
    flag: { flags: '--max-topics <n>', help: 'topics to which all may subscribe together' },
  },
  waitingMessages: {
    group: 'limits',
    kind: count('messages', 1),
    default: 1_000,
    why: 'Messages of the backplane that may wait for a subscriber whose peer does not read; then `whenSlow` of its `subscribe` says what goes, and `lagging` is told.',
    takers: TAKERS,
    flag: {
      flags: '--waiting-messages <n>',
      help: 'published messages that may wait for a slow reader',
    },
  },
} as const;
