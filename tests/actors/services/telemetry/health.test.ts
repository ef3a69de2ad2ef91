import { once } from 'node:events';
import { connect } from 'node:net';
import { createActor } from 'xstate';
import { singleServer } from '../../../../actors/server/singleServer';
import { readinessOf, serveHealth } from '../../../../actors/services/telemetry';
import type { Protocol } from '../../../../machines/handler/protocol';
import { afterwards, leaveNothingBehind } from '../../../support/afterwards';
import { stubborn } from '../../../support/protocols';
import { serve } from '../../../support/serve';
import { until } from '../../../support/until';

leaveNothingBehind();

async function asked(url: string): Promise<[number, string]> {
  const response = await fetch(url);
  return [response.status, (await response.text()).trim()];
}

describe('the page of health', () => {
  it('says 200 while the server serves, and 503 while it is suspended, drains or is over', async () => {
    const served = await serve({ protocol: stubborn as unknown as Protocol });
    const page = await serveHealth(served.server, { port: 0 });
    afterwards(page.close);
    expect(await asked(page.url)).toEqual([200, 'serving']);
    served.server.send({ type: 'control.suspend' });
    expect(await asked(`${page.url}/readyz`)).toEqual([503, 'suspended']);
    served.server.send({ type: 'control.resume' });
    await served.said.many('listening', 2);
    expect(await asked(page.url)).toEqual([200, 'serving']);
    await served.client();
    await served.said.one('connected');
    served.server.send({ type: 'control.serverShutdown' });
    expect(await asked(page.url)).toEqual([503, 'draining']);
    expect(await asked(`${page.url}/livez`)).toEqual([200, 'alive']);
    served.server.send({ type: 'control.shutdownMicroprocess' });
    await until('the end', () => served.server.getSnapshot().status === 'done');
    expect(await asked(page.url)).toEqual([503, 'over']);
    expect(await asked(`${page.url}/livez`)).toEqual([200, 'alive']);
  });

  it('answers though more come than there is room for, and say nothing', async () => {
    const served = await serve();
    const page = await serveHealth(served.server, { port: 0 });
    afterwards(page.close);
    const { port } = new URL(page.url);
    const silent = await Promise.all(
      Array.from({ length: 70 }, async () => {
        const socket = connect(Number(port), '127.0.0.1').on('error', () => {});
        afterwards(() => void socket.destroy());
        await once(socket, 'connect');
        socket.write('GET / HT');
        return socket;
      }),
    );
    expect(await asked(page.url)).toEqual([200, 'serving']);
    expect(silent).toHaveLength(70);
  });

  it('tells the same of a singleServer', async () => {
    const server = createActor(singleServer, { input: { host: '127.0.0.1', port: 0 } });
    afterwards(() => {
      server.stop();
    });
    expect(readinessOf(server)).toBe('starting');
    server.start();
    await until('it to listen', () => readinessOf(server) === 'serving');
    server.stop();
    expect(readinessOf(server)).toBe('over');
  });

  it('is refused to what is no server', async () => {
    await expect(serveHealth({} as never, { port: 0 })).rejects.toMatchObject({
      code: 'XN_BAD_OPTION',
    });
  });
});
