import { BlockList } from 'node:net';
import { checkReusePort } from '../../../actors/transport/tcp/checkReusePort';
import { tcpTransport } from '../../../actors/transport/tcp/tcpTransport';
import type { Protocol } from '../../../machines/handler/protocol';
import { leaveNothingBehind } from '../../support/afterwards';
import { listen } from '../../support/listen';
import { ManualClock } from '../../support/manualClock';
import { stubborn } from '../../support/protocols';
import { type Served, serve } from '../../support/serve';
import { turns, until } from '../../support/until';

leaveNothingBehind();

const refusedFor = async (served: Served) => {
  const before = served.said.count('refused');
  const client = await served.client();
  await client.ended();
  return (await served.said.many('refused', before + 1)).at(-1)?.reason;
};

describe('lists of those who may come', () => {
  it('turn away whom they do not have', async () => {
    const served = await serve({ allow: ['10.0.0.0/8', '::1'] });
    expect(await refusedFor(served)).toBe('notAllowed');
    expect(served.said.count('connected')).toBe(0);
  });

  it('turn away whom a BlockList has', async () => {
    const deny = new BlockList();
    deny.addSubnet('127.0.0.0', 8);
    expect(await refusedFor(await serve({ deny }))).toBe('denied');
  });

  it('that are none are an error that says which', async () => {
    const { ended } = listen({ port: 0, allow: ['10.0.0.0/8', 'localhost'] });
    expect(await ended()).toMatchObject({
      code: 'XN_BAD_OPTION',
      message: expect.stringContaining('"localhost" is neither'),
    });
  });
});

describe('control.setLimits', () => {
  it('counts those that are there already, and turns nobody of them away', async () => {
    const served = await serve();
    const one = await served.client();
    await served.client();
    await served.said.many('connected', 2);
    served.server.send({ type: 'control.setLimits', limits: { maxConnectionsPerAddress: 1 } });
    expect(await refusedFor(served)).toBe('maxConnectionsPerAddress');
    await one.send('still here').getsText('still here');
    served.server.send({
      type: 'control.setLimits',
      limits: { maxConnectionsPerAddress: undefined, maxConnections: 2 },
    });
    expect(await refusedFor(served)).toBe('maxConnections');
    served.server.send({ type: 'control.setLimits', limits: { maxConnections: 3 } });
    await served.client();
    await served.said.many('connected', 3);
  });

  it('sets timeouts for connections that are there while the server is suspended', async () => {
    const clock = new ManualClock();
    const served = await serve({ transport: tcpTransport({ clock }), idleTimeout: 1_000 });
    const client = await served.client();
    await served.said.one('connected');
    served.server.send({ type: 'control.suspend' });
    await served.said.one('suspended');
    await turns(5);
    served.server.send({ type: 'control.setLimits', limits: { idleTimeout: 200 } });
    clock.advance(200);
    await turns(5);
    expect((await served.said.one('disconnected')).howDied).toBe('idleTimeout');
    await client.ended();
  });

  it('sets timeouts for connections that are there', async () => {
    const clock = new ManualClock();
    const served = await serve({ transport: tcpTransport({ clock }) });
    const client = await served.client();
    await served.said.one('connected');
    served.server.send({ type: 'control.setLimits', limits: { idleTimeout: 1_000 } });
    clock.advance(900);
    served.server.send({ type: 'control.setLimits', limits: { idleTimeout: 500 } });
    clock.advance(499);
    await turns(5);
    expect(served.said.count('disconnected')).toBe(0);
    clock.advance(1);
    expect((await served.said.one('disconnected')).howDied).toBe('idleTimeout');
    await client.ended();
    served.server.send({ type: 'control.setLimits', limits: { idleTimeout: undefined } });
    const other = await served.client();
    await served.said.many('connected', 2);
    clock.advance(100_000);
    await turns(5);
    expect(served.said.count('disconnected')).toBe(1);
    other.end();
    await served.drain();
    expect(clock.pending).toBe(0);
  });

  it.each([
    [{ maxConnections: 0 }, 'maxConnections is 0'],
    [{ port: 5 }, 'port is no option of setLimits'],
    [{ maxConnections: 5, listenBelow: 9 }, 'listenBelow 9'],
    [null, 'limits is null'],
  ])('changes nothing if anything of %j is wrong, and says what', async (limits, told) => {
    const served = await serve({ maxConnections: 1 });
    served.server.send({ type: 'control.setLimits', limits: limits as never });
    const { error } = await served.said.one('error');
    expect(error).toMatchObject({ code: 'XN_BAD_OPTION', message: expect.stringContaining(told) });
    await served.client();
    await served.said.one('connected');
    expect(await refusedFor(served)).toBe('maxConnections');
  });
});

describe('a server that closes its port when it is full', () => {
  it('stays closed until so many have gone that it is worth while', async () => {
    const served = await serve({ maxConnections: 3, whenFull: 'close', listenBelow: 2 });
    const clients = [await served.client(), await served.client(), await served.client()];
    await served.said.one('suspended');
    await expect(served.client()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    clients[0]?.end();
    await served.said.many('disconnected', 1);
    await turns(5);
    expect(served.said.count('listening')).toBe(1);
    clients[1]?.end();
    await served.said.many('disconnected', 2);
    await served.said.many('listening', 2);
    await served.client();
    await served.said.many('connected', 4);
  });
});

describe('a shutdownTimeout of Infinity', () => {
  it('waits for the last connection, whatever its handler does', async () => {
    const clock = new ManualClock();
    const served = await serve(
      { shutdownTimeout: Number.POSITIVE_INFINITY, protocol: stubborn as unknown as Protocol },
      { clock },
    );
    const client = await served.client();
    await served.said.one('connected');
    served.server.send({ type: 'control.serverShutdown' });
    clock.advance(2 ** 40);
    await turns(10);
    expect(served.said.count('disconnected')).toBe(0);
    client.reset();
    await until('the end', () => served.server.getSnapshot().status === 'done');
    expect(clock.pending).toBe(0);
  });
});

describe('reusePort', () => {
  it('is an error where Node would ignore it', () => {
    expect(
      ['20.20.2', '22.11.0', '23.0.0', '22.12.0', '23.1.0', '24.0.0'].map(
        (version) => checkReusePort(version)?.code,
      ),
    ).toEqual(['XN_BAD_OPTION', 'XN_BAD_OPTION', 'XN_BAD_OPTION', undefined, undefined, undefined]);
  });

  it('lets a second server have the port, or says that this Node cannot', async () => {
    const one = listen({ port: 0, host: '127.0.0.1', reusePort: true });
    if (checkReusePort() !== undefined) {
      expect(await one.ended()).toMatchObject({ code: 'XN_BAD_OPTION' });
      return;
    }
    const { port } = (await one.address()) as { port: number };
    const two = listen({ port, host: '127.0.0.1', reusePort: true });
    expect(await two.address()).toMatchObject({ port });
  });
});
