import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { httpProtocol } from '../../actors/services/streams';
import { leaveNothingBehind } from '../support/afterwards';
import { MIB, randomBytes, same } from '../support/pattern';
import { serve } from '../support/serve';
import { needs, run } from './support/clients';

needs('curl');
leaveNothingBehind();

/** Answers with what it was sent, with its digest, or with many bytes. */
const web = createServer((request, response) => {
  if (request.url === '/digest') {
    const hash = createHash('sha256');
    request.on('data', (data: Buffer) => hash.update(data));
    request.on('end', () => response.end(hash.digest('hex')));
  } else request.pipe(response);
});

async function url() {
  const served = await serve({ protocol: httpProtocol(web) });
  const { port } = served.address as { readonly port: number };
  return { ...served, url: `http://127.0.0.1:${port}` };
}

describe('a server of node:http behind ours, for curl', () => {
  it('echoes megabytes', async () => {
    const { url: at, said } = await url();
    const bytes = randomBytes(8 * MIB);
    const { status, stdout } = await run('curl', ['-sS', '--data-binary', '@-', at], bytes);
    expect(status).toBe(0);
    expect(same(stdout, bytes)).toBe(true);
    expect(await said.one('disconnected')).toMatchObject({ howDied: 'peerClosed' });
  });

  it('takes a chunked upload', async () => {
    const { url: at } = await url();
    const bytes = randomBytes(4 * MIB);
    const { stdout } = await run('curl', ['-sS', '-T', '-', `${at}/digest`], bytes);
    expect(stdout.toString()).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('answers several requests on one connection', async () => {
    const { url: at, said } = await url();
    const { stdout } = await run('curl', ['-sS', '-d', 'hello', at, at, at]);
    expect(stdout.toString()).toBe('hellohellohello');
    await said.one('disconnected');
    expect(said.count('connected')).toBe(1);
  });
});
