import { tcpTransport } from '../../../actors/transport/tcp/tcpTransport';
import type { Transport } from '../../../actors/transport/transport';
import { transportOf } from '../../../actors/transport/transportOf';
import { resolveServerOptions } from '../../../machines/options/resolveOptions';

const circular: Record<string, unknown> = { name: 'round' };
circular.self = circular;

const refusing = new Proxy(
  {},
  {
    get() {
      throw new Error('no');
    },
  },
);

it.each([
  ['null', null],
  ['text', 'tcp'],
  ['a number', 5],
  ['an object that cannot listen', { name: 'x' }],
  ['one whose listen is no function', { name: 'x', listen: 1 }],
  ['a circular one', circular],
  ['one that refuses everything', refusing],
])('a transport that is %s is refused with an error that says so', (_, choice) => {
  expect(transportOf(choice as never)).toMatchObject({
    code: 'XN_BAD_OPTION',
    message: expect.stringContaining('cannot listen'),
  });
});

it('is the one that was given', () => {
  const transport = tcpTransport();
  expect(transportOf(transport)).toBe(transport);
});

it('is completed where it was made before transports could connect: it says so, unless it is abandoned', () => {
  const { connectTo: _, ...former } = tcpTransport();
  const turns: (() => void)[] = [];
  const transport = transportOf({
    ...former,
    afterTurn: (turn: () => void) => turns.push(turn),
  } as never) as Transport;
  const told: unknown[] = [];
  const connect = () =>
    transport.connectTo(
      { to: { host: '127.0.0.1', port: 1 }, options: resolveServerOptions({}) },
      { connected: () => told.push('connected'), failed: (error) => told.push(error) },
    );
  connect();
  connect().abandon();
  expect(told).toEqual([]);
  for (const turn of turns) turn();
  expect(told).toEqual([
    expect.objectContaining({
      code: 'XN_BAD_OPTION',
      message: expect.stringContaining('cannot connect'),
    }),
  ]);
});
