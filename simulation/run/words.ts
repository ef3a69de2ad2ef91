import type { AnyMachineSnapshot } from 'xstate';
import { socketOf } from '../../actors/connection/descriptors';
import type { SocketWords } from '../../actors/connection/openSocket';
import type { Circumstances } from './circumstances';
import type { Connection } from './connection';

interface ChartWords {
  readonly receiving: string | { readonly paused: string };
  readonly sending: string;
  readonly draining: string;
}

/** What a socket calls what its chart calls otherwise. */
const SYNONYMS: Readonly<Record<keyof SocketWords, Readonly<Record<string, readonly string[]>>>> = {
  receiving: {},
  // Our half has ended as soon as it was said to.
  sending: { ended: ['ending', 'ended'] },
  draining: {
    awaitingQuiet: ['waiting', 'listening'],
    // By quiet, or by being insisted on.
    asked: ['told', 'notAsked', 'waiting', 'listening'],
  },
};

/** What is done to a socket has no states of its own: it goes by the words of its adapter's chart. */
export function checkWords(circumstances: Circumstances, connection: Connection): void {
  const words = socketOf(connection.descriptor)?.words;
  const value = (connection.csa?.getSnapshot() as AnyMachineSnapshot | undefined)?.value;
  if (words === undefined || typeof value !== 'object') return;
  const { connected } = value as { readonly connected?: ChartWords };
  if (connected === undefined) return;
  const { receiving, sending, draining } = connected;
  const chart = {
    receiving: typeof receiving === 'string' ? receiving : 'paused',
    sending,
    draining,
  };
  for (const region of ['receiving', 'sending', 'draining'] as const) {
    const said = chart[region];
    if ((SYNONYMS[region][said] ?? [said]).includes(words[region])) continue;
    circumstances.fail('words', `${connection} is ${said}, and its socket ${words[region]}`);
  }
}
