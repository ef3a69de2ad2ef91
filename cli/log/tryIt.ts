import type { ServerAddress } from '../../index';
import { isProxyHere } from '../flags/proxyFlags';
import type { Served } from './served';

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

/** How this command is called again, beside the one that runs: from the sources, or installed. */
const CONNECT = /\.ts$/.test(process.argv[1] ?? '')
  ? 'npm run -s connect --'
  : 'npx xstate-net connect';

/** A command that shows the server at work: `printf 'hello' | npx xstate-net connect 127.0.0.1 1601`. */
export function tryIt(
  address: ServerAddress,
  { name, secured = false, proxyProtocol }: Pick<Served, 'name' | 'secured' | 'proxyProtocol'>,
): string {
  if (isProxyHere(proxyProtocol, address)) return tryItAsProxy(address, secured);
  return secured ? tryItSecured(address, name) : tryItPlain(address, name);
}

/** Nobody is served here before it has said for whom it speaks. */
function tryItAsProxy(address: ServerAddress, secured: boolean): string {
  if (!secured) return `printf 'PROXY UNKNOWN\\r\\nhello' | ${CONNECT} ${placeOf(address)}`;
  const path = address.family === 'unix' ? ` --unix-socket ${shellWord(address.path)}` : '';
  const where = address.family === 'unix' ? 'localhost' : `${host(address.host)}:${address.port}`;
  return `curl --haproxy-protocol --insecure${path} https://${where}/`;
}

function tryItSecured(address: ServerAddress, protocol: string | undefined): string {
  const where =
    address.family === 'unix'
      ? `-unix ${shellWord(address.path)}`
      : `-connect ${host(address.host)}:${address.port}`;
  const client = `openssl s_client -quiet ${where}`;
  return SPEAKS_FIRST.has(protocol) ? client : `printf 'hello' | ${client}`;
}

/** An address of IPv6 in brackets, so that the port is seen to be one. */
function host(listening: string): string {
  const reached = LOOPBACK[listening] ?? listening;
  return reached.includes(':') ? `[${reached}]` : reached;
}

const placeOf = (address: ServerAddress): string =>
  address.family === 'unix'
    ? `--path ${shellWord(address.path)}`
    : `${LOOPBACK[address.host] ?? address.host} ${address.port}`;

function tryItPlain(address: ServerAddress, protocol: string | undefined): string {
  const where = placeOf(address);
  if (!SPEAKS_FIRST.has(protocol)) return `printf 'hello' | ${CONNECT} ${where}`;
  const listening = `${CONNECT} --no-stdin ${where}`;
  return protocol === 'chargen' ? `${listening} | head` : listening;
}
