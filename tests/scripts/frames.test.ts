import { type Codec, fixed, lines } from '../../machines/framing';
import type { Protocol } from '../../machines/handler/protocol';
import { outbox } from '../../machines/handler/say';
import { setupProtocol } from '../../machines/handler/setupProtocol';
import type { Script } from '../../testing';
import { type LineProtocolOptions, lineProtocol, REST } from '../support/lineProtocol';
import { onBothNetworks } from './onBothNetworks';

type Steps = Script['steps'];

/** A test of the line protocol on both networks. */
const told = (
  name: string,
  steps: Steps,
  options: LineProtocolOptions = {},
  server: Script['server'] = {},
) => onBothNetworks(name, { server, steps }, { protocol: lineProtocol([], options) });

const ann = { client: 'ann' } as const;
const connect = { do: 'connect', ...ann } as const;
const send = (text: string) => ({ do: 'send', ...ann, text }) as const;
const end = { do: 'end', ...ann } as const;
const gets = (text: string) => ({ expect: 'bytes', ...ann, text }) as const;
const nothing = { expect: 'nothing', ...ann } as const;
const advance = (milliseconds: number) => ({ do: 'advance', milliseconds }) as const;
const died = (howDied: string, counts = {}) =>
  ({ expect: 'howDied', ...ann, howDied, ...counts }) as Steps[number];

const THOUSAND = Array.from({ length: 1_000 }, (_, i) => `line ${i}`);

describe('a handler with a codec', () => {
  told('hears whole lines and answers with lines', [
    connect,
    send('he'),
    advance(1),
    nothing,
    send('llo\nwor'),
    gets('<hello>\n'),
    send('ld\r\n'),
    gets('<world>\n'),
  ]);

  told('hears a thousand messages of one chunk in order', [
    connect,
    send(`${THOUSAND.join('\n')}\n`),
    gets(THOUSAND.map((line) => `<${line}>\n`).join('')),
    { expect: 'counts', readers: 1 },
  ]);

  told('hears nothing behind the message at which it paused, until it resumes', [
    connect,
    send('a\nPAUSE\nb\nc\nPAUSE\nd\n'),
    gets('<a>\n'),
    { expect: 'counts', readers: 0 },
    advance(REST - 1),
    nothing,
    advance(1),
    gets('<b>\n<c>\n'),
    advance(REST - 1),
    nothing,
    advance(1),
    gets('<d>\n'),
    { expect: 'counts', readers: 1 },
    send('e\n'),
    gets('<e>\n'),
  ]);

  told('hears of the peer’s end behind the messages that it did not want yet', [
    connect,
    send('PAUSE\nb\n'),
    end,
    advance(REST - 1),
    nothing,
    { expect: 'counts', connections: 1 },
    advance(1),
    gets('<b>\n'),
    died('peerClosed'),
  ]);

  told('hears nothing behind the message at which it finished', [
    connect,
    send('a\nFINISH\nb\n'),
    gets('<a>\nbye\n'),
    end,
    nothing,
    died('finished'),
  ]);

  told('hears nothing behind the message that made it final', [
    connect,
    send('a\nFINAL\nb\n'),
    gets('<a>\nbye\n'),
    end,
    nothing,
    died('finished'),
  ]);

  told('hears nothing behind the message at which it aborted', [
    connect,
    send('a\nABORT\nb\n'),
    died('aborted', { bytesSent: 4 }),
  ]);

  told('hears nothing behind the message at which it failed', [
    connect,
    send('a\nFAIL\nb\n'),
    { expect: 'emitted', type: 'handlerError', count: 1 },
    died('handlerError'),
  ]);

  told('fails, alone, when it says what its codec cannot encode', [
    connect,
    { do: 'connect', client: 'bob' },
    send('TWO\n'),
    {
      expect: 'emitted',
      type: 'handlerError',
      ...ann,
      with: { error: { code: 'XN_BAD_MESSAGE' } },
    },
    died('handlerError'),
    { do: 'send', client: 'bob', text: 'x\n' },
    { expect: 'bytes', client: 'bob', text: '<x>\n' },
  ]);

  told('has said what it answered before its peer sent what is no message', [
    connect,
    send(`a\nb\n${'x'.repeat(200)}\n`),
    gets('<a>\n<b>\n'),
    { expect: 'client', ...ann, is: 'ended' },
    end,
    died('protocolError'),
    {
      expect: 'emitted',
      type: 'disconnected',
      ...ann,
      with: { error: { code: 'XN_BAD_FRAME' } },
    },
  ]);

  told('ends with protocolError though its peer does not close in time', [
    connect,
    { do: 'send', ...ann, hex: 'ff0a' },
    advance(2_000),
    advance(2_000),
    died('protocolError'),
  ]);

  told(
    'is told what is no message if its chart lists inbox.invalid, and hears nothing behind it',
    [
      connect,
      send(`a\n${'x'.repeat(200)}\nb\n`),
      gets('<a>\nwhat?\n'),
      send('c\n'),
      end,
      nothing,
      died('finished'),
    ],
    { answersInvalid: true },
  );

  told('hears the last line of a peer that forgot to end it', [
    connect,
    send('a\nb'),
    end,
    gets('<a>\n<b>\n'),
    died('peerClosed'),
  ]);

  told(
    'ends with protocolError where half a line must not be obeyed',
    [connect, send('a\nb'), end, gets('<a>\n'), died('protocolError')],
    { unterminated: 'refuse' },
  );

  told(
    'is told of half a line if its chart lists inbox.invalid',
    [connect, send('a\nb'), end, gets('<a>\nwhat?\n'), died('peerClosed')],
    { unterminated: 'refuse', answersInvalid: true },
  );

  told('is asked to finish behind all messages that it had not heard', [
    connect,
    send('a\nPAUSE\nb\n'),
    gets('<a>\n'),
    { do: 'shutdown' },
    advance(REST),
    gets('<b>\ngoodbye\n'),
  ]);

  told(
    'is asked to finish in front of messages that it does not want, when the drain cannot wait',
    [
      connect,
      send('a\nPAUSE\nb\n'),
      gets('<a>\n'),
      { do: 'shutdown' },
      advance(10),
      gets('goodbye\n'),
    ],
    {},
    { shutdownTimeout: 20, lingerTimeout: 10 },
  );

  told(
    'hears no more messages a second than it may, and the server tells once',
    [
      connect,
      send(`${['a', 'b', 'c', 'd', 'e', 'f', 'g'].join('\n')}\n`),
      gets('<a>\n<b>\n<c>\n<d>\n'),
      { expect: 'emitted', type: 'throttled', ...ann, count: 1 },
      { expect: 'counts', readers: 0 },
      advance(249),
      nothing,
      advance(1),
      gets('<e>\n'),
      advance(250),
      gets('<f>\n'),
      advance(250),
      gets('<g>\n'),
      { expect: 'counts', readers: 1, timers: 0 },
      { expect: 'emitted', type: 'throttled', count: 0 },
      advance(1_000),
      send('1\n2\n3\n4\n5\n'),
      gets('<1>\n<2>\n<3>\n<4>\n'),
      { expect: 'emitted', type: 'throttled', ...ann, count: 1 },
    ],
    {},
    { messagesPerSecond: 4 },
  );

  told(
    'leaves no timer behind when it ends while it is throttled',
    [
      connect,
      send('a\nb\nc\n'),
      gets('<a>\n'),
      { do: 'shutdown' },
      advance(20),
      { expect: 'counts', connections: 0, timers: 0 },
    ],
    {},
    { messagesPerSecond: 1, shutdownTimeout: 20, lingerTimeout: 10 },
  );
});

