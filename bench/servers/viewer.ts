/**
 * Somebody who has the inspector's page open and watches one connection, the next one whenever that has
 * ended; for what being looked at costs a server. Its argument is the URL that the page's program prints;
 * it goes when whoever started it does.
 */

import { request } from 'node:http';
import { createInterface } from 'node:readline';

const url = new URL(process.argv[2] ?? '');
const { hostname: host, port } = url;

/** What the stream says, as far as it decides what is watched. */
interface Told {
  readonly type: string;
  readonly viewer?: string;
  readonly servers?: readonly { readonly server: string }[];
  readonly records?: readonly { readonly type: string }[];
}

function enter(): Promise<string> {
  return new Promise((resolve, reject) => {
    const entering = request(url, ({ headers }) =>
      resolve(headers['set-cookie']?.[0]?.split(';')[0] ?? ''),
    );
    entering.on('error', reject);
    entering.end();
  });
}

async function look(): Promise<void> {
  const cookie = await enter();
  let viewer: string | undefined;
  let server: string | undefined;
  const watchNext = () => {
    const headers = { cookie, 'content-type': 'application/json' };
    const wish = request({ host, port, path: '/api/watch', method: 'POST', headers }, (answer) =>
      answer.resume(),
    );
    wish.end(JSON.stringify({ viewer, next: server }));
  };
  const hear = (told: Told) => {
    const knew = viewer !== undefined && server !== undefined;
    viewer ??= told.viewer;
    server ??= told.servers?.[0]?.server;
    const knows = viewer !== undefined && server !== undefined;
    const hasEnded = told.records?.some(({ type }) => type === 'end') === true;
    if (knows && (!knew || hasEnded)) watchNext();
  };
  const stream = request({ host, port, path: '/api/stream', headers: { cookie } }, (answer) => {
    createInterface({ input: answer }).on('line', (line) => {
      if (line !== '') hear(JSON.parse(line.slice('data: '.length)));
    });
  });
  stream.on('error', () => process.exit());
  stream.end();
}

process.stdin.on('end', () => process.exit()).resume();
void look();
