import { type AnyActorRef, createActor, type InspectionEvent } from 'xstate';
import { listConnections } from '../../../actors/server/listConnections';
import { singleServer } from '../../../actors/server/singleServer';
import { tcpTransport } from '../../../actors/transport/tcp/tcpTransport';
import type { Protocol } from '../../../machines/handler/protocol';
import { abort, finish, outbox, stopServer } from '../../../machines/handler/say';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import type { SingleServerMessage } from '../../../machines/server/singleServerMessages';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { Client } from '../../support/client';
import { Heard } from '../../support/heard';
import { KIB } from '../../support/pattern';
import { textOf } from '../../support/protocols';
import { serve } from '../../support/serve';
import { until } from '../../support/until';

leaveNothingBehind();

/** What kind of actor it is, whatever its number. */
const kind = (actor: { readonly sessionId: string } | undefined): string => {
  if (actor === undefined) return 'outside';
  const { id } = actor as AnyActorRef;
  if (/^x:/.test(id)) return 'server';
  return id.replace(/-\d+$/, '');
};

/** Notes each message as `source -> target: type`, and each state of each kind of actor. */
function watch() {
  const messages = new Set<string>();
  const states = new Set<string>();
  const inspect = (record: InspectionEvent) => {
    if (record.type === '@xstate.event') {
      messages.add(`${kind(record.sourceRef)} -> ${kind(record.actorRef)}: ${record.event.type}`);
    }
    if (record.type === '@xstate.snapshot') {
      const { value } = record.snapshot as { value?: unknown };
      const flat = (state: unknown, path: string): void => {
        if (typeof state === 'string') states.add(`${path}.${state}`);
        else if (typeof state === 'object' && state !== null) {
          for (const [name, inner] of Object.entries(state)) {
            states.add(`${path}.${name}`);
            flat(inner, `${path}.${name}`);
          }
        }
      };
      flat(value, kind(record.actorRef));
    }
  };
  return { messages, states, inspect };
}

/** Does what it is told, and produces a little. */
const versatile = setupProtocol().createMachine({
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: [
          { guard: ({ event }) => textOf(event) === 'finish', actions: finish() },
          { guard: ({ event }) => textOf(event) === 'abort', actions: abort() },
          { guard: ({ event }) => textOf(event) === 'stop', actions: stopServer() },
          {
            guard: ({ event }) => textOf(event) === 'much',
            actions: outbox(Buffer.alloc(8 << 20)),
          },
          { actions: outbox(({ event }) => event.data) },
        ],
        'flow.*': { actions: () => {} },
        'control.producerFinished': 'shutdown',
        'control.serverShutdown': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
}) as unknown as Protocol;

