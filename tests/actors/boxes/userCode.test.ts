import { createActor, type InspectionEvent } from 'xstate';
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
});
