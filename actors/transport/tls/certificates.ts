import type { SecureContext, SecureContextOptions } from 'node:tls';
import type { TlsCertificate, TlsOptions } from '../../../machines/options/tlsOptions';
import { authorities, keyPair } from './keyPair';
import { entryFor } from './serverNames';

/** What does not change when certificates are changed: so that sessions outlive them. */
export interface Lasting {
  readonly ticketKeys: Buffer;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Sessions are taken up again within one server only; without a name of it OpenSSL refuses them. */
const SESSION_ID_CONTEXT = 'xstate-net';

/** What a network makes of a certificate and of what all of a server's have in common; throws what is wrong. */
export type MakeContext<TContext> = (of: string, options: SecureContextOptions) => TContext;

/**
 * The certificates of a server, read and checked; its secure contexts, as OpenSSL calls what is made of them. Other
 * networks make something else of them.
 */
export class Certificates<TContext extends object = SecureContext> {
  readonly fallback: TContext;
  private readonly named = new Map<string, TContext>();
  /** Those that a function has given: it is asked for each connection, and mostly gives the same. */
  private readonly made = new WeakMap<TlsCertificate, TContext>();
  private readonly shared: SecureContextOptions;

  /** Throws `XN_BAD_KEY`, `XN_BAD_CERTIFICATE` or `XN_BAD_OPTION`. */
  constructor(
    readonly options: TlsOptions,
    private readonly lasting: Lasting,
    private readonly make: MakeContext<TContext>,
  ) {
    this.shared = sharedOptions(options, lasting);
    const { key, cert, passphrase, sni } = options;
    this.fallback =
      key === undefined || cert === undefined
        ? make('tls', this.shared)
        : this.contextFor('tls', withPassphrase({ key, cert }, passphrase));
    if (typeof sni === 'function') return;
    for (const [name, certificate] of Object.entries(sni ?? {})) {
      this.named.set(name.toLowerCase(), this.contextFor(`tls.sni[${name}]`, certificate));
    }
  }

  /** Whether a client's asking for a name makes a difference. */
  get areNamed(): boolean {
    return typeof this.options.sni === 'function' || this.named.size > 0;
  }

  /** The context for the name that a client asks for: at once, unless a function takes its time. */
  contextOf(servername: string): TContext | Promise<TContext> {
    const { sni } = this.options;
    if (typeof sni !== 'function') return entryFor(this.named, servername) ?? this.fallback;
    const given = sni(servername);
    return given !== undefined && 'then' in given
      ? given.then((certificate) => this.contextGiven(servername, certificate))
      : this.contextGiven(servername, given);
  }

  private contextGiven(servername: string, certificate: TlsCertificate | undefined): TContext {
    if (certificate === undefined) return this.fallback;
    const known = this.made.get(certificate);
    if (known !== undefined) return known;
    const context = this.contextFor(`tls.sni(${servername})`, certificate);
    this.made.set(certificate, context);
    return context;
  }

  private contextFor(of: string, certificate: TlsCertificate): TContext {
    const { key, cert, passphrase } = keyPair(of, certificate, this.lasting.now());
    return this.make(of, { ...this.shared, key, cert, ...(passphrase && { passphrase }) });
  }
}

const withPassphrase = (
  certificate: TlsCertificate,
  passphrase: string | undefined,
): TlsCertificate => (passphrase === undefined ? certificate : { ...certificate, passphrase });

/** What all of a server's contexts have in common. */
function sharedOptions(options: TlsOptions, { ticketKeys }: Lasting): SecureContextOptions {
  const { ca, ciphers, minVersion, maxVersion, sessionTickets, sessionTimeout } = options;
  const { SSL_OP_NO_TICKET } = process.getBuiltinModule('node:constants');
  return {
    minVersion: minVersion ?? 'TLSv1.2',
    maxVersion: maxVersion ?? 'TLSv1.3',
    sessionIdContext: SESSION_ID_CONTEXT,
    ticketKeys,
    ...(ca && { ca: authorities(ca) }),
    ...(ciphers && { ciphers }),
    ...(sessionTimeout !== undefined && { sessionTimeout }),
    ...(sessionTickets === false && { secureOptions: SSL_OP_NO_TICKET }),
  };
}
