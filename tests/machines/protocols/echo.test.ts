import fc from 'fast-check';
import { echo } from '../../../machines/protocols/echo';
import { Pure } from '../../support/pure';
import { aConnection } from '../../support/samples';
import { Alone, ENDINGS } from './alone';

describe('echo', () => {
  it('says nothing until it is spoken to', () => {
    const handler = new Alone(echo);
    expect(handler.state).toBe('connected');
    expect(handler.said).toEqual([]);
  });

  it('sends back what it receives, cut as it came', () => {
    const handler = new Alone(echo).hear('hel').hear('lo');
    expect(handler.said).toEqual([
      { type: 'outbox', data: Buffer.from('hel') },
      { type: 'outbox', data: Buffer.from('lo') },
    ]);
  });

  it('does not copy bytes', () => {
    const data = Buffer.from('hello');
    const handler = new Alone(echo).take({ type: 'inbox', data });
    expect((handler.said[0] as { data: Uint8Array }).data).toBe(data);
  });

  it.each(ENDINGS)('finishes on %s, having said all that it received', (type) => {
    const handler = new Alone(echo).hear('hello').take({ type });
    expect(handler.text).toBe('hello');
    expect(handler.state).toBe('shutdown');
    expect(handler.hasFinished).toBe(true);
  });

  it('is the identity for any bytes, however they are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (chunks) => {
        const pure = Pure.start(echo, aConnection());
        pure.take(...chunks.map((data) => ({ type: 'inbox' as const, data })));
        const sent = pure.said.map((message) => message.data as Uint8Array);
        expect(Buffer.concat(sent)).toEqual(Buffer.concat(chunks));
      }),
    );
  });

  it('needs no input, so that a simpleServer can serve it', () => {
    expect(Pure.start(echo, undefined).value).toBe('connected');
  });
});
