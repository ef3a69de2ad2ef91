import type { PeerAddress } from '../../machines/connection/connectionInfo';
import { XstateNetError } from '../../machines/kit/errors';
import type { ClientTlsOptions } from '../../machines/options/clientTlsOptions';
import type { ResolvedServerOptions } from '../../machines/options/resolveOptions';
import { type Securing, securingWhen, startOf } from '../connection/socketSecurity';
import { clientSecurityOf } from '../transport/securityOf';
import type { ClientSecurity, Transport } from '../transport/transport';

/** By what the connections of one client are secured: each by the name of the host that was connected to. */
export class ClientSecuring {
  private constructor(
    private readonly security: ClientSecurity,
    private readonly shared: Omit<Securing, 'security'>,
  ) {}

  /** Keys and certificates are read now; undefined in plain text. */
  static of(
    transport: Transport,
    tls: ClientTlsOptions | undefined,
    options: ResolvedServerOptions,
  ): ClientSecuring | XstateNetError | undefined {
    if (tls === undefined) return undefined;
    const security = clientSecurityOf(transport, tls);
    return security instanceof XstateNetError
      ? security
      : new ClientSecuring(security, securingWhen(startOf(tls), transport.clock, options));
  }

  towards(to: PeerAddress): Securing {
    return { ...this.shared, security: this.security.towards(to) };
  }

  close(): void {
    this.shared.deadlines.close();
  }
}
