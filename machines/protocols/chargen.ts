import { outbox } from '../handler/say';
import { setupProtocol } from '../handler/setupProtocol';

/** The ASCII printing characters, space to tilde: the ring of RFC 864. */
const FIRST_CHARACTER = 0x20;
const RING = 95;

const CHARACTERS_PER_LINE = 72;
const CR = 0x0d;
const LF = 0x0a;

/** Bytes of a line with its CRLF. */
export const CHARGEN_LINE = CHARACTERS_PER_LINE + 2;

/**
 * Rounds of the ring in one block: as many whole ones as the default high-water mark of 64 KiB holds.
 * After whole rounds the pattern starts anew, so that every block is the same and none is computed.
 */
const ROUNDS_PER_BLOCK = 9;

/** Byte number `position` of the stream: line N has characters (0+N mod 95) through (71+N mod 95). */
export function chargenByte(position: number): number {
  const line = Math.floor(position / CHARGEN_LINE);
  const column = position % CHARGEN_LINE;
  if (column === CHARACTERS_PER_LINE) return CR;
  if (column === CHARACTERS_PER_LINE + 1) return LF;
  return FIRST_CHARACTER + ((line + column) % RING);
}

const block = Uint8Array.from({ length: ROUNDS_PER_BLOCK * RING * CHARGEN_LINE }, (_, position) =>
  chargenByte(position),
);

/**
 * The character generator protocol, RFC 864: "once a connection is established a stream of data is
 * sent out the connection (and any data received is thrown away). This continues until the calling
 * user terminates the connection."
 *
 * - It sends one block for each `flow.ready`, as fast as the peer reads and no faster.
 * - A peer that has only finished sending has not terminated the connection: it may still read, as
 *   `nc -N` does, so the stream goes on until the connection is gone.
 * - When the server asks to finish, the stream ends behind a whole line, because blocks are whole lines.
 */
export const chargen = setupProtocol().createMachine({
  id: 'chargen',
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: {},
        'flow.ready': { actions: outbox(block) },
        'control.serverShutdown': 'shutdown',
        'control.socketShutdown': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});
