import { connectionInfo } from '../../../actors/connection/connectionAddress';
import type { TransportSocket } from '../../../actors/transport/transport';
import { unmapped } from '../../../actors/transport/unmapped';

const socket = (addresses: Partial<TransportSocket>) => addresses as TransportSocket;

describe('the addresses of a connection', () => {
  it.each([
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:192.0.2.1', '192.0.2.1'],
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:db8::1'],
    ['::1', '::1'],
    ['fe80::1%eth0.5', 'fe80::1%eth0.5'],
    ['64:ff9b::192.0.2.1', '64:ff9b::192.0.2.1'],
    ['', ''],
  ])('%s is given as %s', (address, given) => {
    expect(unmapped(address)).toBe(given);
  });

  it('are those of both sides', () => {
    const tcp = socket({
      remoteAddress: '192.0.2.1',
      remotePort: 1234,
      localAddress: '198.51.100.1',
      localPort: 1601,
    });
    expect(connectionInfo(tcp, 3, undefined, 99)).toEqual({
      id: 3,
      peer: '192.0.2.1',
      peerport: 1234,
      localip: '198.51.100.1',
      localport: 1601,
      family: 'IPv4',
      connectedAt: 99,
    });
  });

  it('are IPv4 for a client that came to a dual-stack socket over IPv4', () => {
    const mapped = socket({
      remoteAddress: '::ffff:192.0.2.1',
      remotePort: 1234,
      localAddress: '::ffff:198.51.100.1',
      localPort: 1601,
    });
    expect(connectionInfo(mapped, 1, undefined, 0)).toMatchObject({
      peer: '192.0.2.1',
      localip: '198.51.100.1',
      family: 'IPv4',
    });
  });

  it.each(['0.0.0.0', '::', '::ffff:0.0.0.0', '::FFFF:0.0.0.0'])(
    "are the socket's own where the server listens on %s, which is no address of anybody",
    (host) => {
      const tcp = socket({ remoteAddress: '192.0.2.1', localAddress: '::ffff:198.51.100.1' });
      const server = { family: host.includes(':') ? 'IPv6' : 'IPv4', host, port: 1601 } as const;
      expect(connectionInfo(tcp, 1, undefined, 0, server).localip).toBe('198.51.100.1');
    },
  );

  it('are a path on a unix socket', () => {
    expect(connectionInfo(socket({}), 1, '/run/x.sock', 5)).toEqual({
      id: 1,
      peer: '',
      peerport: 0,
      localip: '',
      localport: 0,
      family: 'unix',
      path: '/run/x.sock',
      connectedAt: 5,
    });
  });

  it('are empty of a client that was gone before it was asked', () => {
    expect(connectionInfo(socket({}), 1, undefined, 5)).toMatchObject({ peer: '', peerport: 0 });
  });
});
