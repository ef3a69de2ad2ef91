/** Who says what to whom around one connection, as the events' names tell. */

import type { Party } from '../messages';

/** What a CSA does to its socket, by the names of its actions, in the words of the socket. */
const SOCKET_WORDS: Readonly<Record<string, string>> = {
  write: 'write',
  startReading: 'resume reading',
  stopReading: 'pause reading',
  endWriting: 'FIN',
  finishSocket: 'finish',
  abortSocket: 'RST',
  destroySocket: 'close',
  awaitQuiet: 'await quiet',
  paceSending: 'pace',
};

/** What an action of a CSA does to its socket, if it does anything. */
export const socketWord = (action: string): string | undefined => SOCKET_WORDS[action];

/** The socket's own words; what else a CSA hears comes from its handler, or from its server. */
const FROM_SOCKET =
  /^(?:readReady|readHeld|readReleased|readQuiet|sendReady|sendBlocked|socket\..*|sslready.*)$/;

/** Words of a draining or aborting server. */
const FROM_SERVER: ReadonlySet<string> = new Set(['control.serverShutdown', 'control.insist']);

/** Who has said something to a CSA. */
export function sayerToCsa(event: { readonly type: string }, hasHandler: boolean): Party {
  const { type } = event;
  if (FROM_SOCKET.test(type)) return 'socket';
  if (type.startsWith('xstate.')) return 'csa';
  if (FROM_SERVER.has(type) || !hasHandler) return 'server';
  // A handler's wish to abort gives no reason.
  const { howDied } = event as { readonly howDied?: unknown };
  return type === 'control.shutdownMicroprocess' && howDied !== undefined ? 'server' : 'handler';
}

const FROM_CSA =
  /^(?:inbox|flow\.(?:ready|blocked)|control\.(?:producerFinished|serverShutdown|socketShutdown))$/;

/** Who has said something to a handler: what its CSA never says comes from the app. */
export function sayerToHandler({ type }: { readonly type: string }): Party {
  if (type.startsWith('xstate.')) return 'handler';
  return FROM_CSA.test(type) ? 'csa' : 'app';
}

/** Whom a CSA tells something that its handler does not hear; undefined for what is for the handler. */
export function heardOfCsa(type: string, hasHandler: boolean): Party | undefined {
  if (hasHandler && type !== 'signal.shutdownCSA') return undefined;
  return 'server';
}

/** What of a handler's words its CSA hears, and so is told of where it arrives. */
const TO_CSA: ReadonlySet<string> = new Set([
  'outbox',
  'signal.producerFinished',
  'signal.shutdownMicroprocess',
  'flow.end',
  'flow.pause',
  'flow.resume',
]);

/** Whom a handler tells something that its CSA does not hear; undefined for what is for the CSA. */
export function heardOfHandler(type: string): Party | undefined {
  if (TO_CSA.has(type)) return undefined;
  return type.startsWith('serverSignal.') ? 'server' : 'app';
}
