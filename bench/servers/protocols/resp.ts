/** Redis' PING as a chart, behind redis-parser as a codec of one's own. */

import { type Codec, outbox, setupProtocol, XstateNetError } from 'xstate-net';
import {
  isPing,
  PONG,
  type RespCommand,
  type RespParser,
  respParser,
  UNKNOWN,
} from '../respCommands';

/** The parser keeps what is incomplete itself, so each connection has one of its own. */
interface Parsing {
  readonly parser: RespParser;
  commands: RespCommand[];
  error?: XstateNetError;
}

function begin(): Parsing {
  const parsing: Parsing = {
    commands: [],
    parser: respParser(
      (words) => parsing.commands.push(words),
      (cause) => {
        parsing.error = new XstateNetError('XN_BAD_FRAME', `resp: ${cause.message}`, cause);
      },
    ),
  };
  return parsing;
}

const resp: Codec<RespCommand, Parsing | undefined, string> = {
  name: 'resp',
  initial: undefined,
  decode(state, bytes) {
    const parsing = state ?? begin();
    parsing.commands = [];
    parsing.parser.execute(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    const { commands: messages, error } = parsing;
    return error === undefined ? { state: parsing, messages } : { state: parsing, messages, error };
  },
  end: (state) => ({ state, messages: [] }),
  encode: (answer) => Buffer.from(answer, 'latin1'),
};

export default setupProtocol({
  codec: resp,
  guards: {
    isPing: ({ event }) => event.type === 'inbox' && isPing(event.data),
  },
}).createMachine({
  id: 'resp',
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: [{ guard: 'isPing', actions: outbox(PONG) }, { actions: outbox(UNKNOWN) }],
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});
