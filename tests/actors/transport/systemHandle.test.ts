import { takenBySystem, unsentOf } from '../../../actors/transport/systemHandle';
import type { TransportSocket } from '../../../actors/transport/transport';

interface Handle {
  readonly bytesWritten?: number;
  readonly writeQueueSize?: number;
  readonly _parent?: Handle;
}

/** A stream of Node's, as far as it shows where its bytes are. */
const aSocket = (shows: {
  readonly writableLength?: number;
  readonly bytesWritten?: number;
  readonly encrypted?: boolean;
  readonly _handle?: Handle | null;
}) => ({ writableLength: 0, ...shows }) as unknown as TransportSocket;

describe('what is unsent', () => {
  it('is nothing when the stream holds nothing, whatever its handle says', () => {
    const socket = aSocket({ _handle: { bytesWritten: 900, writeQueueSize: 100 } });
    expect(unsentOf(socket, 1_000)).toBe(0);
  });

  it('is counted to the byte, where the stream counts a write whole until its last byte has left', () => {
    const half = { bytesWritten: 1_000, writeQueueSize: 400 };
    expect(unsentOf(aSocket({ writableLength: 1_000, _handle: half }), 1_000)).toBe(400);
  });

  it('counts what Node has gathered behind what libuv holds, and neither of them twice', () => {
    // Of 1500 said libuv was given 1000, and has left 400 of those.
    const handle = { bytesWritten: 1_000, writeQueueSize: 400 };
    expect(unsentOf(aSocket({ writableLength: 1_500, _handle: handle }), 1_500)).toBe(900);
  });

  it('does not rise when Node hands over what it has gathered', () => {
    const before = { bytesWritten: 1_000, writeQueueSize: 1 };
    const after = { bytesWritten: 1_500, writeQueueSize: 500 };
    const unsent = unsentOf(aSocket({ writableLength: 1_500, _handle: before }), 1_500);
    expect(unsentOf(aSocket({ writableLength: 500, _handle: after }), 1_500)).toBeLessThan(unsent);
  });

  it('is what the stream holds, where no handle tells more', () => {
    expect(unsentOf(aSocket({ writableLength: 70 }), 100)).toBe(70);
    expect(unsentOf(aSocket({ writableLength: 70, _handle: {} }), 100)).toBe(70);
  });

  it('is counted by whole writes over TLS, whose handle counts other bytes than were said', () => {
    const handle = { bytesWritten: 1_100, writeQueueSize: 10 };
    const socket = aSocket({ writableLength: 1_000, encrypted: true, _handle: handle });
    expect(unsentOf(socket, 1_000)).toBe(1_000);
  });

  it('is what was never handed over, once the handle is gone', () => {
    expect(unsentOf(aSocket({ _handle: null, bytesWritten: 600 }), 1_000)).toBe(400);
    expect(unsentOf(aSocket({ _handle: null, bytesWritten: 1_000 }), 1_000)).toBe(0);
    expect(unsentOf(aSocket({ _handle: null, writableLength: 30 }), 1_000)).toBe(30);
  });
});

describe('what the system took', () => {
  it('is what libuv was given, less what it holds', () => {
    const socket = aSocket({
      writableLength: 1_500,
      bytesWritten: 1_500,
      _handle: { bytesWritten: 1_000, writeQueueSize: 400 },
    });
    expect(takenBySystem(socket)).toEqual({ delivered: 600, pending: 1_500 });
  });

  it('is asked of the handle below, over TLS', () => {
    const _handle = { _parent: { bytesWritten: 1_100, writeQueueSize: 100 } };
    const socket = aSocket({ writableLength: 50, bytesWritten: 1_000, encrypted: true, _handle });
    expect(takenBySystem(socket)).toEqual({ delivered: 1_000, pending: 100 });
  });

  it('is what the stream says, where no handle tells more', () => {
    const socket = aSocket({ writableLength: 70, bytesWritten: 100 });
    expect(takenBySystem(socket)).toEqual({ delivered: 30, pending: 70 });
    expect(takenBySystem(aSocket({ _handle: null }))).toEqual({ delivered: 0, pending: 0 });
  });
});
