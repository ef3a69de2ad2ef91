import { tcpTransport } from '../../../actors/transport/tcp/tcpTransport';
import type { Transport } from '../../../actors/transport/transport';
import { completeTransport, transportOf } from '../../../actors/transport/transportOf';
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

describe('a transport of the first version', () => {
  const former = (more: object = {}) => {
    const { name, clock, listen, afterTurn, random, connectionLimit } = tcpTransport();
    return { name, clock, listen, afterTurn, random, connectionLimit, ...more };
  };

  const aSocket = (shows: object) => ({ on: jest.fn(), off: jest.fn(), ...shows }) as never;

  it('is completed once, so that one network stays one', () => {
    const given = former();
    const completed = transportOf(given as never);
    expect(completed).not.toBe(given);
    expect(transportOf(given as never)).toBe(completed);
    expect(transportOf(former() as never)).not.toBe(completed);
  });

  it('hears data as a stream says it, and no longer when it should not', () => {
    const { onData, offData } = completeTransport(former() as never);
    const socket = { on: jest.fn(), off: jest.fn() };
    const listener = () => {};
    onData(socket as never, listener);
    expect(socket.on).toHaveBeenCalledWith('data', listener);
    offData(socket as never, listener);
    expect(socket.off).toHaveBeenCalledWith('data', listener);
  });

  it('counts what its streams hold as unsent, and what has left them as delivered', () => {
    const { unsent, delivered } = completeTransport(former() as never);
    const socket = aSocket({ writableLength: 40, bytesWritten: 100 });
    expect(unsent(socket, 100)).toBe(40);
    const answer = jest.fn();
    delivered(socket, answer);
    expect(answer).toHaveBeenCalledWith({ delivered: 60, pending: 40 });
  });

  it('is asked itself for what it can say', () => {
    const answer = jest.fn();
    const given = {
      onData: jest.fn(),
      unsent: (_: unknown, written: number) => written - 90,
      delivered: (_: unknown, tell: typeof answer) => tell({ delivered: 7, pending: 3 }),
    };
    const completed = completeTransport(former(given) as never);
    const socket = aSocket({ writableLength: 40, bytesWritten: 100 });
    completed.onData(socket, () => {});
    expect(given.onData).toHaveBeenCalled();
    expect(completed.unsent(socket, 100)).toBe(10);
    completed.delivered(socket, answer);
    expect(answer).toHaveBeenCalledWith({ delivered: 7, pending: 3 });
    const { delivered } = completeTransport(former({ unsent: given.unsent }) as never);
    delivered(socket, answer);
    expect(answer).toHaveBeenLastCalledWith({ delivered: 90, pending: 10 });
  });
});
