/** The table of all steps, from which parser, schema and descriptions are made. */

import { HOW_DIED } from '../../machines/connection/howDied';
import { TLS_VERSIONS } from '../../machines/options/tlsWords';
import type { Action } from './actions';
import { ACTOR_STATUSES, CLIENT_STATES, type Expectation } from './expectations';
import {
  anyObject,
  boolean,
  described,
  type Field,
  type Fields,
  integer,
  oneOf,
  optional,
  string,
} from './fields';
import {
  actorName,
  clientName,
  count,
  event,
  flags,
  milliseconds,
  note,
  pattern,
  payload,
  rest,
  state,
  times,
} from './kinds';
import { PAYLOAD_KEYS } from './payload';
import { faults, limits } from './settings';
import { alpnName, certName, clientTls, serverTls } from './tls';

type KeysOf<T> = T extends unknown ? keyof T : never;
type ValueOf<T, K> = T extends unknown ? (K extends keyof T ? NonNullable<T[K]> : never) : never;

/** The fields of a step, each of the type that the step declares, and none missing. */
type FieldsOf<TStep> = {
  readonly [K in Exclude<KeysOf<TStep>, 'do' | 'expect' | 'note'>]-?: Field<ValueOf<TStep, K>> & {
    readonly optional?: true;
  };
};

/** What a kind of step is made of, from which both its check and its schema come. */
export interface StepForm<TFields = Fields> {
  readonly description: string;
  readonly fields: TFields;
  /** Exactly one of these fields is there. */
  readonly exactlyOne?: readonly string[];
  /** At least one of these fields is there. */
  readonly atLeastOne?: readonly string[];
  /** Fields that go with certain others only. */
  readonly onlyWith?: Readonly<Record<string, readonly string[]>>;
}

const client = clientName;
const hasted = { note, rest };

type ActionForms = {
  readonly [K in Action['do']]: StepForm<FieldsOf<Extract<Action, { readonly do: K }>> & Fields>;
};

/** Everything that can be done. */
export const ACTIONS: ActionForms = {
  connect: {
    description: 'A client connects.',
    fields: {
      client,
      outcome: optional(
        described('How it turns out. Default open.', oneOf(['open', 'refused', 'any'])),
      ),
      reading: optional(described('Whether it reads from the start. Default true.', boolean)),
      tls: optional(described('It speaks TLS from the start: true, or how.', clientTls)),
      ...hasted,
    },
  },
  secure: {
    description: 'A client begins a TLS handshake, as behind a STARTTLS.',
    fields: {
      client,
      tls: optional(described('How. Default true.', clientTls)),
      ...hasted,
    },
  },
  send: {
    description: 'A client sends bytes.',
    fields: { client, ...payload, times, ...hasted },
    exactlyOne: PAYLOAD_KEYS,
  },
  end: {
    description: 'A client says that it will send no more, and goes on reading.',
    fields: { client, ...hasted },
  },
  close: { description: 'A client closes its connection.', fields: { client, ...hasted } },
  reset: { description: 'A client breaks its connection off.', fields: { client, ...hasted } },
  vanish: {
    description: 'A client falls silent for ever. Simulated-only.',
    fields: { client, ...hasted },
  },
  pauseReading: { description: 'A client stops reading.', fields: { client, ...hasted } },
  resumeReading: { description: 'A client reads again.', fields: { client, ...hasted } },
  tell: {
    description: 'An actor is sent an event.',
    fields: {
      actor: actorName,
      client: optional(described('Whose: of csa and handler there is one each.', client)),
      event,
      ...hasted,
    },
  },
  advance: { description: 'Time passes.', fields: { milliseconds, note } },
  faults: {
    description: 'From here on the network, or one link, misbehaves. Simulated-only.',
    fields: {
      client: optional(described('Whose link alone. Default: the whole network.', client)),
      faults,
      note,
    },
  },
  clearFaults: {
    description: 'From here on the network, or one link, behaves again. Simulated-only.',
    fields: {
      client: optional(described('Whose link alone. Default: the whole network.', client)),
      note,
    },
  },
  suspend: {
    description: 'The server stops accepting; connections live on.',
    fields: { mode: optional(oneOf(['close', 'refuse'])), ...hasted },
  },
  resume: { description: 'The server accepts again.', fields: hasted },
  setLimits: {
    description: 'The server has other limits from now on.',
    fields: { limits, ...hasted },
  },
  reloadTls: {
    description: 'The server shows other certificates from now on.',
    fields: { tls: serverTls, ...hasted },
  },
  shutdown: { description: 'The server is drained.', fields: hasted },
  abort: { description: 'The server aborts everything, now.', fields: hasted },
};

type ExpectationForms = {
  readonly [K in Expectation['expect']]: StepForm<
    FieldsOf<Extract<Expectation, { readonly expect: K }>> & Fields
  >;
};

const optionalCount = optional(count);

/** Everything that can be expected. */
export const EXPECTATIONS: ExpectationForms = {
  bytes: {
    description: 'A client has received these bytes, which no step has expected yet.',
    fields: {
      client,
      ...payload,
      match: optional(
        described(
          'Whether more may follow. Default exact: it may not.',
          oneOf(['exact', 'prefix']),
        ),
      ),
      times,
      pattern: optional(described('A regular expression that finds something.', pattern)),
      flags: optional(described('Its flags. Default none.', flags)),
      length: optional(described('So many bytes, whatever they are.', integer(1))),
      note,
    },
    exactlyOne: [...PAYLOAD_KEYS, 'pattern', 'length'],
    onlyWith: { match: PAYLOAD_KEYS, times: PAYLOAD_KEYS, flags: ['pattern'] },
  },
  nothing: {
    description: 'Nothing was received that no step has expected.',
    fields: { client: optional(client), note },
  },
  client: {
    description: 'How a connection looks to its client.',
    fields: { client, is: oneOf(CLIENT_STATES), note },
  },
  tls: {
    description: 'A client is secured, and what it has agreed upon.',
    fields: {
      client,
      protocol: optional(oneOf(TLS_VERSIONS)),
      alpn: optional(described('The application protocol.', alpnName)),
      cert: optional(described("For whom the server's certificate is.", certName)),
      note,
    },
  },
  state: {
    description: 'An actor is in a state.',
    fields: {
      actor: actorName,
      client: optional(described('Whose: of csa and handler there is one each.', client)),
      is: optional(state),
      status: optional(oneOf(ACTOR_STATUSES)),
      context: optional(described("Part of the actor's context.", anyObject)),
      note,
    },
    atLeastOne: ['is', 'status', 'context'],
  },
  emitted: {
    description: 'The server has emitted an event that no step has expected yet.',
    fields: {
      type: string('the type of an event', { minLength: 1 }, (value) =>
        value.length > 0 ? undefined : 'is no type',
      ),
      client: optional(described('Whose connection it is about.', client)),
      with: optional(described('Part of the event.', anyObject)),
      count: optional(described('Exactly so many. Default: at least one.', count)),
      note,
    },
  },
  howDied: {
    description: 'A connection has ended, and how.',
    fields: {
      client,
      howDied: oneOf(HOW_DIED),
      bytesReceived: optionalCount,
      bytesSent: optionalCount,
      note,
    },
  },
  counts: {
    description: 'How many of something there are now.',
    fields: {
      connections: optionalCount,
      sockets: optionalCount,
      listening: optionalCount,
      timers: optionalCount,
      actors: optionalCount,
      readers: optionalCount,
      writers: optionalCount,
      note,
    },
    atLeastOne: ['connections', 'sockets', 'listening', 'timers', 'actors', 'readers', 'writers'],
  },
};
