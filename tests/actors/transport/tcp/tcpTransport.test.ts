import { spawnSync } from 'node:child_process';
import fs, {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type * as tcpTransportModule from '../../../../actors/transport/tcp/tcpTransport';
import { tcpTransport } from '../../../../actors/transport/tcp/tcpTransport';
import type { Listening as TransportListening } from '../../../../actors/transport/transport';
import { resolveServerOptions } from '../../../../machines/options/resolveOptions';
import type { ServerOptions } from '../../../../machines/options/serverOptions';
import { afterwards, leaveNothingBehind } from '../../../support/afterwards';
import { Client } from '../../../support/client';
import { aFolder } from '../../../support/folder';
import { listen, somebodyElse } from '../../../support/listen';
import { turns, until } from '../../../support/until';

leaveNothingBehind();

/** What a listening socket of the transport tells, in order, without any chart around it. */
function listenBare(options: ServerOptions, transport = tcpTransport()) {
  const told: string[] = [];
  const errors: unknown[] = [];
  const listening: TransportListening = transport.listen(
    { port: options.port, options: resolveServerOptions(options) },
    {
      listening: () => told.push('listening'),
      connection: (socket) => {
        told.push('connection');
        socket.destroy();
      },
      failed: (error) => {
        told.push('failed');
        errors.push(error);
      },
      error: () => told.push('error'),
      closed: () => told.push('closed'),
    },
  );
  afterwards(() => listening.close());
  return { listening, told, errors, is: (what: string) => until(what, () => told.includes(what)) };
}

const LOOPBACK = { host: '127.0.0.1', port: 0 } as const;

/** A socket file whose owner was killed. */
function staleSocket(path: string): void {
  const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', script]);
  if (!existsSync(path)) throw new Error('the stale socket is not there');
}

describe('the real network', () => {
  describe('binds', () => {
    it('a port that the kernel chooses, and says which', async () => {
      const address = await listen(LOOPBACK).address();
      expect(address).toEqual({ family: 'IPv4', host: '127.0.0.1', port: expect.any(Number) });
      await Client.to(address);
    });

    it('a random port of the range when it is asked for none', async () => {
      const { port: base } = await somebodyElse({ port: 0, host: '127.0.0.1' });
      const minrange = Math.min(base, 65_000);
      const address = await listen({
        host: '127.0.0.1',
        minrange,
        maxrange: minrange + 500,
      }).address();
      expect(address).toMatchObject({ family: 'IPv4' });
      const { port } = address as { port: number };
      expect(port).toBeGreaterThanOrEqual(minrange);
      expect(port).toBeLessThanOrEqual(minrange + 500);
    });

    it('the next random port when the first is taken', async () => {
      const { port: taken } = await somebodyElse({ port: 0, host: '127.0.0.1' });
      const draws = [0, 0, 0.999];
      const server = listen({
        host: '127.0.0.1',
        minrange: taken,
        maxrange: Math.min(taken + 50, 65_535),
        transport: tcpTransport({ random: () => draws.shift() ?? Math.random() }),
      });
      const { port } = (await server.address()) as { port: number };
      expect(port).not.toBe(taken);
      expect(server.said.types).toEqual(['signal.listening']);
    });

    it('no port when all random ones are taken, and says so', async () => {
      const { port: taken } = await somebodyElse({ port: 0, host: '127.0.0.1' });
      const server = listen({ host: '127.0.0.1', minrange: taken, maxrange: taken, maxtries: 3 });
      expect(await server.ended()).toMatchObject({ code: 'XN_NO_FREE_PORT' });
      expect(server.said.types).toEqual(['signal.error', 'signal.shutdown']);
    });

    it('all addresses when it is given no host: IPv6, and IPv4 mapped into it', async () => {
      const server = listen({ port: 0 });
      const address = await server.address();
      expect(address).toMatchObject({ family: 'IPv6', host: '::' });
      const { port } = address as { port: number };
      const over4 = await Client.to({ family: 'IPv4', host: '127.0.0.1', port });
      const over6 = await Client.to({ family: 'IPv6', host: '::1', port });
      const made = await server.said.many('protocolHandlerSignal.newCSA', 2);
      expect(made.map(({ connection }) => connection)).toEqual([
        expect.objectContaining({
          id: 1,
          family: 'IPv4',
          peer: '127.0.0.1',
          peerport: over4.port,
          localip: '127.0.0.1',
          localport: port,
        }),
        expect.objectContaining({
          id: 2,
          family: 'IPv6',
          peer: '::1',
          peerport: over6.port,
          localip: '::1',
          localport: port,
        }),
      ]);
    });

    it('only IPv6 when told so', async () => {
      const server = listen({ port: 0, host: '::', ipv6Only: true });
      const { port } = (await server.address()) as { port: number };
      await Client.to({ family: 'IPv6', host: '::1', port });
      await expect(Client.to({ family: 'IPv4', host: '127.0.0.1', port })).rejects.toMatchObject({
        code: 'ECONNREFUSED',
      });
    });

    it('a host by name', async () => {
      const address = await listen({ host: 'localhost', port: 0 }).address();
      await Client.to(address);
    });
  });

  describe('tells why it could not bind, with a code and a remedy', () => {
    it('a port in use', async () => {
      const { port } = await somebodyElse({ port: 0, host: '127.0.0.1' });
      const error = await listen({ host: '127.0.0.1', port }).ended();
      expect(error).toMatchObject({
        code: 'XN_PORT_IN_USE',
        message: expect.stringContaining(`port ${port} on 127.0.0.1 is in use`),
        cause: { code: 'EADDRINUSE' },
      });
    });

    const privileged = 81;
    it('a forbidden port', async () => {
      const server = listen({ host: '127.0.0.1', port: privileged });
      await until('an answer', () => server.said.all.length > 0);
      if (server.said.count('signal.listening') > 0) {
        process.emitWarning(`not tested: this user may bind port ${privileged}`);
        return;
      }
      const error = await server.ended();
      if ((error as { code: string }).code === 'XN_PORT_IN_USE') return;
      expect(error).toMatchObject({ code: 'XN_PORT_FORBIDDEN', cause: { code: 'EACCES' } });
    });

    it('an address of another machine', async () => {
      expect(await listen({ host: '192.0.2.1', port: 0 }).ended()).toMatchObject({
        code: 'XN_ADDRESS_UNAVAILABLE',
        message: expect.stringContaining('192.0.2.1'),
      });
    });

    it('a host that is nobody', async () => {
      expect(await listen({ host: 'nobody.invalid', port: 0 }).ended()).toMatchObject({
        code: 'XN_BAD_HOST',
        message: expect.stringContaining('nobody.invalid'),
      });
    });

    it('a folder that does not exist', async () => {
      const path = join(aFolder(), 'no', 'x.sock');
      expect(await listen({ path }).ended()).toMatchObject({
        code: 'XN_BAD_PATH',
        message: expect.stringContaining(path),
      });
    });

    it('a transport that cannot listen', async () => {
      const server = listen({ port: 0, transport: { name: 'semaphore' } });
      expect(await server.ended()).toMatchObject({
        code: 'XN_BAD_OPTION',
        message: expect.stringContaining('semaphore'),
      });
    });
  });

  describe('on a unix socket', () => {
    it('listens on the path, and takes it away afterwards', async () => {
      const path = join(aFolder(), 'x.sock');
      const server = listen({ path });
      expect(await server.address()).toEqual({ family: 'unix', path });
      await Client.to({ family: 'unix', path });
      const { connection } = await server.said.one('protocolHandlerSignal.newCSA');
      expect(connection).toMatchObject({ family: 'unix', path, peer: '', peerport: 0 });
      server.server.send({ type: 'control.shutdownMicroprocess' });
      await server.ended();
      expect(existsSync(path)).toBe(false);
    });

    it('clears a path that a dead process left behind', async () => {
      const path = join(aFolder(), 'x.sock');
      staleSocket(path);
      const server = listen({ path });
      await Client.to(await server.address());
      expect(server.said.types).not.toContain('signal.error');
    });

    it('refuses a path on which somebody listens, and lets it live', async () => {
      const path = join(aFolder(), 'x.sock');
      await somebodyElse({ path });
      const error = await listen({ path }).ended();
      expect(error).toMatchObject({
        code: 'XN_PATH_IN_USE',
        message: expect.stringContaining(`path ${path} is in use`),
      });
      expect((error as Error).message).not.toContain('port');
      await Client.to({ family: 'unix', path });
    });

    it('refuses a path at which there is a file that is no socket, and lets it be', async () => {
      const path = join(aFolder(), 'x.sock');
      writeFileSync(path, 'precious');
      expect(await listen({ path }).ended()).toMatchObject({
        code: 'XN_BAD_PATH',
        message: expect.stringContaining('not a socket'),
      });
      expect(readFileSync(path, 'utf8')).toBe('precious');
    });

    it('refuses a folder and a dangling link, and lets them be', async () => {
      const folder = aFolder();
      const path = join(folder, 'folder');
      mkdirSync(path);
      expect(await listen({ path }).ended()).toMatchObject({ code: 'XN_BAD_PATH' });
      const dangling = join(folder, 'link');
      symlinkSync(join(folder, 'nothing'), dangling);
      expect(await listen({ path: dangling }).ended()).toMatchObject({ code: 'XN_BAD_PATH' });
    });

    it('resumes on its path', async () => {
      const path = join(aFolder(), 'x.sock');
      const { server, said, address } = listen({ path });
      await address();
      server.send({ type: 'control.suspend' });
      await expect(Client.to({ family: 'unix', path })).rejects.toMatchObject({ code: 'ENOENT' });
      server.send({ type: 'control.resume' });
      await said.many('signal.listening', 2);
      await Client.to({ family: 'unix', path });
    });
  });

  it.each<[string, ServerOptions]>([
    ['all addresses', {}],
    ['an address', { host: '127.0.0.1' }],
    ['a host name', { host: 'localhost' }],
  ])('gives up a port in the turn in which it is closed, on %s', async (_, where) => {
    const { server, port } = await somebodyElse({ port: 0, host: '127.0.0.1' });
    server.close();
    listenBare({ ...where, port }).listening.close();
    listenBare({ ...where, port }).listening.close();
    const { told, is } = listenBare({ ...where, port });
    await is('listening');
    expect(told).toEqual(['listening']);
  });

  describe('claims a path', () => {
    it('so that of many who find a dead one, one has it, and all others are told', async () => {
      const path = join(aFolder(), 'x.sock');
      staleSocket(path);
      const all = Array.from({ length: 12 }, () => listenBare({ path }));
      await until('all of them', () => all.every(({ told }) => told.length > 0));
      const told = all.flatMap((one) => one.told);
      expect(told.filter((word) => word === 'listening')).toHaveLength(1);
      expect(told.filter((word) => word === 'failed')).toHaveLength(11);
      await Client.to({ family: 'unix', path });
      await until('the client', () => all.some((one) => one.told.includes('connection')));
      expect(readdirSync(dirname(path))).toEqual(['x.sock']);
    });

    it('and leaves it to a successor, when it was replaced', async () => {
      const path = join(aFolder(), 'x.sock');
      const first = listenBare({ path });
      await first.is('listening');
      unlinkSync(path);
      const second = listenBare({ path });
      await second.is('listening');
      first.listening.close();
      await first.is('closed');
      await Client.to({ family: 'unix', path });
      await second.is('connection');
      second.listening.close();
      expect(existsSync(path)).toBe(false);
    });

    it('although the process that was at it has died', async () => {
      const path = join(aFolder(), 'x.sock');
      staleSocket(path);
      writeFileSync(`${path}.lock`, '');
      const { told, is } = listenBare({ path });
      await is('listening');
      expect(told).toEqual(['listening']);
      expect(readdirSync(dirname(path))).toEqual(['x.sock']);
    }, 10_000);

    it('that leaves no room for a second name', async () => {
      const folder = aFolder();
      const deep = join(folder, 'd'.repeat(104 - folder.length));
      mkdirSync(deep);
      const path = join(deep, 'x');
      expect(path).toHaveLength(107);
      staleSocket(path);
      const { told, is, listening } = listenBare({ path });
      await is('listening');
      await Client.to({ family: 'unix', path });
      await is('connection');
      listening.close();
      expect(existsSync(path)).toBe(false);
      expect(told).toEqual(['listening', 'connection']);
    });

    it('in a folder whose file system knows no links', async () => {
      const refused = jest.spyOn(fs, 'linkSync').mockImplementation(() => {
        throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' });
      });
      try {
        const path = join(aFolder(), 'x.sock');
        const first = listenBare({ path });
        await first.is('listening');
        const second = listenBare({ path });
        await second.is('failed');
        await Client.to({ family: 'unix', path });
        await first.is('connection');
      } finally {
        refused.mockRestore();
      }
    });
  });

  describe('tells of its end once', () => {
    it('when it is closed after it was bound', async () => {
      const { listening, told, is } = listenBare(LOOPBACK);
      await is('listening');
      listening.close();
      listening.close();
      await is('closed');
      await turns(20);
      expect(told).toEqual(['listening', 'closed']);
    });

    it.each([
      ['an address', LOOPBACK],
      ['a host name that is looked up first', { host: 'localhost', port: 0 }],
      ['a host name that nobody knows', { host: 'nobody.invalid', port: 0 }],
    ])('when it is closed before it was bound, to %s', async (_, options) => {
      const { listening, told, is } = listenBare(options);
      listening.close();
      await is('closed');
      // As long as looking up a name may take.
      await turns(2_000);
      expect(told).toEqual(['closed']);
    });

    it('when it is closed while a path is examined', async () => {
      const path = join(aFolder(), 'x.sock');
      staleSocket(path);
      const { listening, told, is } = listenBare({ path });
      await turns(2);
      listening.close();
      await is('closed');
      await turns(200);
      expect(told.filter((what) => what !== 'listening')).toEqual(['closed']);
    });

    it('when it is closed while a name is looked up, however long that takes', async () => {
      const looked: ((error: null, address: string) => void)[] = [];
      const { listening, told, is } = listenBare(
        { host: 'slow.example', port: 0 },
        tcpTransport({ lookup: (_, callback) => looked.push(callback) }),
      );
      listening.close();
      await is('closed');
      looked[0]?.(null, '127.0.0.1');
      await turns(20);
      expect(told).toEqual(['closed']);
    });

    it('when a name cannot be looked up, however soon that is known', async () => {
      const error = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
      const { told, errors, is } = listenBare(
        { host: 'nobody.example', port: 0 },
        tcpTransport({ lookup: (_, callback) => callback(error, '') }),
      );
      expect(told).toEqual([]);
      await is('failed');
      expect(errors).toMatchObject([{ code: 'XN_BAD_HOST', cause: error }]);
    });

    it('when it could not be bound', async () => {
      const { port } = await somebodyElse({ port: 0, host: '127.0.0.1' });
      const { told, is } = listenBare({ host: '127.0.0.1', port });
      await is('failed');
      await turns(20);
      expect(told).toEqual(['failed']);
    });

    it('when it is closed although connections live on', async () => {
      const server = listen(LOOPBACK);
      const client = await Client.to(await server.address());
      await server.said.one('protocolHandlerSignal.newCSA');
      server.server.send({ type: 'control.suspend' });
      const other = listen({
        ...LOOPBACK,
        port: ((await server.address()) as { port: number }).port,
      });
      expect(await other.address()).toEqual(await server.address());
      expect(client.hasClosed).toBe(false);
    });
  });

  it('never goes back in time, whatever is done to the clock of the machine', () => {
    const spy = jest.spyOn(Date, 'now').mockReturnValue(5);
    try {
      jest.isolateModules(() => {
        const { realClock } = jest.requireActual<typeof tcpTransportModule>(
          '../../../../actors/transport/tcp/tcpTransport',
        );
        expect(realClock.now()).toBeGreaterThan(1_600_000_000_000);
      });
    } finally {
      spy.mockRestore();
    }
  });
});
