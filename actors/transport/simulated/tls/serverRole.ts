import type { X509Certificate } from 'node:crypto';
import type { TlsInfo } from '../../../../machines/connection/tlsInfo';
import type { TlsOptions, TlsVersion } from '../../../../machines/options/tlsOptions';
import type { Certificates } from '../../tls/certificates';
import { noCertificate } from '../../tls/failures';
import { cipherOf, protocolOf, versionOf } from './agreement';
import { alerted, silently, type TlsFailure } from './failures';
import type { ClientFinished, ClientHello, HandshakeMessage } from './messages';
import type { HandshakeHome, HandshakeRole } from './role';
import { distrust, summaryOf } from './trust';
import type { Wallet } from './wallet';

/** What the simulated network makes of a certificate: itself. */
export interface SimulatedContext {
  readonly certificate: X509Certificate | undefined;
}

/** What a server's side of a handshake goes by. */
export interface ServerSide {
  readonly certificates: Certificates<SimulatedContext>;
  readonly authorities: readonly X509Certificate[];
  readonly wallet: Wallet;
  now(): number;
  /** Calls back when the side has computed what it has to. */
  compute(done: () => void): void;
}

interface Agreed {
  readonly version: TlsVersion;
  readonly cipher: string;
  readonly servername: string | undefined;
  readonly alpn: string | undefined;
}

/** The server's side of a simulated handshake. */
export class ServerRole implements HandshakeRole {
  private readonly options: TlsOptions;
  private agreed: Agreed | undefined;
  /** A second hello is none. */
  private expects: HandshakeMessage['says'] | 'nothing' = 'clientHello';

  constructor(private readonly side: ServerSide) {
    this.options = side.certificates.options;
  }

  begin(): void {}

  hear(message: HandshakeMessage, home: HandshakeHome): void {
    if (message.says !== this.expects) home.fail(alerted('unexpectedMessage'));
    else if (message.says === 'clientHello') this.greeted(message, home);
    else if (message.says === 'clientFinished') this.finished(message, home);
  }

  private greeted(hello: ClientHello, home: HandshakeHome): void {
    this.expects = 'nothing';
    const version = versionOf(this.options, hello);
    if (version === undefined) {
      home.fail(alerted('version'));
      return;
    }
    const go = (context: SimulatedContext) =>
      this.side.compute(() => this.answer(hello, version, context, home));
    const refuse = (error: unknown) => home.fail(this.noCertificateFor(hello, error));
    try {
      const context = this.contextFor(hello);
      if (context instanceof Promise) context.then(go).catch(refuse);
      else go(context);
    } catch (error) {
      refuse(error);
    }
  }

  private contextFor({ servername }: ClientHello): SimulatedContext | Promise<SimulatedContext> {
    const { certificates } = this.side;
    return servername !== undefined && certificates.areNamed
      ? certificates.contextOf(servername)
      : certificates.fallback;
  }

  private noCertificateFor({ servername = '' }: ClientHello, error: unknown): TlsFailure {
    return silently(noCertificate(servername, error));
  }

  private answer(
    { alpn, servername }: ClientHello,
    version: TlsVersion,
    { certificate }: SimulatedContext,
    home: HandshakeHome,
  ): void {
    const protocol = protocolOf(this.options.alpn, alpn);
    if (protocol === false || certificate === undefined) {
      home.fail(alerted(protocol === false ? 'alpn' : 'noCertificate'));
      return;
    }
    const cipher = cipherOf(version, certificate.publicKey.asymmetricKeyType);
    this.agreed = { version, cipher, servername, alpn: protocol };
    this.expects = 'clientFinished';
    home.say({
      says: 'serverHello',
      version,
      cipher,
      ...(protocol === undefined ? undefined : { alpn: protocol }),
      certificate: this.side.wallet.numberOf(certificate),
      asks: this.options.requestCert === true,
    });
  }

  private finished({ certificate }: ClientFinished, home: HandshakeHome): void {
    this.expects = 'nothing';
    const { version, cipher, servername, alpn } = this.agreed as Agreed;
    if (version !== 'TLSv1.3') home.say({ says: 'serverFinished' });
    home.secured({
      protocol: version,
      cipher,
      servername,
      alpn,
      resumed: false,
      ...this.judged(this.side.wallet.at(certificate)),
    });
  }

  private judged(
    certificate: X509Certificate | undefined,
  ): Pick<TlsInfo, 'authorized' | 'authorizationError' | 'peerCertificate'> {
    const asks = this.options.requestCert === true;
    const { authorities } = this.side;
    const error = asks ? distrust(certificate, authorities, this.side.now()) : undefined;
    return {
      authorized: asks && error === undefined,
      authorizationError: error,
      peerCertificate: asks ? summaryOf(certificate) : undefined,
    };
  }
}
