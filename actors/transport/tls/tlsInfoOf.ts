import type {
  DetailedPeerCertificate,
  PeerCertificate as NodeCertificate,
  TLSSocket,
} from 'node:tls';
import type { PeerCertificate, TlsInfo } from '../../../machines/connection/tlsInfo';

/** What verifies a peer's certificate. Node keeps it to itself, and asks it in the same way for its servers. */
interface VerifyingHandle {
  verifyError?(): (Error & { readonly code?: string }) | null;
}

/** Why the peer's certificate will not do, by OpenSSL's name; undefined if it will. Without an answer it will not. */
function verifyErrorOf(socket: TLSSocket): string | undefined {
  const { _handle } = socket as unknown as { readonly _handle?: VerifyingHandle | null };
  if (_handle?.verifyError === undefined) return 'UNSPECIFIED';
  const error = _handle.verifyError();
  return error ? (error.code ?? error.message) : undefined;
}

const words = (name: object | undefined): string =>
  Object.entries(name ?? {})
    .flatMap(([field, value]) => [value].flat().map((each) => `${field}=${each}`))
    .join('\n');

function summary(given: NodeCertificate | DetailedPeerCertificate): PeerCertificate | undefined {
  if (given.fingerprint256 === undefined) return undefined;
  const { subject, issuer, subjectaltname, serialNumber, valid_from, valid_to } = given;
  return {
    subject: words(subject),
    issuer: words(issuer),
    altNames: subjectaltname,
    serialNumber,
    fingerprint: given.fingerprint256,
    validFrom: valid_from,
    validTo: valid_to,
  };
}

/** What was agreed upon on a socket whose handshake is over. */
export function tlsInfoOf(socket: TLSSocket, asked: boolean): TlsInfo {
  const cipher = socket.getCipher();
  const { servername, alpnProtocol } = socket as {
    readonly servername?: unknown;
    readonly alpnProtocol: string | false | null;
  };
  const authorizationError = asked ? verifyErrorOf(socket) : undefined;
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: cipher.standardName ?? cipher.name,
    servername: typeof servername === 'string' ? servername : undefined,
    alpn: alpnProtocol || undefined,
    resumed: socket.isSessionReused(),
    authorized: asked && authorizationError === undefined,
    authorizationError,
    peerCertificate: asked ? summary(socket.getPeerCertificate()) : undefined,
  };
}
