import fc from 'fast-check';
import { BadScript, parseScript, parseScriptText } from '../../../testing';
import { arbitraryScript } from '../support/arbitraryScript';

const connect = { do: 'connect', client: 'alice' };

function refusal(steps: readonly unknown[], script: object = {}): BadScript {
  try {
    parseScript({ ...script, steps }, { file: 'hello.json' });
  } catch (error) {
    expect(error).toBeInstanceOf(BadScript);
    return error as BadScript;
  }
  throw new Error('it was accepted');
}

describe('parseScript', () => {
  it('gives back what was written as JSON', () => {
    fc.assert(
      fc.property(arbitraryScript, (script) => {
        const text = JSON.stringify(script);
        expect(JSON.stringify(parseScriptText(text))).toBe(text);
      }),
    );
  });

  it('says where a file is no JSON', () => {
    expect(() => parseScriptText('{ "steps": [ }', { file: 'hello.json' })).toThrow(
      /^hello\.json: is not JSON: .*/,
    );
  });

  it('names file, step and reason, and has a stable code', () => {
    const error = refusal([connect, { do: 'send', client: 'alice', hex: '0d0' }]);
    expect(error).toMatchObject({ code: 'XN_BAD_SCRIPT', file: 'hello.json', index: 1 });
    expect(error.message).toBe(
      'hello.json: step 2 (send): hex "0d0" is not made of pairs of hexadecimal digits, such as "0d0a" or "de ad be ef"',
    );
  });

  it.each<[what: string, steps: unknown[], reason: RegExp]>([
    [
      'an unknown step',
      [{ do: 'sned' }],
      /step 1 \(sned\): do is "sned", which is no step; is "send" meant\?/,
    ],
    [
      'an unknown expectation',
      [{ expect: 'silence' }],
      /which is no step; there are: bytes, nothing,/,
    ],
    ['a step that is none', ['connect'], /a step is an object with "do" or "expect"/],
    [
      'a step that says nothing',
      [{ client: 'alice' }],
      /says neither what it does nor what it expects/,
    ],
    ['an unknown field', [{ ...connect, txt: 1 }], /has no field "txt"/],
    ['a missing field', [{ do: 'connect' }], /lacks "client"/],
    [
      'bytes written down twice',
      [connect, { do: 'send', client: 'alice', text: 'a', hex: '61' }],
      /has text and hex of text, hex, base64, file; give it exactly one/,
    ],
    [
      'bytes not written down',
      [connect, { do: 'send', client: 'alice' }],
      /has none of text, hex, base64, file; give it exactly one/,
    ],
    [
      'half a surrogate pair',
      [connect, { do: 'send', client: 'alice', text: '\udc00' }],
      /holds half a surrogate pair, which no UTF-8 can say; write these bytes as hex or base64/,
    ],
    [
      'base64 without padding',
      [connect, { do: 'send', client: 'alice', base64: 'aGk' }],
      /is not base64 with its padding/,
    ],
    [
      'a bad expression',
      [connect, { expect: 'bytes', client: 'alice', pattern: '(' }],
      /pattern is not regular: .*Unterminated group/,
    ],
    [
      'an unknown client',
      [connect, { do: 'send', client: 'alcie', text: 'a' }],
      /there is no client "alcie" yet; is "alice" meant\?/,
    ],
    [
      'a client too early',
      [{ do: 'end', client: 'alice' }],
      /there is no client "alice" yet; connect it first/,
    ],
    ['a client twice', [connect, connect], /there is a client "alice" already/],
    [
      'speech after the end',
      [connect, { do: 'end', client: 'alice' }, { do: 'send', client: 'alice', text: 'a' }],
      /can do this no more: step 2 was its "end"/,
    ],
    [
      'bytes for one who was refused',
      [
        { ...connect, outcome: 'refused' },
        { expect: 'bytes', client: 'alice', text: 'a' },
      ],
      /was to be refused, so that it has no connection/,
    ],
    [
      'an actor without its client',
      [{ expect: 'state', actor: 'csa', is: 'connected' }],
      /there is one "csa" for each connection: say whose/,
    ],
    [
      'a client without need',
      [connect, { expect: 'state', actor: 'server', client: 'alice', is: 'serving' }],
      /there is one "server" only: leave "client" out/,
    ],
    [
      'an unknown actor',
      [{ expect: 'state', actor: 'sever', is: 'serving' }],
      /is "sever", which is no actor's name; is "server" meant\?/,
    ],
    [
      'a state that is none',
      [{ expect: 'state', actor: 'server', is: {} }],
      /give it a state such as/,
    ],
    [
      'nothing expected of an actor',
      [{ expect: 'state', actor: 'server' }],
      /has none of is, status, context/,
    ],
    [
      'an event that is never emitted',
      [{ expect: 'emitted', type: 'conected' }],
      /no serverCore ever emits "conected"; is "connected" meant\?/,
    ],
    [
      'an unknown end',
      [connect, { expect: 'howDied', client: 'alice', howDied: 'bored' }],
      /howDied is "bored"; give it one of "finished", /,
    ],
    [
      'time that runs backwards',
      [{ do: 'advance', milliseconds: -1 }],
      /milliseconds is -1; give it an integer from 0/,
    ],
    [
      'a chance above 1',
      [{ do: 'faults', faults: { clog: 2 } }],
      /faults\.clog is 2; give it a number from 0 to 1/,
    ],
    [
      "the network's fault on a link",
      [connect, { do: 'faults', client: 'alice', faults: { refuse: 1 } }],
      /"refuse" is no fault of one link/,
    ],
    ['counts of nothing', [{ expect: 'counts' }], /has none of connections, sockets/],
  ])('refuses %s', (_, steps, reason) => {
    expect(refusal(steps).message).toMatch(reason);
  });

  it('lets a client that has ended break off or vanish', () => {
    for (const word of ['reset', 'vanish', 'close']) {
      const steps = [connect, { do: 'end', client: 'alice' }, { do: word, client: 'alice' }];
      expect(() => parseScript({ steps })).not.toThrow();
    }
  });

  it('refuses what no server of the kind has', () => {
    const steps = [connect, { expect: 'state', actor: 'handler', client: 'alice', is: 'a' }];
    expect(refusal(steps, { kind: 'singleServer' }).message).toMatch(/has no actor "handler"/);
    expect(refusal([], { server: { heldLimit: 1 } }).message).toMatch(/singleServer/);
  });

  it("refuses the server's options that the server would refuse", () => {
    const error = refusal([], { server: { outboxLimit: 1, highWaterMark: 2 } });
    expect(error.message).toMatch(/^hello\.json: server .*outboxLimit/);
  });
});
