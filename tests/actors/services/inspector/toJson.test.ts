import { createActor, setup } from 'xstate';
import { toJson } from '../../../../actors/services/inspector/shown/toJson';
import { XstateNetError } from '../../../../machines/kit/errors';

const size = (value: unknown) => JSON.stringify(toJson(value)).length;

describe('a context as JSON', () => {
  it('is what it is, as far as JSON has it', () => {
    const context = { a: 1, b: 'two', c: [true, null], d: { e: undefined } };
    expect(toJson(context)).toEqual({ a: 1, b: 'two', c: [true, null], d: { e: null } });
  });

  it('has words for what JSON has none for', () => {
    const itself: { me?: object } = {};
    itself.me = itself;
    expect(
      toJson({
        big: 5n,
        not: Number.NaN,
        set: new Set([1]),
        map: new Map([['k', 1]]),
        when: new Date(0),
        symbol: Symbol('s'),
        f: function named() {},
        itself,
      }),
    ).toEqual({
      big: '5n',
      not: 'NaN',
      set: [1],
      map: { k: 1 },
      when: '1970-01-01T00:00:00.000Z',
      symbol: 'Symbol(s)',
      f: '(function named)',
      itself: { me: '(itself)' },
    });
  });

  it('shows of bytes how many they are, and the first 32', () => {
    const bytes = Buffer.alloc(100_000_000, 'a');
    expect(toJson({ outbox: bytes })).toEqual({
      outbox: { length: 100_000_000, hex: '61'.repeat(32) },
    });
  });

  it('names actors and machines, and shows errors as messages', () => {
    const machine = setup({}).createMachine({ id: 'door' });
    const actor = createActor(machine, { id: 'front' });
    const error = new XstateNetError('XN_BAD_OPTION', 'wrong');
    expect(toJson({ machine, actor, error })).toEqual({
      machine: { machine: 'door' },
      actor: { actor: 'front' },
      error: 'wrong',
    });
  });

  it('says where something objects to being shown, and shows the rest', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const shown = toJson({
      fine: 1,
      get getter() {
        throw new Error('not me');
      },
      json: {
        toJSON() {
          throw new Error('nor me');
        },
      },
      proxy,
      bare: Object.assign(Object.create(null), { x: 1 }),
    });
    expect(shown).toEqual({
      fine: 1,
      getter: '(cannot be shown: not me)',
      json: '(cannot be shown: nor me)',
      proxy: expect.stringContaining('cannot be shown'),
      bare: { x: 1 },
    });
  });

  it('hides what opens connections, wherever it is', () => {
    const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----\n';
    const shown = JSON.stringify(toJson({ tls: { passphrase: 'sesame', key, all: [{ key }] } }));
    expect(shown).not.toMatch(/sesame|MIIabc/);
    expect(shown).toContain('(secret)');
    expect(shown.match(/a private key/g)).toHaveLength(2);
  });

  it('is bounded in depth, breadth, length and in all', () => {
    const deep = (n: number): object => (n === 0 ? {} : { n: deep(n - 1) });
    const bushy = (n: number): object[] =>
      n === 0 ? [] : Array.from({ length: 50 }, () => bushy(n - 1));
    expect(size(deep(10_000))).toBeLessThan(200);
    expect(size(Array.from({ length: 100_000 }, (_, i) => i))).toBeLessThan(2_000);
    expect(size('x'.repeat(10_000_000))).toBeLessThan(1_000);
    expect(size(bushy(4))).toBeLessThan(100_000);
  });
});
