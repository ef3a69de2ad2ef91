/** The simulated counterpart of tls/clientTls.ts. */

import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { PeerAddress } from '../../../../machines/connection/connectionInfo';
import type { TlsInfo } from '../../../../machines/connection/tlsInfo';
import type { ClientTlsOptions } from '../../../../machines/options/clientTlsOptions';
import { ownCertificate } from '../../tls/clientTls';
import { contextOf } from '../../tls/contextOf';
import { untrusted, wrongName } from '../../tls/failures';
import { authorities } from '../../tls/keyPair';
import type { ClientSecurity, HandshakeEnd, Securer } from '../../transport';
import { ClientRole, type ClientSide, WRONG_NAME } from './clientRole';
import { flushed, ofThisNetwork } from './ofThisNetwork';
import { secureUpon } from './secureUpon';
import type { SecurityHome } from './simulatedSecurity';

const isFor = (name: string, certificate: X509Certificate): boolean =>
  (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;

/** The client side of TLS without cryptography: whom it trusts goes by the names in certificates. */
export class SimulatedClientSecurity implements ClientSecurity {
  private readonly side: Omit<ClientSide, 'servername' | 'isFor'>;

  /** Throws what is wrong with the options. */
  constructor(
    private readonly options: ClientTlsOptions,
    home: SecurityHome,
  ) {
    const { ca = [], ciphers, alpn, minVersion, maxVersion } = options;
    const own = ownCertificate(options);
    contextOf('tls', { ...own, ...(ciphers && { ciphers }) });
    this.side = {
      alpn,
      minVersion,
      maxVersion,
      certificate: own.cert === undefined ? undefined : new X509Certificate(own.cert),
      authorities: authorities(ca).map((text) => new X509Certificate(text)),
      // It is judged when the handshake is over, with a reason.
      rejects: false,
      wallet: home.wallet,
      now: () => home.clock.now(),
      compute: (done) => home.compute(done),
      stalls: () => false,
    };
  }

  towards(to: PeerAddress): Securer {
    const name = this.options.servername ?? ('host' in to ? to.host : '');
    const side: ClientSide = {
      ...this.side,
      // An address is no name that could be asked for (RFC 6066, 3).
      servername: name === '' || isIP(name) !== 0 ? undefined : name,
      isFor: (certificate) => name === '' || isFor(name, certificate),
    };
    return {
      flushed,
      secure: (plain, ended) =>
        secureUpon(ofThisNetwork(plain), new ClientRole(side), (info) =>
          this.judge(info, name, ended),
        ),
    };
  }

  private judge(info: TlsInfo, name: string, ended: HandshakeEnd): void {
    const { authorizationError, peerCertificate } = info;
    if (authorizationError === undefined || this.options.rejectUnauthorized === false) ended(info);
    else if (authorizationError === WRONG_NAME) ended(wrongName(name, peerCertificate));
    else ended(untrusted(authorizationError, peerCertificate));
  }
}
