import type { ConnectionInfo } from '../connection/connectionInfo';
import { addressCheck } from '../kit/addresses';
import { hasUnixSenders, type ProxyProtocolOptions, UNIX_SENDERS } from '../options/proxyOptions';

/**
 * How a connection comes: a proxy `announces` whose it is, or it comes `directly`, or it does not come at all
 * (`notAProxy`; or `noAddress`: it has broken off already, and nobody can tell any more whether it was a proxy).
 */
export type Coming = 'announces' | 'directly' | 'notAProxy' | 'noAddress';

/** Tells those who are believed what they announce from all others, by the address that nobody announces. */
export function senders(
  options: ProxyProtocolOptions,
): (real: Pick<ConnectionInfo, 'peer' | 'family'>) => Coming {
  const { from, others = 'serve' } = options;
  const ofUnix = hasUnixSenders(options);
  const isSender = addressCheck(
    Array.isArray(from) ? from.filter((each) => each !== UNIX_SENDERS) : from,
  );
  const otherwise = others === 'serve' ? 'directly' : 'notAProxy';
  return ({ peer, family }) => {
    // Neither may its header be taken for a client's bytes, nor may it be believed.
    if (family !== 'unix' && peer === '') return 'noAddress';
    return (family === 'unix' ? ofUnix : isSender(peer)) ? 'announces' : otherwise;
  };
}
