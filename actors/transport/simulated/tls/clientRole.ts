import type { X509Certificate } from 'node:crypto';
import type { TlsInfo } from '../../../../machines/connection/tlsInfo';
import type { TlsVersion } from '../../../../machines/options/tlsOptions';
import { nodeError } from '../socket/socketError';
import { NEWEST, OLDEST } from './agreement';
import { alerted, silently } from './failures';
import type { HandshakeMessage, ServerHello } from './messages';
import type { HandshakeHome, HandshakeRole } from './role';
import { distrust, summaryOf } from './trust';
import type { Wallet } from './wallet';

/** What a certificate that is for another name is refused as, by Node. */
export const WRONG_NAME = 'ERR_TLS_CERT_ALTNAME_INVALID';

/** What a client's side of a handshake goes by. */
export interface ClientSide {
  readonly servername: string | undefined;
  readonly alpn: readonly string[] | undefined;
  readonly minVersion: TlsVersion | undefined;
  readonly maxVersion: TlsVersion | undefined;
  readonly certificate: X509Certificate | undefined;
  readonly authorities: readonly X509Certificate[];
  /** Whether it leaves a server that it does not believe. */
  readonly rejects: boolean;
  /** Whether a certificate is for whom it has meant to connect to; absent: it does not ask. */
  readonly isFor?: (certificate: X509Certificate) => boolean;
  readonly wallet: Wallet;
  now(): number;
  compute(done: () => void): void;
  /** Whether it falls silent once it has been answered: a fault. */
  stalls(): boolean;
}

/** The client's side of a simulated handshake. */
export class ClientRole implements HandshakeRole {
  private hello: ServerHello | undefined;
  private expects: HandshakeMessage['says'] | 'nothing' = 'serverHello';

  constructor(private readonly side: ClientSide) {}

  begin(home: HandshakeHome): void {
    const { servername, alpn, minVersion = OLDEST, maxVersion = NEWEST } = this.side;
    home.say({
      says: 'clientHello',
      minVersion,
      maxVersion,
      ...(servername === undefined ? undefined : { servername }),
      ...(alpn === undefined ? undefined : { alpn }),
    });
  }

  hear(message: HandshakeMessage, home: HandshakeHome): void {
    if (message.says !== this.expects) home.fail(alerted('unexpectedMessage'));
    else if (message.says === 'serverHello') this.answered(message, home);
    else if (message.says === 'serverFinished') this.finished(home);
  }

  private answered(hello: ServerHello, home: HandshakeHome): void {
    this.hello = hello;
    this.expects = 'nothing';
    if (this.side.stalls()) return;
    this.side.compute(() => this.answer(hello, home));
  }

  private answer({ asks, version }: ServerHello, home: HandshakeHome): void {
    // Node leaves before it has said its last word.
    if (version === 'TLSv1.3' && this.refuses(home)) return;
    const { certificate, wallet } = this.side;
    const shown = asks && certificate !== undefined ? wallet.numberOf(certificate) : undefined;
    home.say({
      says: 'clientFinished',
      ...(shown === undefined ? undefined : { certificate: shown }),
    });
    // Up to TLS 1.2 the server has the last word.
    if (version === 'TLSv1.3') this.finished(home);
    else this.expects = 'serverFinished';
  }

  private finished(home: HandshakeHome): void {
    this.expects = 'nothing';
    if (!this.refuses(home)) home.secured(this.info());
  }

  /** Whether the server's certificate will not do; if so, that is the end. */
  private refuses(home: HandshakeHome): boolean {
    const { authorizationError } = this.info();
    if (!this.side.rejects || authorizationError === undefined) return false;
    home.fail(silently(nodeError(authorizationError, 'the certificate will not do')));
    return true;
  }

  private misfit(certificate: X509Certificate): string | undefined {
    const { isFor } = this.side;
    return isFor === undefined || isFor(certificate) ? undefined : WRONG_NAME;
  }

  private info(): TlsInfo {
    const { version, cipher, alpn, certificate } = this.hello as ServerHello;
    const { servername, authorities, wallet } = this.side;
    const shown = wallet.at(certificate);
    const authorizationError =
      distrust(shown, authorities, this.side.now()) ?? this.misfit(shown as X509Certificate);
    return {
      protocol: version,
      cipher,
      servername,
      alpn,
      resumed: false,
      authorized: authorizationError === undefined,
      authorizationError,
      peerCertificate: summaryOf(shown),
    };
  }
}
