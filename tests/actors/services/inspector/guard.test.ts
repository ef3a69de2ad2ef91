import { type Asked, Guard } from '../../../../actors/services/inspector/http/guard';

const guard = new Guard('127.0.0.1', 8080);

const asking = (asked: Partial<Asked>): Asked => ({
  host: '127.0.0.1:8080',
  origin: undefined,
  fetchSite: undefined,
  cookie: undefined,
  token: undefined,
  ...asked,
});

const cookie = guard.cookie.split(';')[0];

const verdict = (asked: Partial<Asked>) => {
  const found = guard.judge(asking(asked));
  return found.is === 'refused' ? found.status : found.is;
};

describe('the inspector lets in', () => {
  it.each(['127.0.0.1:8080', 'localhost:8080', '[::1]:8080', 'LOCALHOST:8080'])(
    'who asks for it as %s',
    (host) => expect(verdict({ host, cookie })).toBe('allowed'),
  );

  it('who has the token, once, and then the cookie', () => {
    expect(verdict({ token: guard.token })).toBe('entering');
    expect(verdict({ cookie: `other=1; ${cookie}; more=2` })).toBe('allowed');
  });

  it.each(['same-origin', 'none'])('a browser that says Sec-Fetch-Site: %s', (fetchSite) => {
    expect(verdict({ cookie, fetchSite })).toBe('allowed');
  });

  it('its own origin', () => {
    expect(verdict({ cookie, origin: 'http://127.0.0.1:8080' })).toBe('allowed');
  });
});

describe('the inspector refuses', () => {
  it.each([
    undefined,
    '',
    'evil.example',
    'evil.example:8080',
    '127.0.0.1',
    '127.0.0.1:80',
    '127.0.0.1:8080:8080',
    '127.0.0.1.evil.example:8080',
    'localhost.evil.example:8080',
    '[::1',
    '10.0.0.1:8080',
    '127.0.0.1:8080@evil.example',
  ])('who asks for it as %p', (host) => {
    expect(verdict({ host, cookie })).toBe(421);
  });

  it.each([
    'null',
    '',
    'https://evil.example',
    'https://127.0.0.1:8080',
    'http://localhost:8080',
    'http://127.0.0.1:8081',
    'https://stately.ai',
  ])('the origin %p', (origin) => {
    expect(verdict({ cookie, origin })).toBe(403);
    expect(verdict({ token: guard.token, origin })).toBe(403);
  });

  it.each(['cross-site', 'same-site', 'whatever'])('Sec-Fetch-Site: %s', (fetchSite) => {
    expect(verdict({ cookie, fetchSite })).toBe(403);
    expect(verdict({ token: guard.token, fetchSite })).toBe(403);
  });

  it('who has neither token nor cookie, or wrong ones', () => {
    expect(verdict({})).toBe(401);
    expect(verdict({ token: '' })).toBe(401);
    expect(verdict({ token: guard.token.slice(1) })).toBe(401);
    expect(verdict({ token: 'wrong', cookie })).toBe(401);
    expect(verdict({ cookie: `${cookie}x` })).toBe(401);
    expect(verdict({ cookie: cookie?.replace('8080', '8081') })).toBe(401);
    expect(verdict({ cookie: `xstate-net-inspector-8080=${guard.token}` })).toBe(401);
    expect(verdict({ cookie: new Guard('127.0.0.1', 8080).cookie.split(';')[0] })).toBe(401);
  });

  it('names that lead to it where it listens on all addresses, but not its addresses', () => {
    const open = new Guard('0.0.0.0', 8080);
    const own = open.cookie.split(';')[0];
    const status = (host: string) => open.judge(asking({ host, cookie: own })).is;
    expect(status('192.168.1.4:8080')).toBe('allowed');
    expect(status('evil.example:8080')).toBe('refused');
  });
});

it('gives a cookie that scripts and other sites do not see', () => {
  expect(guard.cookie).toMatch(
    /^xstate-net-inspector-8080=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/,
  );
});
