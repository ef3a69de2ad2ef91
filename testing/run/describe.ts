import type { ScriptClient } from './scriptClient';

/** How a connection looks to its client, for people. */
export function describeConnection(client: ScriptClient): string {
  const { state, wasOpen, ended, error } = client;
  if (state === 'connecting') return 'still connecting';
  if (state === 'open') return ended ? 'ended by the server, and not closed' : 'open';
  if (!wasOpen) return `refused${error === undefined ? '' : ` (${error})`}`;
  return error === undefined ? 'closed' : `reset (${error})`;
}
