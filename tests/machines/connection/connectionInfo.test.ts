import { describeAddress, describePeer } from '../../../machines/connection/connectionInfo';
import { aConnection } from '../../support/samples';

describe('an address for people', () => {
  it.each([
    ['127.0.0.1:1601', { family: 'IPv4', host: '127.0.0.1', port: 1601 }],
    ['[::1]:1601', { family: 'IPv6', host: '::1', port: 1601 }],
    ['unix:/run/echo.sock', { family: 'unix', path: '/run/echo.sock' }],
  ] as const)('is %s', (text, address) => {
    expect(describeAddress(address)).toBe(text);
  });

  it('of a peer is its own port, not the server’s', () => {
    expect(describePeer(aConnection(5))).toBe('127.0.0.1:40005');
    expect(describePeer({ ...aConnection(5), family: 'IPv6', peer: '2001:db8::1' })).toBe(
      '[2001:db8::1]:40005',
    );
  });

  it('of a peer on a unix socket, which has none, is told apart by its number', () => {
    const connection = { ...aConnection(5), family: 'unix' as const, path: '/run/echo.sock' };
    expect(describePeer(connection)).toBe('unix:/run/echo.sock#5');
  });
});
