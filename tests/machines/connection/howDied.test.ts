import { HOW_DIED, howDiedOfError } from '../../../machines/connection/howDied';

describe('howDied', () => {
  it('is a closed set', () => {
    expect(HOW_DIED).toEqual([
      'finished',
      'peerClosed',
      'reset',
      'aborted',
      'idleTimeout',
      'lingerTimeout',
      'shutdownTimeout',
      'outboxOverflow',
      'handlerError',
      'protocolError',
      'replaced',
      'socketError',
    ]);
  });

  it.each(['ECONNRESET', 'EPIPE', 'ECONNABORTED'])('is reset when the kernel says %s', (code) => {
    expect(howDiedOfError({ code })).toBe('reset');
  });

  it.each(['ETIMEDOUT', 'EHOSTUNREACH', 'XN_BAD_OUTBOX', '', undefined])(
    'is socketError for any other code, such as %p',
    (code) => {
      expect(howDiedOfError({ code })).toBe('socketError');
    },
  );
});
