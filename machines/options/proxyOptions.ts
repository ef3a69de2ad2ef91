/** The option `proxyProtocol` of every server: what it is, and what is wrong with one. */

import { type AddressList, isAddressList, isNetwork } from '../kit/addresses';
import { shown } from '../kit/shown';

/** In `from`, whoever may connect to the unix socket that the server listens on. */
export const UNIX_SENDERS = 'unix:';

/** From whom a server takes the headers of the PROXY protocol. */
export interface ProxyProtocolOptions {
  /**
   * The proxies: addresses and networks, or a `BlockList` of `node:net`; `'unix:'` for whoever may connect to the
   * unix socket that is listened on. Each of them must send a header, and is believed what stands in it.
   */
  readonly from: AddressList;
  /**
   * What becomes of those who are not in `from`. `serve`, the default: they are clients that come without a proxy,
   * and a header of theirs is bytes like any other. `refuse`: they are turned away, as `notAProxy`.
   */
  readonly others?: 'serve' | 'refuse';
}

const LIST = `addresses and networks of the proxies, such as ["10.0.0.0/8", "::1"], or "${UNIX_SENDERS}" where it listens on a unix socket`;

const isSender = (value: unknown): boolean => value === UNIX_SENDERS || isNetwork(value);

function problemWithFrom(from: unknown): string | undefined {
  if (from === undefined) return `has no from, and whom it believes must be said; give it ${LIST}`;
  if (!Array.isArray(from))
    return isAddressList(from) ? undefined : `has a from that is ${shown(from)}; give it ${LIST}`;
  if (from.length === 0) return `has a from in which nobody is; give it ${LIST}`;
  const wrong = from.find((each) => !isSender(each));
  return wrong === undefined ? undefined : `has ${shown(wrong)} in its from; give it ${LIST}`;
}

/** What is wrong with a value for `proxyProtocol`, to follow its name; undefined if nothing is. */
export function problemWithProxyProtocol(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `is ${shown(value)}; give it an object with from: ${LIST}`;
  }
  const { from, others, ...rest } = value as Record<string, unknown>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) {
    return `has ${unknown}, which is no option of it; the options are from and others`;
  }
  if (others !== undefined && others !== 'serve' && others !== 'refuse') {
    return `has others that is ${shown(others)}; give it "serve" or "refuse"`;
  }
  return problemWithFrom(from);
}

/** Whether those may send headers who connect to a unix socket. */
export const hasUnixSenders = ({ from }: ProxyProtocolOptions): boolean =>
  Array.isArray(from) && from.includes(UNIX_SENDERS);
