import { runInNewContext } from 'node:vm';
import { isBytes, kindOf } from '../../../machines/kit/bytes';

const elsewhere = (expression: string): unknown => runInNewContext(expression);

/** Its buffer belongs to somebody else now. */
function transferred(bytes: Uint8Array<ArrayBuffer>): Uint8Array {
  structuredClone(bytes, { transfer: [bytes.buffer] });
  return bytes;
}

const throws = (): never => {
  throw new Error('not to be looked at');
};

describe('bytes', () => {
  it.each([
    ['a Uint8Array', new Uint8Array([1, 2])],
    ['an empty one', new Uint8Array(0)],
    ['a Buffer', Buffer.from('hello')],
    ['a view of a part', new Uint8Array(8).subarray(2, 4)],
    ['of shared memory', new Uint8Array(new SharedArrayBuffer(4))],
    ['of a subclass', new (class Own extends Uint8Array {})(3)],
    ['of another realm', elsewhere('new Uint8Array([1, 2])')],
    ['an empty one of another realm', elsewhere('new Uint8Array(0)')],
    ['of a subclass of another realm', elsewhere('new (class Own extends Uint8Array {})(3)')],
  ])('are %s', (_, value) => {
    expect(isBytes(value)).toBe(true);
  });

  it.each([
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['text', 'hello', 'string'],
    ['a list of numbers', [1, 2], 'object'],
    ['what says that it is one', { [Symbol.toStringTag]: 'Uint8Array', length: 2 }, 'object'],
    ['a buffer without a view', new ArrayBuffer(4), 'object'],
    ['wider numbers', new Uint16Array(2), 'Uint16Array'],
    ['clamped ones', new Uint8ClampedArray(2), 'Uint8ClampedArray'],
    ['signed ones', new Int8Array(2), 'Int8Array'],
    ['a DataView', new DataView(new ArrayBuffer(4)), 'DataView'],
    ['wider numbers of another realm', elsewhere('new Uint16Array(2)'), 'Uint16Array'],
    ['a DataView of another realm', elsewhere('new DataView(new ArrayBuffer(4))'), 'DataView'],
    ['a proxy of bytes', new Proxy(new Uint8Array(2), {}), 'object'],
    ['a proxy that refuses everything', new Proxy({}, { get: throws }), 'object'],
    ['a revoked proxy', revoked(), 'object'],
  ])('are not %s', (_, value, kind) => {
    expect(isBytes(value)).toBe(false);
    expect(kindOf(value)).toBe(kind);
  });

  it.each([
    ['a Uint8Array', () => transferred(new Uint8Array([1, 2]))],
    ['a view of a part', () => transferred(new Uint8Array(8).subarray(2, 4))],
    ['one of another realm', () => transferred(elsewhere('new Uint8Array([1, 2])') as never)],
  ])('are not %s whose buffer was transferred elsewhere, and that is said', (_, make) => {
    const value = make();
    expect(value.length).toBe(0);
    expect(isBytes(value)).toBe(false);
    expect(kindOf(value)).toBe('Uint8Array whose buffer was transferred elsewhere');
  });
});

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
