import { runInNewContext } from 'node:vm';
import { createActor, emit } from 'xstate';
import { listConnections } from '../../../actors/server/listConnections';
import { singleServer } from '../../../actors/server/singleServer';
import type { Protocol } from '../../../machines/handler/protocol';
import { outbox } from '../../../machines/handler/say';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import type { SingleServerMessage } from '../../../machines/server/singleServerMessages';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { Client } from '../../support/client';
import { Heard } from '../../support/heard';
import { serve } from '../../support/serve';

leaveNothingBehind();

/** As test runners and workers make them: `instanceof Uint8Array` says no. */
const ofAnotherRealm = (): Uint8Array =>
  runInNewContext('new Uint8Array([0x68, 0x65, 0x6c, 0x6c, 0x6f])');

function transferred(): Uint8Array {
  const bytes = new Uint8Array([1, 2, 3]);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  return bytes;
}

const says = (make: () => Uint8Array) =>
  [
    ['by outbox()', outbox(make)],
    ['by emit', emit(() => ({ type: 'outbox', data: make() }) as never)],
  ] as const;

const served = (actions: unknown) =>
  serve({
    protocol: setupProtocol().createMachine({
      on: { inbox: { actions: actions as never } },
    }) as unknown as Protocol,
  });

describe('bytes of another realm', () => {
  it('are no instance of our own Uint8Array, which is what is tested here', () => {
    expect(ofAnotherRealm() instanceof Uint8Array).toBe(false);
  });

  it.each(says(ofAnotherRealm))('that a handler says %s reach the peer', async (_, actions) => {
    const { client } = await served(actions);
    await (await client()).send('?').getsText('hello');
  });

  it('that an app sends an adapter reach the peer', async () => {
    const { client, said, server } = await serve();
    const one = await client();
    await said.one('connected');
    listConnections(server)[0]?.csa.send({ type: 'inbox', data: ofAnotherRealm() });
    await one.getsText('hello');
  });

  it('that a singleServer holds reach its first client', async () => {
    const server = createActor(singleServer, { input: { host: '127.0.0.1', port: 0 } });
    afterwards(() => {
      server.stop();
    });
    const said = new Heard<SingleServerMessage>(server);
    server.start();
    server.send({ type: 'inbox', data: ofAnotherRealm() });
    const { address } = await said.one('listening');
    const one = await Client.to(address);
    await one.getsText('hello');
    server.send({ type: 'inbox', data: ofAnotherRealm() });
    await one.getsText('hellohello');
  });
});

describe('bytes whose buffer was transferred elsewhere', () => {
  it.each(says(transferred))(
    'that a handler says %s end its connection with handlerError',
    async (_, actions) => {
      const { client, said } = await served(actions);
      const one = (await client()).send('?');
      const { error } = await said.one('handlerError');
      expect(error).toMatchObject({
        code: 'XN_BAD_OUTBOX',
        message: expect.stringContaining('transferred elsewhere'),
      });
      expect((await said.one('disconnected')).howDied).toBe('handlerError');
      await one.closed();
    },
  );

  it('that were said before they were transferred have been handed over or copied by nobody: they are refused when said again', async () => {
    const bytes = new Uint8Array([0x68, 0x69]);
    const { client, said } = await served(outbox(() => bytes));
    const one = (await client()).send('?');
    await one.getsText('hi');
    structuredClone(bytes, { transfer: [bytes.buffer] });
    one.send('?');
    expect((await said.one('disconnected')).howDied).toBe('handlerError');
  });
});