it('every box of serverCore, tcpServer, CSA, handler and selector is seen, with source and target', async () => {
  const { messages, states, inspect } = watch();
  const served = await serve(
    { protocol: versatile, highWaterMark: 16 * KIB, transport: tcpTransport() },
    { inspect },
  );
  const { client, said, server } = served;
  await (await client()).send('hello').getsText('hello');
  (await client()).end('x');
  await said.many('disconnected', 1);
  const finishing = (await client()).send('finish');
  await finishing.ended();
  finishing.end();
  await said.many('disconnected', 2);
  await (await client()).send('abort').closed();
  await said.many('disconnected', 3);
  const slow = await client({ paused: true });
  slow.send('much');
  await until('it to be blocked', () => listConnections(server).some(({ unsent }) => unsent > 0));
  await until('the writer', () => messages.has('csa -> selector: notify.newWriter'));
  await slow.resume().gets(8 << 20);
  server.send({ type: 'control.suspend' });
  await said.one('suspended');
  server.send({ type: 'control.resume' });
  await said.many('listening', 2);
  const stopping = (await client()).send('stop');
  await stopping.ended();
  stopping.end();
  slow.end();
  await until('the others to be asked', () => server.getSnapshot().status === 'active');
  for (const one of listConnections(server)) one.csa.send({ type: 'control.shutdownMicroprocess' });
  await said.one('shutdown');

  const expected = [
    'server -> tcpServer: control.serverShutdown',
    'listener -> tcpServer: newconnection',
    'csa -> tcpServer: feedbackFromCSA.socketShutdown',
    'tcpServer -> server: socketActivity.newCSA',
    'tcpServer -> server: socketActivity.shutdownCSA',
    'tcpServer -> server: feedbackFromServer.listening',
    'tcpServer -> server: feedbackFromServer.suspended',
    'tcpServer -> selector: notify.newServer',
    'tcpServer -> selector: notify.newReader',
    'tcpServer -> selector: notify.removeReader',
    'tcpServer -> selector: notify.removeWriter',
    'tcpServer -> selector: control.shutdown',
    'csa -> selector: notify.newReader',
    'csa -> selector: notify.removeReader',
    'csa -> selector: notify.newWriter',
    'csa -> selector: notify.removeWriter',
    'listener -> csa: readReady',
    'listener -> csa: sendReady',
    'listener -> csa: sendBlocked',
    'listener -> csa: socket.ended',
    'listener -> csa: socket.closed',
    'handler -> csa: inbox',
    'handler -> csa: control.producerFinished',
    'handler -> csa: control.shutdownMicroprocess',
    'csa -> handler: inbox',
    'csa -> handler: control.producerFinished',
    'csa -> handler: control.serverShutdown',
    'csa -> handler: control.socketShutdown',
    'csa -> handler: flow.ready',
    'csa -> handler: flow.blocked',
    'handler -> server: control.serverShutdown',
    'outside -> server: control.suspend',
  ];
  expect(expected.filter((message) => !messages.has(message))).toEqual([]);

  const expectedStates = [
    ...['starting', 'serving', 'suspended', 'closing', 'shutdown'].map((s) => `server.${s}`),
    ...['binding', 'listening', 'suspended', 'closing', 'shutdown'].map((s) => `tcpServer.${s}`),
    ...['flowing', 'paused', 'ended'].map((s) => `csa.connected.receiving.${s}`),
    ...['ready', 'blocked'].map((s) => `csa.connected.sending.${s}`),
    'csa.closing.finishing',
    'csa.closing.aborting',
    'csa.shutdown',
    'handler.connected',
    'handler.shutdown',
  ];
  expect(expectedStates.filter((state) => !states.has(state))).toEqual([]);
});

it('every box of singleServer is seen, with source and target', async () => {
  const { messages, states, inspect } = watch();
  const server = createActor(singleServer, { inspect, input: { host: '127.0.0.1', port: 0 } });
  const said = new Heard<SingleServerMessage>(server);
  afterwards(() => {
    server.stop();
  });
  server.start();
  const { address } = await said.one('listening');
  server.send({ type: 'inbox', data: Buffer.from('held') });
  const one = await Client.to(address);
  await one.getsText('held');
  one.send('hello');
  await said.one('outbox');
  const second = await Client.to(address);
  await second.ended();
  second.end();
  one.end();
  await said.one('signal.producerFinished');
  await said.one('disconnected');
  const third = await Client.to(address);
  await said.many('connected', 2);
  server.send({ type: 'control.serverShutdown' });
  await third.ended();
  third.end();
  await said.one('shutdown');
  const expected = [
    'outside -> server: inbox',
    'outside -> server: control.serverShutdown',
    'tcpServer -> server: oobInfo.newCSA',
    'tcpServer -> server: oobInfo.shutdownCSA',
    'csa -> server: fromCSA.outbox',
    'csa -> server: fromCSA.producerFinished',
    'csa -> server: fromCSA.serverShutdown',
    'server -> csa: inbox',
    'server -> csa: control.producerFinished',
    'server -> csa: control.serverShutdown',
    'server -> tcpServer: control.serverShutdown',
  ];
  expect(expected.filter((message) => !messages.has(message))).toEqual([]);
  for (const state of ['waiting', 'connected', 'closing', 'shutdown']) {
    expect(states).toContain(`server.${state}`);
  }
  expect(said.types).toContain('csaSignal.serverShutdown');
});
