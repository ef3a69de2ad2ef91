import dns from 'node:dns';
import { TcpConnecting } from '../../../../actors/transport/tcp/tcpConnecting';
import type { Lookup } from '../../../../actors/transport/tcp/tcpListening';
import type { TransportSocket } from '../../../../actors/transport/transport';
import type { PeerAddress } from '../../../../machines/connection/connectionInfo';
import type { XstateNetError } from '../../../../machines/kit/errors';
import { resolveServerOptions } from '../../../../machines/options/resolveOptions';
import { afterwards, leaveNothingBehind } from '../../../support/afterwards';
import { somebodyElse } from '../../../support/listen';
import { soon } from '../../../support/until';

leaveNothingBehind();

type Tell = (error: null, addresses: readonly { address: string; family: number }[]) => void;

function attempt(to: PeerAddress, lookup?: Lookup): Promise<TransportSocket | XstateNetError> {
  return soon(
    'the attempt',
    new Promise((resolve) => {
      new TcpConnecting(
        { to, options: resolveServerOptions({}) },
        {
          connected: (socket) => {
            afterwards(() => void socket.destroy());
            resolve(socket);
          },
          failed: resolve,
        },
        lookup,
      );
    }),
  );
}

/** A name with two addresses, as the machine's own table of hosts may or may not have one. */
function haveTwoAddresses(): void {
  const both = [
    { address: '::1', family: 6 },
    { address: '127.0.0.1', family: 4 },
  ];
  const spy = jest
    .spyOn(dns, 'lookup')
    .mockImplementation(((_: unknown, __: unknown, tell: Tell) =>
      process.nextTick(tell, null, both)) as never);
  afterwards(() => spy.mockRestore());
}

describe('an attempt to connect by TCP', () => {
  it.each(['127.0.0.1', '::1'])('reaches a host by the address that answers: %s', async (host) => {
    const { port } = await somebodyElse({ host, port: 0 });
    haveTwoAddresses();
    const socket = (await attempt({ host: 'two.test', port })) as TransportSocket;
    expect(socket.remoteAddress).toBe(host);
  });

  it('tells of all addresses of a name that were tried', async () => {
    const { server, port } = await somebodyElse({ host: '::', port: 0 });
    await new Promise((resolve) => server.close(resolve));
    haveTwoAddresses();
    expect(await attempt({ host: 'two.test', port })).toMatchObject({
      code: 'XN_CONNECTION_REFUSED',
      message: `cannot connect to two.test:${port}: tried ::1 and 127.0.0.1: nobody listens there; start the server, or check the address`,
    });
  });

  it('looks names up as it is told', async () => {
    const { port } = await somebodyElse({ host: '127.0.0.1', port: 0 });
    const lookup: Lookup = (_, callback) => callback(null, '127.0.0.1');
    const socket = (await attempt({ host: 'somewhere.test', port }, lookup)) as TransportSocket;
    expect(socket.remotePort).toBe(port);
  });

  it('says that a name cannot be looked up', async () => {
    const lookup: Lookup = (_, callback) =>
      callback(Object.assign(new Error('getaddrinfo'), { code: 'EAI_AGAIN' }), '');
    expect(await attempt({ host: 'somewhere.test', port: 1 }, lookup)).toMatchObject({
      code: 'XN_BAD_HOST',
    });
  });

  it('says of a path that nobody listens there', async () => {
    expect(await attempt({ path: '/nowhere/at.all' })).toMatchObject({
      code: 'XN_CONNECTION_REFUSED',
      message:
        'cannot connect to unix:/nowhere/at.all: nobody listens there; start the server, or check the address',
    });
  });
});
