import { isIP, type Socket } from 'node:net';
import type { SecureContext, TLSSocket } from 'node:tls';
import { describePeerAddress, type PeerAddress } from '../../../machines/connection/connectionInfo';
import type { TlsInfo } from '../../../machines/connection/tlsInfo';
import type { ClientTlsOptions } from '../../../machines/options/clientTlsOptions';
import type { ClientSecurity, HandshakeEnd, Securer, TransportSocket } from '../transport';
import { contextOf } from './contextOf';
import { untrusted, wrongName } from './failures';
import { authorities, keyPair } from './keyPair';
import { nodeTls } from './nodeTls';
import { tlsInfoOf } from './tlsInfoOf';
import { flushed, resetsBelow } from './upon';

/** The client side of TLS upon sockets that are connected already, by `node:tls`. */
export class ClientTls implements ClientSecurity {
  private readonly context: SecureContext;
  /** By address the session of its last connection, so that the next one begins sooner. */
  private readonly sessions = new Map<string, Buffer>();

  /** Throws what is wrong with the options. */
  constructor(private readonly options: ClientTlsOptions) {
    const { ca, ciphers, minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3' } = options;
    this.context = contextOf('tls', {
      minVersion,
      maxVersion,
      ...ownCertificate(options),
      ...(ca && { ca: authorities(ca) }),
      ...(ciphers && { ciphers }),
    });
  }

  towards(to: PeerAddress): Securer {
    return { flushed, secure: (plain, ended) => this.secure(plain, to, ended) };
  }

  private secure(plain: TransportSocket, to: PeerAddress, ended: HandshakeEnd): TransportSocket {
    const raw = plain as Socket;
    const { alpn } = this.options;
    const name = this.options.servername ?? ('host' in to ? to.host : '');
    // An address is no name that could be asked for (RFC 6066, 3).
    const servername = isIP(name) === 0 ? name : '';
    const where = describePeerAddress(to);
    const session = this.sessions.get(where);
    let isNamed = true;
    const socket = nodeTls().connect({
      socket: raw,
      secureContext: this.context,
      // Who is turned away is decided below, with a reason.
      rejectUnauthorized: false,
      checkServerIdentity: (_, certificate) => {
        const error = name === '' ? undefined : nodeTls().checkServerIdentity(name, certificate);
        isNamed = error === undefined;
        return error;
      },
      ...(servername !== '' && { servername }),
      ...(alpn && { ALPNProtocols: [...alpn] }),
      ...(session && { session }),
    });
    resetsBelow(socket, raw);
    socket.on('session', (latest) => this.sessions.set(where, latest));
    socket.once('secureConnect', () => ended(this.judged(socket, { name, servername, isNamed })));
    return socket;
  }

  private judged(
    socket: TLSSocket,
    { name, servername, isNamed }: { name: string; servername: string; isNamed: boolean },
  ): TlsInfo | Error {
    const agreed = tlsInfoOf(socket, true);
    const info: TlsInfo = {
      ...agreed,
      servername: servername === '' ? undefined : servername,
      authorized: agreed.authorized && isNamed,
      authorizationError: isNamed ? agreed.authorizationError : 'ERR_TLS_CERT_ALTNAME_INVALID',
    };
    const { authorizationError, peerCertificate } = info;
    if (authorizationError === undefined || this.options.rejectUnauthorized === false) return info;
    // It is not taken up again either.
    this.sessions.clear();
    return isNamed
      ? untrusted(authorizationError, peerCertificate)
      : wrongName(name, peerCertificate);
  }
}

/** The client's own key and certificate as OpenSSL takes them; throws what is wrong with them. */
export function ownCertificate({
  key,
  cert,
  passphrase,
}: ClientTlsOptions): Partial<Record<'key' | 'cert' | 'passphrase', string>> {
  if (key === undefined || cert === undefined) return {};
  const given = passphrase === undefined ? { key, cert } : { key, cert, passphrase };
  const { passphrase: opens, ...pair } = keyPair('tls', given, Date.now());
  return opens === undefined ? pair : { ...pair, passphrase: opens };
}
