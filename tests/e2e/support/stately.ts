import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** A key and a certificate that nobody has signed. */
function certificate(): { readonly key: Buffer; readonly cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'xstate-net-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
    const named = ['-subj', '/CN=stately.ai', '-keyout', key, '-out', cert];
    execFileSync('openssl', [...made, ...named], { stdio: 'ignore' });
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function bundle(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, 'statelyStandIn.cjs')],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
  });
  return outputFiles[0]?.text ?? '';
}

/** Serves the stand-in for Stately's page, where `/inspect` leads to the page as theirs does. */
export class StatelyStandIn {
  private readonly script = bundle();
  private readonly server: Server;

  constructor() {
    this.server = createServer(certificate(), ({ url }, response) => {
      if (url === '/inspect') {
        response.writeHead(307, { location: '/registry/inspect' });
        response.end();
      } else if (url === '/registry/inspect') {
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
        response.end(`<!doctype html><title>Stately</title><script>${this.script}</script>`);
      } else {
        response.writeHead(404);
        response.end();
      }
    });
  }

  /** Listens; what a browser is to be started with, so that it takes this for stately.ai. */
  async flags(): Promise<readonly string[]> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = this.server.address() as AddressInfo;
    return [
      `--host-resolver-rules=MAP stately.ai:443 127.0.0.1:${port}`,
      '--ignore-certificate-errors',
    ];
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}
