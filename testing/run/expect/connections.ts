/** Judges what is expected of connections and clients. */

import { reasonOf } from '../../../machines/kit/shown';
import type {
  ClientState,
  ExpectClient,
  ExpectEmitted,
  ExpectHowDied,
} from '../../script/expectations';
import { showValue } from '../../trace/show';
import { describeConnection } from '../describe';
import { differenceFrom } from '../partialMatch';
import type { Scene } from '../scene';
import type { ScriptClient } from '../scriptClient';
import type { EmittedEvent } from '../serverWatch';
import { describeLife } from './lives';
import { MET, never, notYet, type Verdict } from './verdict';

const isIn: Readonly<Record<ClientState, (client: ScriptClient) => boolean>> = {
  open: ({ state, ended }) => state === 'open' && !ended,
  ended: ({ ended }) => ended,
  closed: ({ state, wasOpen, error }) => state === 'closed' && wasOpen && error === undefined,
  reset: ({ isReset }) => isReset,
  refused: ({ isRefused }) => isRefused,
};

/** How the connection looks to its client. */
export function judgeClient({ is, client: name }: ExpectClient, scene: Scene): Verdict {
  const client = scene.client(name);
  if (isIn[is](client)) return MET;
  const seen = describeConnection(client);
  const expected = `${name} to be ${is}`;
  return client.state === 'closed' || (is === 'open' && client.ended)
    ? never(expected, seen)
    : notYet(expected, seen);
}

/** A connection has ended, and how. */
export function judgeHowDied(step: ExpectHowDied, scene: Scene): Verdict {
  const client = scene.client(step.client);
  const { expect: _, client: __, note: ___, ...expected } = step;
  const wanted = `the connection of ${step.client} to have ended with ${showValue(expected)}`;
  const connection = scene.connection(client);
  if (connection === undefined) return notYet(wanted, 'it was never accepted');
  const { end } = connection;
  if (end === undefined && scene.watch.statusOf(connection.csa) === 'stopped') {
    return never(wanted, 'its server was stopped, which tells nobody how a connection ended');
  }
  if (end === undefined) return notYet(wanted, describeLife(connection, scene));
  const difference = differenceFrom(expected, end, scene.readFile);
  if (difference === undefined) return MET;
  const { howDied, bytesReceived, bytesSent, error } = end;
  const why = error === undefined ? '' : ` (${reasonOf(error)})`;
  return never(wanted, `${showValue({ howDied, bytesReceived, bytesSent })}${why}`);
}

/** The server has emitted something that no step has expected yet. */
export function judgeEmitted(step: ExpectEmitted, scene: Scene): Verdict {
  const matching = scene.watch.emitted.filter((entry) => isMeant(step, entry, scene));
  const { type, count, client } = step;
  const details = step.with === undefined ? '' : ` with ${showValue(step.with)}`;
  const whose = client === undefined ? '' : ` of ${client}`;
  const expected = `${count === undefined ? '' : `${count} times `}"${type}"${whose}${details}`;
  const seen = `emitted and not expected yet: ${leftOver(scene)}`;
  const take = (entries: readonly EmittedEvent[]) => () => {
    for (const entry of entries) entry.taken = true;
  };
  if (count === undefined) {
    const [first] = matching;
    return first === undefined ? notYet(expected, seen) : { met: true, take: take([first]) };
  }
  if (matching.length === count) return { met: true, take: take(matching) };
  return matching.length > count ? never(expected, seen) : notYet(expected, seen);
}

function isMeant(step: ExpectEmitted, { event, taken }: EmittedEvent, scene: Scene): boolean {
  if (taken || event.type !== step.type) return false;
  if (step.client !== undefined) {
    const id = scene.connectionId(scene.client(step.client));
    if (id === undefined || event.connection?.id !== id) return false;
  }
  return step.with === undefined || differenceFrom(step.with, event, scene.readFile) === undefined;
}

function leftOver(scene: Scene): string {
  const events = scene.watch.emitted.filter(({ taken }) => !taken);
  if (events.length === 0) return 'nothing';
  return events
    .map(({ event }) => {
      const { connection, howDied, reason, error } = event;
      const client = connection === undefined ? undefined : scene.clientOf(connection);
      const details = { client, howDied, reason, error: error?.code };
      const given = Object.entries(details).filter(([, value]) => value !== undefined);
      return given.length === 0
        ? event.type
        : `${event.type} ${showValue(Object.fromEntries(given))}`;
    })
    .join(', ');
}
