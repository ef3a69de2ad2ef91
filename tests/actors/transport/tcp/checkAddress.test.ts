import { networkInterfaces } from 'node:os';
import { checkAddress } from '../../../../actors/transport/tcp/checkAddress';
import { tcpTransport } from '../../../../actors/transport/tcp/tcpTransport';
import { leaveNothingBehind } from '../../../support/afterwards';
import { listen } from '../../../support/listen';

leaveNothingBehind();

const [anInterface = 'lo'] = Object.keys(networkInterfaces());

describe('an address to listen on', () => {
  it.each(['::1%nope', '::1%', 'fe80::1%eth99', '::1%-1', '::1%constructor'])(
    'in a zone that is no network interface is refused: %s',
    (host) => {
      expect(checkAddress(host, false)).toMatchObject({
        code: 'XN_BAD_HOST',
        message: expect.stringContaining('there is no such network interface'),
      });
    },
  );

  it.each(['::1', '127.0.0.1', '::', 'fe80::1%1', `fe80::1%${anInterface}`])(
    'is taken where there is nothing wrong with it: %s',
    (host) => {
      expect(checkAddress(host, false)).toBeUndefined();
    },
  );

  it('ends a server that was asked to listen there', async () => {
    const { ended } = listen({ host: '::1%nope', port: 0 });
    expect(await ended()).toMatchObject({ code: 'XN_BAD_HOST' });
  });

  it('that a name was looked up as is refused, where it is IPv4 and IPv6 alone was asked for', async () => {
    const transport = tcpTransport({ lookup: (_, found) => found(null, '127.0.0.1') });
    const { ended } = listen({ host: 'some.name', port: 0, ipv6Only: true, transport });
    expect(await ended()).toMatchObject({
      code: 'XN_BAD_OPTION',
      message: expect.stringContaining('127.0.0.1'),
    });
  });

  it('frees nothing that it never had when the server is stopped before it was told', async () => {
    const { server, said } = listen({ host: '::1%nope', port: 0 });
    server.stop();
    await new Promise(setImmediate);
    expect(said.types).toEqual([]);
    const { server: drained, ended } = listen({ host: '::1%nope', port: 0 });
    drained.send({ type: 'control.serverShutdown' });
    expect(await ended()).toBeUndefined();
  });
});
