import { linkTo, routeOf } from '../../../../../actors/services/inspector/page/kit/routes';

it('leads to where a link says', () => {
  const connection = { server: 'x:1/#%', id: 42 };
  expect(routeOf(linkTo.connection(connection))).toEqual({ to: 'connection', connection });
  expect(routeOf(linkTo.next('x:1'))).toEqual({ to: 'next', server: 'x:1' });
  expect(routeOf(linkTo.components)).toEqual({ to: 'components' });
  expect(routeOf(linkTo.stately)).toEqual({ to: 'stately' });
});

it.each([
  '',
  '#/',
  '#/nowhere',
  '#/connection/x/y',
  '#/next/',
  '#/next/%',
  '#/connection/%E0%A4%A/1',
])('leads from %j to the connections', (hash) =>
  expect(routeOf(hash)).toEqual({ to: 'connections' }),
);
