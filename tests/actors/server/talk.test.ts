import { assign, createActor, fromCallback, setup } from 'xstate';
import { serverCore } from '../../../actors/server/serverCore';
import { ask, asking, broadcast, handlerFor, sendTo } from '../../../actors/server/talk';
import { simulatedNetwork } from '../../../actors/transport/simulated/simulatedNetwork';
import type { ConnectionInfo } from '../../../machines/connection/connectionInfo';
import { lines } from '../../../machines/framing';
import type { Protocol } from '../../../machines/handler/protocol';
import { answer, register, tell } from '../../../machines/handler/questions';
import { outbox } from '../../../machines/handler/say';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import { leaveNothingBehind } from '../../support/afterwards';
import { serve } from '../../support/serve';
import { until } from '../../support/until';

leaveNothingBehind();

/** A device that says who it is, tells what it measures, and hears what the app wants. */
const device = (taken: 'refuse' | 'replace'): Protocol =>
  setupProtocol({
    codec: lines(),
    types: {
      context: {} as { readonly last: string; readonly question: number },
      events: {} as
        | { readonly type: 'show'; readonly text: string }
        | { readonly type: 'howMuch'; readonly question: number }
        | { readonly type: 'askPeer'; readonly question: number },
    },
    guards: {
      isName: ({ event }) => event.type === 'inbox' && event.data.startsWith('I am '),
      isAnswer: ({ event }) => event.type === 'inbox' && event.data.startsWith('answer '),
    },
  }).createMachine({
    context: { last: '', question: 0 },
    initial: 'connected',
    states: {
      connected: {
        on: {
          inbox: [
            { guard: 'isName', actions: register(({ event }) => event.data.slice(5), { taken }) },
            {
              guard: 'isAnswer',
              actions: answer(({ context, event }) => ({
                question: context.question,
                value: event.data.slice(7),
              })),
            },
            {
              actions: [
                assign({ last: ({ event }) => event.data }),
                tell(({ event }) => ({ type: 'measured', value: event.data })),
              ],
            },
          ],
          show: { actions: outbox(({ event }) => event.text) },
          howMuch: {
            actions: answer(({ context, event }) => ({
              question: event.question,
              value: context.last,
            })),
          },
          askPeer: {
            actions: [assign({ question: ({ event }) => event.question }), outbox('how much?')],
          },
          'registry.refused': { actions: outbox(({ event }) => `${event.key} is taken`) },
          'control.*': 'shutdown',
        },
      },
      shutdown: { type: 'final' },
    },
  }) as Protocol;

const show = (text: string) => ({ type: 'show', text }) as const;

