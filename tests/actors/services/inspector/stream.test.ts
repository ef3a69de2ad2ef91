import type { ServerResponse } from 'node:http';
import { Stream } from '../../../../actors/services/inspector/http/stream';
import type { StreamMessage } from '../../../../actors/services/inspector/messages';

/** A connection whose reader may stop. */
class Reader {
  readonly written: StreamMessage[] = [];
  writableLength = 0;
  writableEnded = false;
  destroyed = false;

  writeHead(): void {}
  flushHeaders(): void {}

  write(text: string): void {
    this.written.push(JSON.parse(text.slice('data: '.length)));
  }

  destroy(): void {
    this.destroyed = true;
  }
}

const word: StreamMessage = { type: 'notShown', messages: 0 };
const STALLED = 1_048_577;

const aStream = (missed = jest.fn()) => {
  const reader = new Reader();
  const stream = new Stream('viewer-1', reader as unknown as ServerResponse, missed);
  return { reader, stream, missed };
};

describe('a viewer that reads too slowly', () => {
  it('is told nothing more, then how much it has missed', () => {
    const { reader, stream, missed } = aStream();
    stream.send(word);
    reader.writableLength = STALLED;
    for (let i = 0; i < 5; i += 1) stream.send({ type: 'warnings', warnings: [] });
    expect(reader.written).toEqual([word]);
    expect(missed).not.toHaveBeenCalled();
    reader.writableLength = 0;
    stream.send(word);
    expect(reader.written).toEqual([word, { type: 'notShown', messages: 5 }, word]);
    expect(missed).toHaveBeenCalledTimes(1);
  });

  it('is given up after half a minute', () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(1_000);
    try {
      const { reader, stream } = aStream();
      reader.writableLength = STALLED;
      stream.send(word);
      now.mockReturnValue(30_999);
      stream.send(word);
      expect(reader.destroyed).toBe(false);
      now.mockReturnValue(31_001);
      stream.send(word);
      expect(reader.destroyed).toBe(true);
      expect(reader.written).toEqual([]);
    } finally {
      now.mockRestore();
    }
  });
});
