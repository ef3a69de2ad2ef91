import { StepWriter } from '../../../../actors/services/inspector/life/script';
import { Tape } from '../../../../actors/services/inspector/life/tape';

const MEBIBYTE = 1_048_576;

const stepsOf = (tape: Tape) => {
  const writer = new StepWriter('ann', 0, true);
  for (const happening of tape.happenings) writer.take(happening);
  return writer.finish({ howDied: 'reset', bytesReceived: 6, bytesSent: 4 }, 3);
};

describe('the tape of a connection', () => {
  it('keeps how an answer begins that is too long to be kept, and what came of it', () => {
    const tape = new Tape();
    tape.note(0, { type: 'readReady', data: Buffer.from('export') });
    tape.note(1, { type: 'inbox', data: Buffer.alloc(12 * MEBIBYTE, 'x') });
    tape.note(1, { type: 'sendBlocked' });
    tape.note(3, { type: 'socket.error', error: { code: 'ECONNRESET' } });
    tape.note(3, { type: 'socket.closed' });
    expect(tape.isFull).toBe(false);
    const kept = tape.happenings.reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
    expect(kept).toBeLessThan(MEBIBYTE);
    expect(stepsOf(tape)).toEqual([
      { do: 'connect', client: 'ann' },
      { do: 'pauseReading', client: 'ann' },
      { do: 'send', client: 'ann', text: 'export' },
      { do: 'advance', milliseconds: 1 },
      { expect: 'state', actor: 'csa', client: 'ann', is: 'connected.sending.blocked' },
      { do: 'advance', milliseconds: 2 },
      { do: 'reset', client: 'ann' },
      { expect: 'howDied', client: 'ann', howDied: 'reset', bytesReceived: 6, bytesSent: 4 },
    ]);
  });

  it('expects no more of such an answer than its beginning, and nothing of what came behind', () => {
    const tape = new Tape();
    tape.note(0, { type: 'readReady', data: Buffer.from('export') });
    tape.note(0, { type: 'inbox', data: Buffer.alloc(2 * MEBIBYTE, 'x') });
    tape.note(1, { type: 'inbox', data: Buffer.from('more') });
    const writer = new StepWriter('ann', 0, true);
    for (const happening of tape.happenings) writer.take(happening);
    const expected = writer.finish(undefined, 1).filter((step) => 'expect' in step);
    expect(expected).toEqual([
      { expect: 'bytes', client: 'ann', match: 'prefix', text: 'x'.repeat(1_024) },
    ]);
  });

  it('is full when the peer brings more than is kept', () => {
    const tape = new Tape();
    tape.note(0, { type: 'readReady', data: Buffer.alloc(2 * MEBIBYTE) });
    tape.note(1, { type: 'socket.ended' });
    expect(tape.isFull).toBe(true);
    expect(tape.happenings).toEqual([]);
  });
});
