/** What the commands that run until they are stopped make of signals. */

/** Signals by which people and supervisors ask a process to stop, and a terminal that is closed. */
export const STOP_SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

export type StopSignal = keyof typeof STOP_SIGNALS;

export const STOP_SIGNAL_NAMES = Object.keys(STOP_SIGNALS) as readonly StopSignal[];

/** Exit status of a process that a signal has ended, by the convention of shells. */
export const statusOf = (signal: StopSignal): number => 128 + STOP_SIGNALS[signal];
