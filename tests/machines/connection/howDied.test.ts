import { HOW_DIED, howDiedOfError } from '../../../machines/connection/howDied';

describe('howDied', () => {
  it('is a closed set', () => {
    expect(HOW_DIED).toEqual([
      'finished',
      'peerClosed',
      'reset',
      'aborted',
      'idleTimeout',
      'readTimeout',
      'lingerTimeout',
      'shutdownTimeout',
      'proxyTimeout',
      'handshakeTimeout',
      'outboxOverflow',
      'handlerError',
      'protocolError',
      'proxyError',
      'tlsError',
      'replaced',
      'socketError',
    ]);
  });

  it.each(['ECONNRESET', 'EPIPE', 'ECONNABORTED'])('is reset when the kernel says %s', (code) => {
    expect(howDiedOfError({ code })).toBe('reset');
  });

  it.each(['ERR_SSL_HTTP_REQUEST', 'ERR_TLS_CERT_ALTNAME_INVALID', 'EPROTO', 'XN_TLS_FAILED'])(
    'is tlsError when TLS says %s',
    (code) => {
      expect(howDiedOfError({ code })).toBe('tlsError');
    },
  );

  it.each(['ETIMEDOUT', 'EHOSTUNREACH', 'XN_BAD_OUTBOX', '', undefined])(
    'is socketError for any other code, such as %p',
    (code) => {
      expect(howDiedOfError({ code })).toBe('socketError');
    },
  );
});
