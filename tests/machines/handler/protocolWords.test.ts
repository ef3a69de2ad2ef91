import { createActor, type EventObject } from 'xstate';
import { lines } from '../../../machines/framing';
import { setupProtocol } from '../../../machines/handler/setupProtocol';

const counter = setupProtocol({
  codec: lines(),
  types: {
    context: {} as { readonly count: number },
    events: {} as { readonly type: 'say' },
  },
});

const WORDS = [
  counter.reply(({ context }) => `${context.count}`),
  counter.outbox('hello'),
  counter.pauseInbox(),
  counter.resumeInbox(),
  counter.endSending(),
  counter.finish(),
  counter.abort(),
  counter.stopServer(),
  counter.makessl(),
  counter.tell({ type: 'told' }),
  counter.answer({ question: 7, value: 'x' }),
  counter.register('key'),
  counter.subscribe('room/1'),
  counter.unsubscribe('room/1'),
  counter.publish('room/1', 'hi'),
  counter.members('room/1'),
];

const SAID = [
  { type: 'outbox', data: '3' },
  { type: 'outbox', data: 'hello' },
  { type: 'flow.pause' },
  { type: 'flow.resume' },
  { type: 'flow.end' },
  { type: 'signal.producerFinished' },
  { type: 'signal.shutdownMicroprocess' },
  { type: 'serverSignal.serverShutdown' },
  { type: 'signal.makessl' },
  { type: 'owner.tell', event: { type: 'told' } },
  { type: 'ask.answer', question: 7, value: 'x' },
  { type: 'registry.register', key: 'key', taken: 'refuse' },
  { type: 'backplane.subscribe', topic: 'room/1', whenSlow: 'dropOldest' },
  { type: 'backplane.unsubscribe', topic: 'room/1' },
  { type: 'backplane.publish', topic: 'room/1', message: 'hi', echo: true, confirm: false },
  { type: 'backplane.members', topic: 'room/1' },
];

function saidBy(protocol: Pick<typeof counter, 'createMachine'>): EventObject[] {
  const machine = protocol.createMachine({
    context: { count: 3 },
    on: { say: { actions: WORDS } },
  });
  const said: EventObject[] = [];
  const handler = createActor(machine);
  handler.on('*', (message) => said.push(message));
  handler.start().send({ type: 'say' });
  return said;
}

describe('the words of a protocol, as actions outside of a chart', () => {
  it('say what those inside say', () => {
    expect(saidBy(counter)).toEqual(SAID);
  });

  it('are there on what extends the protocol, whose charts keep their codec', () => {
    const extended = counter.extend({ actions: { nothing: () => {} } });
    expect(extended.reply).toBe(counter.reply);
    expect(saidBy(extended as never)).toEqual(SAID);
  });

  it('are there on a protocol of bytes, and say bytes', () => {
    const plain = setupProtocol();
    const said: unknown[] = [];
    const handler = createActor(plain.createMachine({ entry: plain.outbox('hi') }));
    handler.on('outbox', ({ data }) => said.push(data));
    handler.start();
    expect(said).toEqual([new TextEncoder().encode('hi')]);
  });
});
