/** What states of a connected socket adapter's chart have in common. */

import { ended, machine } from './csaActions';

/** Our half ends. If the peer's has ended already, the peer was first, and its state says so. */
export const endOfSending = <TAction extends string>(...actions: readonly TAction[]) =>
  [
    { guard: 'peerHasEnded', target: 'ended', actions },
    { target: 'ended', actions: [ended('finished'), ...actions] },
  ] as const;

/** Said once: no other transitions lead into `shutdown`. */
export const sayTheEnd = ['noteClosed', 'sayShutdownCSA', 'saySocketShutdown'] as const;

/** Our side is done first: whatever else the peer says is read and dropped until its FIN. */
export const finishFromPaused = {
  target: '#finishing',
  actions: [ended('finished'), 'finishSocket', 'startReading', 'newReader'],
} as const;

/** The server drains, and the handler is asked to finish: once, whoever asks how often. */
export const askToFinish = {
  target: 'asked',
  actions: machine.emit({ type: 'signal.serverShutdown' }),
} as const;

/** Its handler has asked for TLS while it does not want to hear anything: nor will it then. */
export const secureWhilePaused = { target: '#upgradingPaused', actions: 'secureSocket' } as const;

/** What a handler has asked for is done. */
export const upgraded = ['noteSecured', 'sayUpgraded', 'saySslready'] as const;

/** It ends before it was secured, and so before it began: it is waited for to be gone. */
export const fail = <TAction extends string>(...actions: readonly TAction[]) =>
  ({ target: 'failing', actions }) as const;
