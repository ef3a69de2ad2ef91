import { createServer } from 'node:net';
import { createActor, setup, toPromise } from 'xstate';
import { tcpServer } from '../../../actors/listener/tcpServer';
import { serverCore } from '../../../actors/server/serverCore';
import { singleServer } from '../../../actors/server/singleServer';
import { echo } from '../../../machines/protocols/echo';
import type { ServerCoreMessage } from '../../../machines/server/serverCoreMessages';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { until } from '../../support/until';

leaveNothingBehind();

const warnings: Error[] = [];
let spy: jest.SpyInstance;
beforeEach(() => {
  warnings.length = 0;
  spy = jest.spyOn(process, 'emitWarning').mockImplementation((warning) => {
    warnings.push(warning as Error);
  });
});
afterEach(() => spy.mockRestore());

/** A port of the loopback address that is taken. */
async function takenPort(): Promise<number> {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', () => resolve()));
  afterwards(async () => {
    await new Promise<void>((resolve) => other.close(() => resolve()));
  });
  return (other.address() as { readonly port: number }).port;
}

const where = async () => ({ host: '127.0.0.1', port: await takenPort() });
const said = () =>
  warnings.map((warning) => [(warning as { code?: string }).code, warning.message]);
const ofThePort = [['XN_PORT_IN_USE', expect.stringMatching(/in use.*nobody listens/)]];

const does = { actions: () => {} };

const ended = (actor: { getSnapshot(): { status: string } }) =>
  until('the end', () => actor.getSnapshot().status === 'done');

describe('a server whose port is taken', () => {
  it('warns of it, once, where nobody listens', async () => {
    const servers = [
      createActor(serverCore, { input: { ...(await where()), protocol: echo as never } }),
      createActor(singleServer, { input: await where() }),
      createActor(tcpServer, { input: await where() }),
    ];
    for (const server of servers) {
      warnings.length = 0;
      server.start();
      await ended(server);
      expect(said()).toEqual(ofThePort);
    }
  });

  it.each(['error', 'shutdown', '*'] as const)('warns nobody who listens to %s', async (type) => {
    const input = { ...(await where()), protocol: echo as never };
    const server = createActor(serverCore, { input });
    server.on(type, () => {});
    server.start();
    await ended(server);
    expect(said()).toEqual([]);
  });

  it('warns nobody who waits for its output', async () => {
    const input = { ...(await where()), protocol: echo as never };
    const server = createActor(serverCore, { input });
    const output = toPromise(server);
    server.start();
    expect((await output).error?.code).toBe('XN_PORT_IN_USE');
    expect(said()).toEqual([]);
  });

  it.each([
    ['that hears of listening alone', { listening: does }, {}, ofThePort],
    ['that takes errors and does nothing', { error: {} }, {}, ofThePort],
    ['that hears of errors', { error: does }, {}, []],
    ['that hears of the end', { shutdown: does }, {}, []],
    ['that hears of everything', { '*': does }, {}, []],
    ['that asks how it was done', {}, { onDone: does }, []],
  ] as const)('tells an owner %s', async (_which, on, invocation, expected) => {
    const { host, port } = await where();
    const app = setup({
      types: { events: {} as ServerCoreMessage },
      actors: { serverCore },
    }).createMachine({
      invoke: {
        id: 'server',
        src: 'serverCore',
        input: ({ self }) => ({ port, host, protocol: echo as never, owner: self }),
        ...invocation,
      },
      on,
    });
    const actor = createActor(app).start();
    const server = actor.getSnapshot().children.server;
    await until('the end', () => server?.getSnapshot().status === 'done');
    expect(said()).toEqual(expected);
    actor.stop();
  });

  it.each([
    ['listening alone', 'listening', 1],
    ['errors, of which none is said before it ends', 'error', 1],
    ['the end', 'shutdown', 0],
  ] as const)('warns of a misspelt option who hears of %s', async (_which, type, times) => {
    const app = setup({
      types: { events: {} as ServerCoreMessage },
      actors: { serverCore },
    }).createMachine({
      invoke: {
        id: 'server',
        src: 'serverCore',
        input: ({ self }) => ({
          ...({ idleTimeut: 5 } as object),
          protocol: echo as never,
          owner: self,
        }),
      },
      on: { [type]: does },
    });
    const actor = createActor(app).start();
    await until(
      'the end',
      () => actor.getSnapshot().children.server?.getSnapshot().status === 'done',
    );
    const warning = ['XN_BAD_OPTION', expect.stringContaining('did you mean idleTimeout?')];
    expect(said()).toEqual(times === 1 ? [warning] : []);
    actor.stop();
  });

  it('warns of no server that ends well', async () => {
    const server = createActor(serverCore, {
      input: { host: '127.0.0.1', port: 0, protocol: echo as never },
    });
    server.start();
    server.send({ type: 'control.serverShutdown' });
    await ended(server);
    expect(said()).toEqual([]);
  });
});
