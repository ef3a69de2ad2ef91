import { X509Certificate } from 'node:crypto';
import { authorities } from '../../tls/keyPair';
import { pemText } from '../../tls/pemText';
import type { SimulatedClientTls } from '../api';
import type { SecureClient } from '../network/clientEnd';
import { ClientRole } from './clientRole';
import { secureUpon } from './secureUpon';
import type { SecurityHome } from './simulatedSecurity';

const certificateOf = ({ cert }: SimulatedClientTls): X509Certificate | undefined =>
  cert === undefined
    ? undefined
    : new X509Certificate(pemText('tls.cert', cert, 'XN_BAD_CERTIFICATE'));

/** How the clients of a network secure their connections; `stalls` decides whether one falls silent. */
export const secureClient =
  (home: SecurityHome, stalls: () => boolean): SecureClient =>
  (socket, tls, secured) => {
    const { servername, alpn, minVersion, maxVersion, ca = [], rejectUnauthorized = false } = tls;
    const side = {
      servername,
      alpn,
      minVersion,
      maxVersion,
      certificate: certificateOf(tls),
      authorities: authorities(ca).map((text) => new X509Certificate(text)),
      rejects: rejectUnauthorized,
      wallet: home.wallet,
      now: () => home.clock.now(),
      compute: (done: () => void) => home.compute(done),
      stalls,
    };
    return secureUpon(socket, new ClientRole(side), secured);
  };
