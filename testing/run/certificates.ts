import type { SimulatedClientTls } from '../../actors/transport/simulated/api';
import { selfSigned } from '../../actors/transport/tls/selfSigned';
import type { TlsOptions } from '../../machines/options/tlsOptions';
import type { ScriptClientTls, ScriptTls } from '../script/tls';

type Certificate = ReturnType<typeof selfSigned>;

/** How a client secures its connection, on whatever network. */
export interface ClientTls extends SimulatedClientTls {
  readonly key?: string;
  readonly cert?: string;
  readonly ca?: readonly string[];
}

const made = new Map<string, Certificate>();

/** The certificate of a name, made when it is first asked for; every run has the same. */
function certificateOf(name: string): Certificate {
  const known = made.get(name);
  if (known !== undefined) return known;
  const certificate = selfSigned(name);
  made.set(name, certificate);
  return certificate;
}

const authoritiesOf = (names: readonly string[]): readonly string[] =>
  names.map((name) => certificateOf(name).cert);

/** The option `tls` of a script's server. */
export function tlsOf(given: ScriptTls | true): TlsOptions {
  const { cert = 'localhost', sni, trusts, ...rest } = given === true ? {} : given;
  return {
    ...certificateOf(cert),
    ...rest,
    ...(sni && { sni: Object.fromEntries(sni.map((name) => [name, certificateOf(name)])) }),
    ...(trusts && { ca: authoritiesOf(trusts) }),
  };
}

/** What a script's client goes by. */
export function clientTlsOf(given: ScriptClientTls | true): ClientTls {
  const { cert, trusts, ...rest } = given === true ? {} : given;
  return {
    ...rest,
    ...(cert !== undefined && certificateOf(cert)),
    ...(trusts && { ca: authoritiesOf(trusts) }),
    rejectUnauthorized: trusts !== undefined,
  };
}
