import fc from 'fast-check';
import { createActor, type EventObject, type MachineContext } from 'xstate';
import { ndjson } from '../../../machines/framing';
import type { ProtocolMessage } from '../../../machines/handler/protocolMessages';
import {
  abort,
  endSending,
  finish,
  outbox,
  pauseInbox,
  resumeInbox,
  type SayAction,
  type Sayable,
  stopServer,
  toBytes,
} from '../../../machines/handler/say';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import { XstateNetError } from '../../../machines/kit/errors';
import { Heard } from '../../support/heard';

const INPUT = { type: 'inbox', data: new Uint8Array([7]) } as const;

/** What a handler says that does this at its first bytes. */
function saidBy(action: SayAction<MachineContext, EventObject, EventObject>): ProtocolMessage[] {
  const machine = setupProtocol().createMachine({ on: { inbox: { actions: action as never } } });
  const handler = createActor(machine);
  const heard = new Heard<ProtocolMessage>(handler);
  handler.start().send(INPUT);
  return heard.all;
}

/** Of what a handler dies that does this at its first bytes. */
function failureOf(action: SayAction<MachineContext, EventObject, EventObject>): unknown {
  const machine = setupProtocol().createMachine({ on: { inbox: { actions: action as never } } });
  const handler = createActor(machine);
  const errors: unknown[] = [];
  handler.subscribe({ error: (error) => errors.push(error) });
  handler.start().send(INPUT);
  return errors[0];
}

describe('what a handler says', () => {
  it.each([
    ['finish', finish(), { type: 'signal.producerFinished' }],
    ['abort', abort(), { type: 'signal.shutdownMicroprocess' }],
    ['endSending', endSending(), { type: 'flow.end' }],
    ['pauseInbox', pauseInbox(), { type: 'flow.pause' }],
    ['resumeInbox', resumeInbox(), { type: 'flow.resume' }],
    ['stopServer', stopServer(), { type: 'serverSignal.serverShutdown' }],
  ])('%s() is %p', (_, action, message) => {
    expect(saidBy(action)).toEqual([message]);
  });

  it('outbox() sends bytes as they are', () => {
    const data = Buffer.from([1, 2]);
    const [message] = saidBy(outbox(data));
    expect(message).toEqual({ type: 'outbox', data });
    expect((message as { data: unknown }).data).toBe(data);
  });

  it('outbox() sends text as UTF-8', () => {
    expect(saidBy(outbox('grüß'))).toEqual([
      { type: 'outbox', data: new Uint8Array(Buffer.from('grüß')) },
    ]);
  });

  it('outbox() asks a function for what to send', () => {
    const back = outbox(({ event }) => (event as typeof INPUT).data);
    expect(saidBy(back as never)).toEqual([{ type: 'outbox', data: INPUT.data }]);
  });

  it.each([
    ['null', null],
    ['a number', 42],
    ['a undefined', undefined],
    ['a object', { data: 'x' }],
    ['a object', [1, 2, 3]],
  ])('outbox() of %s makes its own handler fail with a remedy', (what, data) => {
    expect(failureOf(outbox(data as unknown as Sayable))).toEqual(
      new XstateNetError(
        'XN_BAD_OUTBOX',
        `outbox() was given ${what}; give it a Uint8Array (a Buffer is one) or a string`,
      ),
    );
  });

  it('outbox() of a function that gives something else makes its own handler fail', () => {
    expect(failureOf(outbox((() => 5) as unknown as () => Sayable))).toMatchObject({
      code: 'XN_BAD_OUTBOX',
    });
  });

  it('outbox() of a handler with a codec says what it is given', () => {
    const said = { what: 'it encodes' };
    const codec = ndjson();
    const machine = setupProtocol({ codec }).createMachine({
      on: { inbox: { actions: [outbox('text'), outbox(said), outbox(() => said)] } },
    });
    const handler = createActor(machine.provide({}));
    const heard = new Heard<ProtocolMessage>(handler);
    handler.start().send({ type: 'inbox', data: 'go' });
    expect(heard.all).toEqual([
      { type: 'outbox', data: 'text' },
      { type: 'outbox', data: said },
      { type: 'outbox', data: said },
    ]);
  });

  it('is the bytes of whatever was sayable', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.string({ unit: 'binary' })), (data) => {
        const expected = typeof data === 'string' ? Buffer.from(data) : Buffer.from(data);
        expect(Buffer.from(toBytes(data)).equals(expected)).toBe(true);
      }),
    );
  });
});
