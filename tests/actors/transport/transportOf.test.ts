import { tcpTransport } from '../../../actors/transport/tcp/tcpTransport';
import { transportOf } from '../../../actors/transport/transportOf';

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