describe('an app', () => {
  it('sends events to one connection, to all, and to those that it chooses', async () => {
    const { server, said, client } = await serve({ protocol: device('refuse') });
    const [ann, bob] = [await client(), await client()];
    const [first, second] = await said.many('connected', 2);
    expect(sendTo(server, second?.connection.id ?? 0, show('to bob'))).toBe(true);
    await bob.getsText('to bob\n');
    expect(broadcast(server, show('to all'))).toBe(2);
    expect(broadcast(server, show('to one'), ({ id }) => id === first?.connection.id)).toBe(1);
    await ann.getsText('to all\nto one\n');
    await bob.getsText('to bob\nto all\n');
    expect(handlerFor(server, 1)).toBe(first?.handler);
    expect(sendTo(server, 99, show('to nobody'))).toBe(false);
    bob.end();
    await said.one('disconnected');
    expect(sendTo(server, second?.connection.id ?? 0, show('too late'))).toBe(false);
    expect(handlerFor(server, second?.connection.id ?? 0)).toBeUndefined();
  });

  it('finds a connection by the key that its handler has registered, until it ends', async () => {
    const { server, said, client } = await serve({ protocol: device('refuse') });
    const ann = (await client()).send('I am lamp-7\n');
    await until('the key', () => sendTo(server, 'lamp-7', show('hello lamp')));
    await ann.getsText('hello lamp\n');
    const other = (await client()).send('I am lamp-7\n');
    await other.getsText('lamp-7 is taken\n');
    expect(handlerFor(server, 'lamp-7')).toBe(handlerFor(server, 1));
    ann.end();
    await said.one('disconnected');
    expect(sendTo(server, 'lamp-7', show('nobody'))).toBe(false);
  });

  it('has the newer of two connections with one key, where the protocol wants it so', async () => {
    const { server, said, client } = await serve({ protocol: device('replace') });
    const old = (await client()).send('I am lamp-7\n');
    await until('the key', () => handlerFor(server, 'lamp-7') !== undefined);
    const newer = (await client()).send('I am lamp-7\n');
    expect(await said.one('disconnected')).toMatchObject({
      howDied: 'replaced',
      connection: { id: 1 },
    });
    await old.closed();
    expect(sendTo(server, 'lamp-7', show('newer'))).toBe(true);
    await newer.getsText('newer\n');
  });

  it('asks a handler, which answers now or when its peer has', async () => {
    const { said, client } = await serve({ protocol: device('refuse') });
    const ann = (await client()).send('21 degrees\n');
    const { handler } = await said.one('connected');
    if (handler === undefined) throw new Error('no handler');
    await until('the measure', () => handler.getSnapshot().context.last === '21 degrees');
    await expect(ask(handler, { type: 'howMuch' })).resolves.toBe('21 degrees');
    const later = ask(handler, { type: 'askPeer' });
    await ann.getsText('how much?\n');
    ann.send('answer 22\n');
    await expect(later).resolves.toBe('22');
  });

  it('is told at once, and how, when a connection ends before it has answered', async () => {
    const { said, client, server } = await serve({ protocol: device('refuse') });
    const ann = await client();
    const { handler } = await said.one('connected');
    if (handler === undefined) throw new Error('no handler');
    const asked = ask(handler, { type: 'askPeer' }, { timeout: 60_000 });
    ann.reset();
    await expect(asked).rejects.toMatchObject({ code: 'XN_UNANSWERED', howDied: 'reset' });
    await expect(ask(handler, { type: 'askPeer' })).rejects.toMatchObject({
      code: 'XN_UNANSWERED',
    });
    await client();
    const [, second] = await said.many('connected', 2);
    const last = ask(second?.handler ?? handler, { type: 'askPeer' }, { timeout: 60_000 });
    server.stop();
    await expect(last).rejects.toMatchObject({ code: 'XN_UNANSWERED', howDied: 'aborted' });
  });

  it('gives up a handler that does not answer in time, by the clock of the network', async () => {
    const network = simulatedNetwork();
    const server = createActor(serverCore, {
      input: { port: 7, transport: network, protocol: device('refuse') },
      clock: network.clock,
    });
    server.start();
    network.settle();
    network.connect({ port: 7 });
    network.advance(10);
    const handler = handlerFor(server, 1);
    if (handler === undefined) throw new Error('no handler');
    const asked = ask(handler, { type: 'askPeer' }, { timeout: 1_000 });
    network.advance(1_000);
    await expect(asked).rejects.toThrow(/has not answered askPeer within 1000 ms/);
    // An answer that comes late, or from somebody else, is nobody's.
    handler.send({ type: 'inbox', data: 'answer 22' });
    server.stop();
    network.advance(10_000);
    expect(network.census()).toEqual({ sockets: 0, listening: 0, timers: 0 });
  });

  it('asks by an actor that its machine invokes', async () => {
    const { said, client } = await serve({ protocol: device('refuse') });
    (await client()).send('21 degrees\n');
    const { handler } = await said.one('connected');
    if (handler === undefined) throw new Error('no handler');
    await until('the measure', () => handler.getSnapshot().context.last === '21 degrees');
    const app = createActor(asking, { input: { handler, event: { type: 'howMuch' } } }).start();
    await until('the answer', () => app.getSnapshot().status === 'done');
    expect(app.getSnapshot().output).toBe('21 degrees');
  });
});

describe('an owner', () => {
  it('is told by handlers in its own events, with the connection', async () => {
    const heard: { value: string; connection: ConnectionInfo }[] = [];
    const app = createActor(
      setup({
        types: {
          events: {} as {
            readonly type: 'measured';
            readonly value: string;
            readonly connection: ConnectionInfo;
          },
        },
        actors: { idle: fromCallback(() => {}) },
      }).createMachine({
        on: {
          measured: {
            actions: ({ event: { value, connection } }) => heard.push({ value, connection }),
          },
        },
      }),
    ).start();
    const { client } = await serve({ protocol: device('refuse'), owner: app as never });
    (await client()).send('21 degrees\n');
    await until('the measure', () => heard.length > 0);
    expect(heard).toMatchObject([{ value: '21 degrees', connection: { id: 1 } }]);
    app.stop();
  });
});
