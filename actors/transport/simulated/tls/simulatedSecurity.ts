/** The simulated counterpart of tls/tlsSecurity.ts. */

import { X509Certificate } from 'node:crypto';
import { isXstateNetError, type XstateNetError } from '../../../../machines/kit/errors';
import type { TlsOptions } from '../../../../machines/options/tlsOptions';
import { Certificates } from '../../tls/certificates';
import { contextOf } from '../../tls/contextOf';
import { notAuthorized } from '../../tls/failures';
import { authorities } from '../../tls/keyPair';
import type { HandshakeEnd, Security, TransportSocket } from '../../transport';
import { flushed, ofThisNetwork } from './ofThisNetwork';
import { secureUpon } from './secureUpon';
import { ServerRole, type ServerSide, type SimulatedContext } from './serverRole';
import type { Wallet } from './wallet';

/** What TLS needs of its network. */
export interface SecurityHome {
  readonly wallet: Wallet;
  readonly clock: { now(): number };
  /** Calls back when one side of a handshake has computed what it has to. */
  compute(done: () => void): void;
}

/** OpenSSL is asked whether it would take them, and then they are taken as they are. */
function contextOfNames(of: string, options: Parameters<typeof contextOf>[1]): SimulatedContext {
  contextOf(of, options);
  const { cert } = options;
  return { certificate: typeof cert === 'string' ? new X509Certificate(cert) : undefined };
}

/** The server side of TLS without cryptography: certificates are checked, chosen by name, and shown. */
export class SimulatedSecurity implements Security {
  private side: ServerSide;

  /** Throws what is wrong with the options. */
  constructor(
    options: TlsOptions,
    private readonly home: SecurityHome,
  ) {
    this.side = this.sideOf(options);
  }

  reload(options: TlsOptions): XstateNetError | undefined {
    try {
      this.side = this.sideOf(options);
      return undefined;
    } catch (error) {
      if (isXstateNetError(error)) return error;
      throw error;
    }
  }

  flushed(socket: TransportSocket, left: () => void): void {
    flushed(socket, left);
  }

  secure(plain: TransportSocket, ended: HandshakeEnd): TransportSocket {
    const { side } = this;
    const { requestCert = false, rejectUnauthorized = true } = side.certificates.options;
    return secureUpon(ofThisNetwork(plain), new ServerRole(side), (info) => {
      const { authorizationError, peerCertificate } = info;
      const isRefused = requestCert && rejectUnauthorized && authorizationError !== undefined;
      ended(isRefused ? notAuthorized(authorizationError, peerCertificate) : info);
    });
  }

  private sideOf(options: TlsOptions): ServerSide {
    const { home } = this;
    const { ca = [] } = options;
    const lasting = { ticketKeys: Buffer.alloc(48), now: () => home.clock.now() };
    return {
      certificates: new Certificates(options, lasting, contextOfNames),
      authorities: authorities(ca).map((text) => new X509Certificate(text)),
      wallet: home.wallet,
      now: () => home.clock.now(),
      compute: (done) => home.compute(done),
    };
  }
}