/** A codec that throws at a word. */
const touchy = (part: 'decode' | 'encode' | 'end'): Codec<string> => {
  const inner = lines() as Codec<string>;
  const fail = (): never => {
    throw new TypeError('I do not like it');
  };
  return {
    ...inner,
    decode: (state, bytes) =>
      part === 'decode' && bytes.includes(63) ? fail() : inner.decode(state, bytes),
    encode: (line) => (part === 'encode' && line.includes('?') ? fail() : inner.encode(line)),
    end: (state) => (part === 'end' ? fail() : inner.end(state)),
  };
};

const sayingBack = <T>(codec: Codec<T>): Protocol =>
  setupProtocol({ codec }).createMachine({
    initial: 'connected',
    states: {
      connected: {
        on: {
          inbox: { actions: outbox((({ event }: { event: { data: T } }) => event.data) as never) },
          'control.*': 'shutdown',
        },
      },
      shutdown: { type: 'final' },
    },
  }) as Protocol;

describe('a codec', () => {
  describe.each(['decode', 'encode', 'end'] as const)('that throws in %s', (part) => {
    onBothNetworks(
      'ends that connection, and no other',
      {
        steps: [
          connect,
          { do: 'connect', client: 'bob' },
          send('fine\n'),
          gets('fine\n'),
          send('?\n'),
          end,
          {
            expect: 'emitted',
            type: 'handlerError',
            ...ann,
            with: { error: { code: 'XN_CODEC_FAILED' } },
          },
          died('handlerError'),
          { do: 'send', client: 'bob', text: 'fine\n' },
          { expect: 'bytes', client: 'bob', text: 'fine\n' },
        ].filter(
          (step) =>
            part === 'decode' || part === 'encode' || !('text' in step && step.text === '?\n'),
        ) as Steps,
      },
      { protocol: sayingBack(touchy(part)) },
    );
  });

  onBothNetworks(
    'of bytes is one, too',
    {
      steps: [
        connect,
        send('abcde'),
        gets('abcd'),
        send('fgh'),
        gets('efgh'),
        send('ij'),
        end,
        died('protocolError', { bytesReceived: 10 }),
      ],
    },
    { protocol: sayingBack(fixed(4)) },
  );
});
