import { Worker } from 'node:worker_threads';
import { type AnyActorLogic, type AnyActorRef, createActor } from 'xstate';
import { serverCore } from '../../../actors/server/serverCore';
import { singleServer } from '../../../actors/server/singleServer';
import { echo } from '../../../machines/protocols/echo';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { Client } from '../../support/client';
import { Heard } from '../../support/heard';
import { soon } from '../../support/until';

leaveNothingBehind();

type Said =
  | {
      readonly type: 'listening';
      readonly address: { readonly family: 'IPv4'; readonly host: string; readonly port: number };
    }
  | { readonly type: 'connected' }
  | { readonly type: 'refused'; readonly reason: string };

/** Connects, says `text` if there is any, and tells how its connection ends. */
const CLIENT = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { port, text, state } = workerData;
  const socket = require('node:net').connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let end = 'nothing';
  const ready = () => { Atomics.store(state, 0, 1); Atomics.notify(state, 0); };
  socket.on('connect', () => (text === '' ? ready() : socket.write(text, ready)));
  socket.on('data', () => {});
  socket.on('end', () => { end = 'end'; socket.end(); });
  socket.on('error', (error) => { end = error.code; ready(); });
  socket.on('close', () => parentPort.postMessage(end));
`;

/** How the connection ends of a client that has said something before anybody here could accept it. */
async function endOf(port: number, text: string): Promise<string> {
  const state = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(CLIENT, { eval: true, workerData: { port, text, state } });
  afterwards(async () => {
    await worker.terminate();
  });
  const end = new Promise<string>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  await new Promise<void>((resolve) => worker.once('online', () => resolve()));
  Atomics.wait(state, 0, 0, 5_000);
  expect(state[0]).toBe(1);
  return soon('the end of the client', end);
}

const start = (logic: AnyActorLogic, more: object) => {
  const server = createActor(logic, {
    input: { host: '127.0.0.1', port: 0, ...more },
  }) as AnyActorRef;
  const said = new Heard<Said>(server);
  afterwards(() => {
    server.stop();
  });
  server.start();
  return { server, said };
};

/** Ways in which clients are turned away: what is to be done before, and the reason that is told. */
const WAYS: readonly (readonly [
  string,
  string,
  () => { server: AnyActorRef; said: Heard<Said> },
  (server: AnyActorRef, address: never) => Promise<unknown>,
])[] = [
  [
    'second client of a singleServer',
    'singleClient',
    () => start(singleServer, {}),
    (_, address) => Client.to(address),
  ],
  [
    'client of a server that is full',
    'maxConnections',
    () => start(serverCore, { protocol: echo, maxConnections: 1 }),
    (_, address) => Client.to(address),
  ],
  [
    'client of a server that is suspended and keeps its port',
    'suspended',
    () => start(serverCore, { protocol: echo }),
    async (server) => server.send({ type: 'control.suspend', mode: 'refuse' }),
  ],
];

describe.each(WAYS)('a %s', (_, reason, made, prepare) => {
  const refuses = async (text: string) => {
    const { server, said } = made();
    const { address } = await said.one('listening');
    await prepare(server, address as never);
    if (reason !== 'suspended') await said.one('connected');
    const end = await endOf(address.port, text);
    expect((await said.one('refused')).reason).toBe(reason);
    return end;
  };

  it('that has said nothing sees a plain end', async () => {
    expect(await refuses('')).toBe('end');
  });

  // RFC 1122, 4.2.2.13: what has come and is not read is answered with a reset, not with a FIN.
  it('that has said something which nobody reads sees a reset, which tells it so', async () => {
    expect(await refuses('hello')).toBe('ECONNRESET');
  });
});
