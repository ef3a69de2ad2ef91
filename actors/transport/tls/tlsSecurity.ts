import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { SecureContext, Server, TLSSocket, TLSSocketOptions } from 'node:tls';
import { isXstateNetError, type XstateNetError } from '../../../machines/kit/errors';
import type { TlsOptions } from '../../../machines/options/tlsOptions';
import type { HandshakeEnd, Security, TransportSocket } from '../transport';
import { Certificates } from './certificates';
import { contextOf } from './contextOf';
import { noCertificate, notAuthorized } from './failures';
import { nodeTls } from './nodeTls';
import { Sessions } from './sessions';
import { tlsInfoOf } from './tlsInfoOf';
import { flushed, resetsBelow } from './upon';

/** As many bytes of keys as Node's tickets take. */
const TICKET_KEYS = 48;

/** The server side of TLS upon sockets that are connected already, by `node:tls`. */
export class TlsSecurity implements Security {
  private readonly lasting = { ticketKeys: randomBytes(TICKET_KEYS), now: () => Date.now() };
  private certificates: Certificates;
  readonly flushed = flushed;
  /** It listens nowhere: Node asks a socket's server for sessions. */
  private readonly sessionServer: Server | undefined;

  /** Throws what is wrong with the options. */
  constructor(options: TlsOptions) {
    this.certificates = new Certificates(options, this.lasting, contextOf);
    const { sessionCache = 0 } = options;
    if (sessionCache === 0) return;
    this.sessionServer = nodeTls().createServer();
    new Sessions(sessionCache).serve(this.sessionServer);
  }

  reload(options: TlsOptions): XstateNetError | undefined {
    try {
      this.certificates = new Certificates(options, this.lasting, contextOf);
      return undefined;
    } catch (error) {
      if (isXstateNetError(error)) return error;
      throw error;
    }
  }

  secure(plain: TransportSocket, ended: HandshakeEnd): TransportSocket {
    const raw = plain as Socket;
    const { TLSSocket } = nodeTls();
    const { options } = this.certificates;
    const { requestCert = false, rejectUnauthorized = true } = options;
    const socket = new TLSSocket(raw, this.socketOptions());
    resetsBelow(socket, raw);
    socket.once('secure', () => {
      const info = tlsInfoOf(socket, requestCert);
      const { authorizationError } = info;
      const isRefused = requestCert && rejectUnauthorized && authorizationError !== undefined;
      ended(isRefused ? notAuthorized(authorizationError, info.peerCertificate) : info);
    });
    return socket as TLSSocket;
  }

  private socketOptions(): TLSSocketOptions {
    const { certificates, sessionServer } = this;
    const { requestCert = false, alpn } = certificates.options;
    return {
      isServer: true,
      secureContext: certificates.fallback,
      requestCert,
      // Who is turned away is decided above, with a reason.
      rejectUnauthorized: false,
      ...(sessionServer && { server: sessionServer }),
      ...(alpn && { ALPNProtocols: [...alpn] }),
      ...(certificates.areNamed && { SNICallback: this.askedFor(certificates) }),
    };
  }

  private askedFor(certificates: Certificates) {
    return (servername: string, answer: (error: Error | null, context?: SecureContext) => void) => {
      const found = async () => certificates.contextOf(servername);
      found().then(
        (context) => answer(null, context),
        (error: unknown) => answer(noCertificate(servername, error)),
      );
    };
  }
}
