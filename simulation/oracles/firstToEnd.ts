import type { HowDied } from '../../machines/connection/howDied';

/** What the network and the handler know of an orderly end; times are milliseconds since the start. */
export interface Ends {
  /** When the peer's FIN reached the server, and the server's the peer. */
  readonly peersFin: number | undefined;
  readonly ourFin: number | undefined;
  /** Somebody broke the connection off: the peer, or somebody on the way. */
  readonly wasBroken: boolean;
  /** The handler had been told of the peer's end when our side said that it ends; undefined if it never said so. */
  readonly knewOfPeersEnd: boolean | undefined;
}

/** Whether an orderly end names the side that ended first; undefined if it does. */
export function wrongFirst(howDied: HowDied, ends: Ends): string | undefined {
  const { peersFin, ourFin, wasBroken, knewOfPeersEnd } = ends;
  if (howDied === 'peerClosed') {
    if (peersFin === undefined && !wasBroken) return 'peerClosed, and its peer has not ended';
    if (ourFin !== undefined && peersFin !== undefined && ourFin < peersFin) {
      return 'peerClosed, and our FIN was there before the peer said its own';
    }
    if (knewOfPeersEnd === false) return 'peerClosed, and our side had ended before it knew';
  }
  if (howDied === 'finished') {
    if (knewOfPeersEnd === undefined) return 'finished, and our side never said so';
    if (knewOfPeersEnd) return 'finished, and our side knew that the peer had ended';
  }
  return undefined;
}
