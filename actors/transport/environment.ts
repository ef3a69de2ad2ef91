/** What a timer is known by; only the clock that made it looks inside. */
export type TimerHandle = NodeJS.Timeout | number | object;

/** Time as a transport knows it: real, or virtual in a simulation. */
export interface TransportClock {
  /** Milliseconds since the epoch, which are not set back or ahead while the clock runs. */
  now(): number;
  setTimeout(callback: () => void, milliseconds: number): TimerHandle;
  clearTimeout(handle: TimerHandle): void;
}

/** What surrounds a network: all that a server needs to know of the world besides its sockets. */
export interface Environment {
  readonly clock: TransportClock;
  /** Calls back at the end of this turn of the event loop, after the sockets that are ready were read. */
  afterTurn(callback: () => void): void;
  /** From 0 up to but not including 1; random ports are drawn from it. */
  random(): number;
  /** How many connections the machine allows, or undefined if nothing is known to limit them. */
  connectionLimit(): number | undefined;
}
