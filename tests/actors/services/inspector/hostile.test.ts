import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterwards, leaveNothingBehind } from '../../../support/afterwards';
import { somebodyElse } from '../../../support/listen';
import { serve } from '../../../support/serve';
import { until } from '../../../support/until';
import { ask, look } from './support/looking';

leaveNothingBehind();

const aPage = async (options = {}) => look((await serve()).server, options);

/** Bytes that no HTTP client would send, and what comes back. */
function raw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  afterwards(() => {
    socket.destroy();
  });
  socket.end(bytes);
  return text(socket);
}

describe('the page of an inspector', () => {
  it('is entered by the token, which does not stay in the address', async () => {
    const page = await aPage();
    const { status, headers } = await ask(page.port, `/?token=${page.token}`);
    expect([status, headers.location]).toEqual([303, '/']);
    expect(headers['set-cookie']?.[0]).toMatch(/HttpOnly; SameSite=Strict$/);
    expect((await page.ask('/api/tree')).status).toBe(200);
  });

  it.each([
    ['a foreign name', { host: 'evil.example' }, 421],
    ['a foreign origin', { origin: 'https://evil.example' }, 403],
    ['a sandboxed frame', { origin: 'null' }, 403],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another port of this machine', { 'sec-fetch-site': 'same-site' }, 403],
    ['nobody in particular', { cookie: '' }, 401],
  ])('is not for %s', async (_, headers, status) => {
    const page = await aPage({ control: true });
    for (const path of ['/', '/api/stream', '/api/connections', '/api/tree', '/api/life']) {
      const answer = await page.ask(path, { headers });
      expect([path, answer.status]).toEqual([path, status]);
      expect(JSON.parse(answer.text)).toEqual({ error: expect.any(String) });
    }
    const acted = await page.ask('/api/action', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ action: 'abort', server: 'x:0' }),
    });
    expect(acted.status).toBe(status);
  });

  it('may be shown in no frame, and loads nothing from elsewhere', async () => {
    const page = await aPage();
    for (const path of ['/', '/nothing', '/api/tree']) {
      const { headers } = await page.ask(path);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['content-security-policy']).not.toMatch(/unsafe|\*/);
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it.each([
    '/assets/../../../../package.json',
    '/assets/inspector/page/../inspectServer.js',
    '/assets/inspector/page/%2e%2e/inspectServer.js',
    '/assets/inspector/http/guard.js',
    '/assets/inspector/page/tsconfig.json',
    '/assets/charts/elkFiles.ts',
    '//etc/passwd',
    '/assets//etc/passwd',
  ])('hands out nothing but the page: %s', async (path) => {
    const page = await aPage();
    expect((await page.ask(path)).status).toBe(404);
  });

  it('takes no other method, body or type', async () => {
    const page = await aPage({ control: true });
    const json = { 'content-type': 'application/json' };
    const post = (body: string, headers: Record<string, string> = json) =>
      page.ask('/api/action', { method: 'POST', headers, body });
    expect((await page.ask('/', { method: 'PUT' })).status).toBe(405);
    expect((await page.ask('/', { method: 'POST' })).status).toBe(405);
    expect((await page.ask('/api/tree', { method: 'OPTIONS' })).status).toBe(405);
    expect((await post('{}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post('{}', {})).status).toBe(415);
    expect((await post('{')).status).toBe(400);
    expect((await post('null')).status).toBe(400);
    expect((await post(JSON.stringify({ action: 'rm', server: 'x:0' }))).status).toBe(400);
    expect((await post(' '.repeat(5_000))).status).toBe(413);
  });

  it('survives what is no request', async () => {
    const page = await aPage();
    expect(await raw(page.port, 'GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n')).toMatch(
      /^HTTP\/1.1 4/,
    );
    expect(await raw(page.port, '\0\0\0\0\r\n\r\n')).toMatch(/^HTTP\/1.1 400|^$/);
    expect(await raw(page.port, `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431/,
    );
    expect(await raw(page.port, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 421/);
    expect((await page.ask('/api/tree')).status).toBe(200);
  });

  it('lets in who may look, however many others hold connections', async () => {
    const page = await aPage();
    const seen = await page.stream();
    const strangers = Array.from({ length: 200 }, () => {
      const socket = connect(page.port, '127.0.0.1');
      // Some are hung up on while they still speak.
      socket.on('error', () => {});
      socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${page.port}\r\nx-slow: `);
      afterwards(() => {
        socket.destroy();
      });
      return socket;
    });
    await until('those over the limit to be let go', () => {
      const held = strangers.filter(({ readyState }) => readyState === 'open');
      return strangers.every(({ connecting }) => !connecting) && held.length < 64;
    });
    expect((await page.ask('/api/tree')).status).toBe(200);
    expect(seen.isOver).toBe(false);
  });

  it('only looks, unless it may act', async () => {
    const { server, client } = await serve();
    const page = await look(server);
    await client();
    const abort = { action: 'abort', server: server.sessionId };
    expect((await page.post('/api/action', abort)).status).toBe(403);
    expect(server.getSnapshot().value).toBe('serving');
  });
});

describe('inspectServer', () => {
  it('says that a port is in use', async () => {
    const { server } = await serve();
    const { port } = await somebodyElse({ port: 0, host: '127.0.0.1' });
    await expect(look(server, { port })).rejects.toMatchObject({ code: 'XN_PORT_IN_USE' });
  });

  it.each([
    [{ port: -1 }, 'XN_BAD_PORT'],
    [{ port: 'x' }, 'XN_BAD_PORT'],
    [{ host: '' }, 'XN_BAD_HOST'],
    [{ control: 'yes' }, 'XN_BAD_OPTION'],
  ])('refuses %j', async (options, code) => {
    const { server } = await serve();
    await expect(look(server, options as never)).rejects.toMatchObject({ code });
  });

  it.each([undefined, null, 5, {}])('refuses %p, which is no actor', async (server) => {
    await expect(look(server as never)).rejects.toMatchObject({ code: 'XN_BAD_OPTION' });
  });

  it('warns of a page that is open to other machines', async () => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    await aPage({ host: '0.0.0.0' });
    expect(warned.mock.calls).toEqual([
      [
        expect.objectContaining({ message: expect.stringContaining('0.0.0.0') }),
        { code: 'XN_INSPECTOR_EXPOSED' },
      ],
    ]);
    warned.mockRestore();
  });
});
