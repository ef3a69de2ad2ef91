import { connectError } from '../../../actors/transport/connectError';
import { describePeerAddress } from '../../../machines/connection/connectionInfo';

const failure = (code: string, address?: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`connect ${code}`), { code, address });

const TO = { host: 'example.org', port: 7 };

describe('why nobody could be connected to', () => {
  it.each([
    ['ECONNREFUSED', 'XN_CONNECTION_REFUSED'],
    ['ENOENT', 'XN_CONNECTION_REFUSED'],
    ['ETIMEDOUT', 'XN_CONNECT_TIMEOUT'],
    ['EHOSTUNREACH', 'XN_UNREACHABLE'],
    ['ENETUNREACH', 'XN_UNREACHABLE'],
    ['EADDRNOTAVAIL', 'XN_UNREACHABLE'],
    ['ENOTFOUND', 'XN_BAD_HOST'],
    ['EACCES', 'XN_PORT_FORBIDDEN'],
    ['ENOTDIR', 'XN_BAD_PATH'],
    ['EMFILE', 'XN_CONNECT_FAILED'],
    ['EWHATEVER', 'XN_CONNECT_FAILED'],
  ])('%s is told as %s, with the cause', (code, expected) => {
    const cause = failure(code);
    expect(connectError(cause, TO)).toMatchObject({ code: expected, cause });
  });

  it('is the most telling of what several addresses were answered with', () => {
    const all = new AggregateError([
      failure('ENETUNREACH', '::1'),
      failure('ECONNREFUSED', '10.0.0.1'),
    ]);
    expect(connectError(all, TO)).toMatchObject({
      code: 'XN_CONNECTION_REFUSED',
      message:
        'cannot connect to example.org:7: tried ::1 and 10.0.0.1: nobody listens there; start the server, or check the address',
    });
  });

  it('keeps the words of what is not known', () => {
    expect(connectError(failure('EWHATEVER'), { path: '/x' }).message).toBe(
      'cannot connect to unix:/x: connect EWHATEVER',
    );
  });
});

it.each([
  [{ host: '::1', port: 7 }, '[::1]:7'],
  [{ host: 'localhost', port: 7 }, 'localhost:7'],
  [{ path: '/run/x' }, 'unix:/run/x'],
])('an address is written as people write it: %j', (to, written) => {
  expect(describePeerAddress(to)).toBe(written);
});
