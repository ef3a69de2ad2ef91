import { listConnections } from '../../../actors/server/listConnections';
import type { Protocol } from '../../../machines/handler/protocol';
import { leaveNothingBehind } from '../../support/afterwards';
import { serve } from '../../support/serve';

leaveNothingBehind();

const fail = (): never => {
  throw new Error('not to be looked at');
};

const ACTIVE = { status: 'active', output: undefined, error: undefined };

describe('the list of connections', () => {
  it.each([
    [
      'whose state throws when it is looked at',
      () => ({
        ...ACTIVE,
        get value() {
          return fail();
        },
      }),
    ],
    [
      'whose snapshot is a proxy that tells its status alone',
      () => new Proxy(ACTIVE, { get: (_, name) => (name === 'status' ? 'active' : fail()) }),
    ],
  ])('has no state of a handler %s, and all others', async (_what, snapshot) => {
    const logic = {
      getInitialSnapshot: snapshot,
      transition: (given: unknown) => given,
      getPersistedSnapshot: (given: unknown) => given,
    };
    const { client, said, server } = await serve({ protocol: logic as unknown as Protocol });
    await client();
    await said.one('connected');
    await client();
    await said.many('connected', 2);
    const listed = listConnections(server);
    expect(listed.map(({ handlerState }) => handlerState)).toEqual([undefined, undefined]);
    expect(listed.map(({ connection }) => connection.id)).toEqual([1, 2]);
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['an object', {}],
    ['the logic of a server', serve],
  ])('of %s is refused with an error that says so', (_what, given) => {
    expect(() => listConnections(given as never)).toThrow(
      expect.objectContaining({
        code: 'XN_BAD_OPTION',
        message: expect.stringContaining('give it a server'),
      }),
    );
  });

  it('of a server that has ended is empty', async () => {
    const { server, drain } = await serve();
    await drain();
    expect(listConnections(server)).toEqual([]);
  });
});
