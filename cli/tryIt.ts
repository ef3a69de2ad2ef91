import type { ServerAddress } from '../index';

/** Protocols that speak without being spoken to. */
const SPEAKS_FIRST: ReadonlySet<string | undefined> = new Set(['chargen', 'qotd', 'daytime']);

/** Listening on all addresses includes loopback. */
const LOOPBACK: Readonly<Record<string, string>> = {
  '0.0.0.0': '127.0.0.1',
  '::ffff:0.0.0.0': '127.0.0.1',
  '::': '::1',
};

const shellWord = (word: string): string =>
  /^[\w./:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A command that shows the server at work: `printf 'hello' | nc -N 127.0.0.1 1601`. */
export function tryIt(address: ServerAddress, protocol: string | undefined): string {
  const where =
    address.family === 'unix'
      ? `-U ${shellWord(address.path)}`
      : `${LOOPBACK[address.host] ?? address.host} ${address.port}`;
  if (!SPEAKS_FIRST.has(protocol)) return `printf 'hello' | nc -N ${where}`;
  return protocol === 'chargen' ? `nc -d ${where} | head` : `nc -d ${where}`;
}
