/** A recorded life in the forms in which people keep it: a script, and a diagram of its messages. */

import { optionsFor } from '../../../../machines/options/optionTable';
import { protocols } from '../../../../machines/protocols';
import { machineOf } from '../charts/register';
import type { ServerWatch } from '../look/serverWatch';
import type { Json, LifeRecord, MessageRecord, Party, Taken } from '../messages';
import type { LifeWatch } from './lifeWatch';
import { StepWriter } from './script';

/** The name of the shipped protocol that the handler is one of. */
function protocolOf({ handlerActor }: LifeWatch): string | undefined {
  const machine = handlerActor === undefined ? undefined : machineOf(handlerActor);
  if (machine === undefined) return undefined;
  const shipped = Object.entries(protocols).find(([, { make }]) => (make() as object) === machine);
  return shipped?.[0];
}

/** The options that the server was given, as far as scripts have them. */
function optionsOf(server: ServerWatch): { readonly [option: string]: Json } {
  const known: readonly string[] = optionsFor('script');
  return Object.fromEntries(
    Object.entries(server.given).filter(
      ([name, value]) => known.includes(name) && value !== undefined,
    ),
  ) as { readonly [option: string]: Json };
}

/** What of its story is missing. */
function descriptionOf({ fromTheStart, tape }: LifeWatch): string | undefined {
  const missing = [
    ...(fromTheStart ? [] : ['what came before it was watched']),
    ...(tape.isFull ? ['what came when there was too much to keep'] : []),
  ];
  return missing.length === 0 ? undefined : `left out: ${missing.join(', and ')}`;
}

/** A script for `xstate-net/testing` that replays the life. */
function scriptOf(watch: LifeWatch, server: ServerWatch): Json {
  const { tape, life, row } = watch;
  const end = life.answer().records.at(-1);
  const dead = end?.type === 'end' && !tape.isFull ? end.dead : undefined;
  const writer = new StepWriter(`client-${row.id}`, watch.beganAt, watch.fromTheStart);
  for (const happening of tape.happenings) writer.take(happening);
  const last = tape.happenings.at(-1)?.at ?? watch.beganAt;
  const steps = writer.finish(dead, dead === undefined ? last : Math.max(last, dead.at));
  const protocol = protocolOf(watch);
  const description = descriptionOf(watch);
  const { kind } = server.summary();
  const given = optionsOf(server);
  return {
    name: `connection ${row.id} of ${row.peer}`,
    ...(description === undefined ? {} : { description }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(kind === 'serverCore' ? {} : { kind }),
    ...(Object.keys(given).length === 0 ? {} : { server: given }),
    steps,
  };
}

/** The same as a file has it. */
export const scriptText = (watch: LifeWatch, server: ServerWatch): string =>
  `${JSON.stringify(scriptOf(watch, server), null, 2)}\n`;

const NAMES: Readonly<Record<Party, string>> = {
  socket: 'socket',
  csa: 'CSA',
  handler: 'handler',
  server: 'server',
  app: 'app',
};

/** Events are named by whoever writes a protocol, and Mermaid takes some characters for its own. */
const plain = (text: string): string => text.replace(/[^\w.,:() -]/g, '_').replaceAll(':', ' ');

function messageLine({ from, to, event, bytes }: MessageRecord): string {
  const size = bytes === undefined ? '' : ` (${bytes.length} bytes)`;
  return `  ${from}->>${to}: ${plain(event)}${size}`;
}

const noteOf = (party: Party, { state, status }: Taken): string[] => {
  const words = state === undefined ? status : JSON.stringify(state).replace(/["{}]/g, '');
  return words === undefined ? [] : [`  Note over ${party}: ${plain(words)}`];
};

function linesOf(record: LifeRecord): readonly string[] {
  switch (record.type) {
    case 'message':
      return [
        messageLine(record),
        ...(record.taken === undefined ? [] : noteOf(record.to, record.taken)),
      ];
    case 'gap':
      return [`  Note over csa: ${record.dropped} not shown`];
    case 'end':
      return [`  Note over csa: ${record.dead.howDied}`];
    default:
      return [];
  }
}

/** The messages of the life as a sequence diagram of Mermaid. */
export function mermaidOf({ life }: LifeWatch): string {
  const { records, forgotten } = life.answer();
  const messages = records.filter((record) => record.type === 'message');
  const there = new Set(messages.flatMap(({ from, to }) => [from, to]));
  const parties = (Object.keys(NAMES) as Party[]).filter(
    (party) => party === 'csa' || there.has(party),
  );
  return [
    'sequenceDiagram',
    ...parties.map((party) => `  participant ${party} as ${NAMES[party]}`),
    ...(forgotten === 0 ? [] : [`  Note over csa: ${forgotten} before this are forgotten`]),
    ...records.flatMap(linesOf),
    '',
  ].join('\n');
}
