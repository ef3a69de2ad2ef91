import { listenFds } from '../../../../actors/transport/tcp/listenFds';

const own = { LISTEN_PID: String(process.pid) };

describe('listenFds', () => {
  it('gives the places that a supervisor has opened, from descriptor 3 on, with their names', () => {
    const env = { ...own, LISTEN_FDS: '3', LISTEN_FDNAMES: 'http:echo:' };
    expect(listenFds(env)).toEqual([
      { place: { fd: 3 }, name: 'http' },
      { place: { fd: 4 }, name: 'echo' },
      { place: { fd: 5 }, name: 'unknown' },
    ]);
  });

  it('takes them out of the environment, so that no child has them, too', () => {
    const env = { ...own, LISTEN_FDS: '1', LISTEN_FDNAMES: 'a', HOME: '/' };
    listenFds(env);
    expect(env).toEqual({ HOME: '/' });
  });

  it.each([
    [{}, 'LISTEN_FDS is not set'],
    [{ LISTEN_FDS: '1' }, 'LISTEN_PID is undefined'],
    [{ LISTEN_FDS: '1', LISTEN_PID: '1' }, 'LISTEN_PID is "1", and this is process'],
    [{ ...own, LISTEN_FDS: '0' }, 'LISTEN_FDS is "0"'],
    [{ ...own, LISTEN_FDS: '-1' }, 'LISTEN_FDS is "-1"'],
    [{ ...own, LISTEN_FDS: '1e9' }, 'LISTEN_FDS is "1e9"'],
    [{ ...own, LISTEN_FDS: '100000' }, 'LISTEN_FDS is "100000"'],
  ])('says why there are none in %p', (env, reason) => {
    expect(() => listenFds(env)).toThrow(
      expect.objectContaining({
        code: 'XN_NOT_ACTIVATED',
        message: expect.stringContaining(reason),
      }) as never,
    );
  });
});
