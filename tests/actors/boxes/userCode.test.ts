import {
  type AnyActorRef,
  createActor,
  createMachine,
  fromCallback,
  type InspectionEvent,
} from 'xstate';
import { tcpServer } from '../../../actors/listener/tcpServer';
import { listConnections } from '../../../actors/server/listConnections';
import { serverCore } from '../../../actors/server/serverCore';
import { echo } from '../../../machines/protocols/echo';
import type { ServerCoreMessage } from '../../../machines/server/serverCoreMessages';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { Client } from '../../support/client';
import { Heard } from '../../support/heard';
import { turns, until } from '../../support/until';

leaveNothingBehind();

const warnings: string[] = [];
let spy: jest.SpyInstance;
beforeEach(() => {
  warnings.length = 0;
  spy = jest.spyOn(process, 'emitWarning').mockImplementation((warning) => {
    warnings.push((warning as { code?: string }).code ?? String(warning));
  });
});
afterEach(() => spy.mockRestore());

function start(inspect?: (record: InspectionEvent) => void) {
  const server = createActor(serverCore, {
    ...(inspect && { inspect }),
    input: { host: '127.0.0.1', port: 0, protocol: echo as never },
  });
  afterwards(() => {
    server.stop();
  });
  return { server, said: new Heard<ServerCoreMessage>(server) };
}

const fail = (): never => {
  throw new Error('a listener of mine');
};

describe('code that watches a server and throws', () => {
  const throwingListener = async (before: boolean) => {
    const { server, said } = start();
    const listen = () => {
      server.on('connected', fail);
      server.on('*', fail);
    };
    if (before) listen();
    server.start();
    if (!before) listen();
    const { address } = await said.one('listening');
    const one = (await Client.to(address)).send('hello');
    await one.getsText('hello');
    one.end();
    await said.one('disconnected');
    await turns(20);
    expect(said.types).toEqual(['listening', 'connected', 'disconnected']);
    expect(warnings).toContain('XN_LISTENER_FAILED');
  };

  it('as a listener harms nobody, and is warned of', () => throwingListener(false));

  it('as a listener made before the start harms nobody', () => throwingListener(true));

  it.each([
    ['an object without a prototype', () => Object.create(null)],
    [
      'an Error whose message is a symbol',
      () => Object.assign(new Error('x'), { message: Symbol('m') }),
    ],
    ['an object whose toString throws', () => ({ toString: fail })],
  ])('harms nobody by throwing %s, which cannot be shown', async (_, make) => {
    let armed = false;
    const raise = (): never => {
      throw make();
    };
    const { server, said } = start(() => {
      if (armed) raise();
    });
    server.on('connected', raise);
    server.start();
    armed = true;
    const { address } = await said.one('listening');
    const one = (await Client.to(address)).send('hello');
    await one.getsText('hello');
    expect(server.getSnapshot().status).toBe('active');
    expect(warnings).toEqual(expect.arrayContaining(['XN_LISTENER_FAILED', 'XN_INSPECTOR_FAILED']));
  });

  it('as an inspector harms nobody, loses no event, and is warned of', async () => {
    let armed = false;
    const { server, said } = start(() => {
      if (armed) fail();
    });
    server.start();
    armed = true;
    const { address } = await said.one('listening');
    const one = (await Client.to(address)).send('hello');
    await one.getsText('hello');
    one.end();
    await said.one('disconnected');
    server.send({ type: 'control.serverShutdown' });
    await until('the end', () => server.getSnapshot().status === 'done');
    expect(said.types).toEqual(['listening', 'connected', 'disconnected', 'closing', 'shutdown']);
    expect(warnings).toContain('XN_INSPECTOR_FAILED');
  });

  it('can stop the server from a listener', async () => {
    const { server, said } = start();
    server.on('connected', () => {
      server.stop();
    });
    server.start();
    const { address } = await said.one('listening');
    const one = await Client.to(address).catch(() => undefined);
    await until('the end', () => one === undefined || one.hasClosed || one.hasEnded);
    await expect(Client.to(address)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('as an inspector from its first record harms nobody', async () => {
    const { server, said } = start(fail);
    server.start();
    const { address } = await said.one('listening');
    const one = (await Client.to(address)).send('hello');
    await one.getsText('hello');
    expect(new Set(warnings)).toEqual(new Set(['XN_INSPECTOR_FAILED']));
  });

  it('as an inspector of an app harms no server that the app invokes', () => {
    let armed = false;
    const input = { host: '127.0.0.1', port: 0, protocol: echo as never };
    const app = createMachine({
      initial: 'off',
      states: {
        off: { on: { go: 'on' } },
        on: { invoke: { id: 'server', src: serverCore, input } },
      },
    });
    const actor = createActor(app, {
      inspect: ({ type }) => {
        if (armed && type === '@xstate.actor') fail();
      },
    }).start();
    afterwards(() => {
      actor.stop();
    });
    armed = true;
    actor.send({ type: 'go' });
    expect(actor.getSnapshot().status).toBe('active');
    expect(new Set(warnings)).toEqual(new Set(['XN_INSPECTOR_FAILED']));
  });

  it('does not reach the inspectors of others, who see it thrown as before', () => {
    const app = createMachine({});
    expect(() => createActor(app, { inspect: fail })).toThrow('a listener of mine');
  });

  it('as a listener or an observer of an adapter harms nobody, and is warned of', async () => {
    const server = createActor(tcpServer, { input: { host: '127.0.0.1', port: 0 } });
    afterwards(() => {
      server.stop();
    });
    const said = new Heard(server as never) as Heard<never>;
    const observer = { next: fail, complete: fail, error: fail };
    server.subscribe(observer);
    server.on('protocolHandlerSignal.newCSA', ({ csa }) => {
      csa.on('outbox', fail);
      (csa as AnyActorRef).subscribe(observer);
      csa.on('outbox', ({ data }) => csa.send({ type: 'inbox', data }));
      csa.on('signal.producerFinished', () => csa.send({ type: 'control.producerFinished' }));
    });
    server.start();
    const { address } = (await said.one('signal.listening' as never)) as { address: never };
    const one = (await Client.to(address)).send('hello');
    await one.getsText('hello');
    one.end();
    await turns(20);
    server.send({ type: 'control.serverShutdown' });
    await until('the end', () => server.getSnapshot().status === 'done');
    expect(new Set(warnings)).toEqual(new Set(['XN_LISTENER_FAILED']));
  });

  it.each([
    ['a chart', echo],
    [
      'a callback',
      fromCallback(({ receive, emit }) => {
        receive((event) => {
          if (event.type === 'inbox') emit({ ...event, type: 'outbox' });
          else if (event.type === 'control.producerFinished') throw new Error('a protocol of mine');
        });
      }),
    ],
  ])(
    'as a listener or an observer of a handler that is %s harms nobody',
    async (_what, protocol) => {
      const server = createActor(serverCore, {
        input: { host: '127.0.0.1', port: 0, protocol: protocol as never },
      });
      afterwards(() => {
        server.stop();
      });
      const said = new Heard<ServerCoreMessage>(server);
      server.start();
      const { address } = await said.one('listening');
      const one = await Client.to(address);
      await said.one('connected');
      const [listed] = listConnections(server);
      const handler = listed?.handler as AnyActorRef;
      handler.on('outbox', fail);
      handler.subscribe(fail);
      handler.subscribe({ complete: fail });
      one.send('hello');
      await one.getsText('hello');
      one.end();
      await said.one('disconnected');
      await turns(20);
      expect(new Set(warnings)).toEqual(new Set(['XN_LISTENER_FAILED']));
    },
  );
});
