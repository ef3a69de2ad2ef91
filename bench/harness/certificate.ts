/** The key and the certificate that every secured server of a run has. */

import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { selfSigned } from '../../index';
import { CACHE } from './paths';

export interface CertificateFiles {
  readonly key: string;
  readonly cert: string;
}

/** It is valid for thirty days; one that is older than a day is made anew. */
const OLD_MS = 86_400_000;

export function certificateFiles(folder = join(CACHE, 'tls')): CertificateFiles {
  const files = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') };
  const isFresh = Object.values(files).every(
    (file) => existsSync(file) && Date.now() - statSync(file).mtimeMs < OLD_MS,
  );
  if (isFresh) return files;
  const { key, cert } = selfSigned('localhost', '127.0.0.1');
  mkdirSync(folder, { recursive: true });
  rmSync(files.key, { force: true });
  writeFileSync(files.key, key, { mode: 0o600 });
  writeFileSync(files.cert, cert);
  return files;
}
