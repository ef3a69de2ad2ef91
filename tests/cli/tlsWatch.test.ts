import { renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tlsFiles, tlsOptions } from '../../cli/flags/tlsFlags';
import { selfSigned } from '../../index';
import { leaveNothingBehind } from '../support/afterwards';
import { aFolder } from '../support/folder';
import { sClient } from '../support/openssl';
import { tlsClient } from '../support/tlsClient';
import { until } from '../support/until';
import { Command } from './support/command';

leaveNothingBehind();

/** A folder with a key and its certificate, which can be replaced. */
class Files {
  readonly folder = aFolder();
  readonly key = join(this.folder, 'key.pem');
  readonly cert = join(this.folder, 'cert.pem');

  constructor(name: string) {
    this.write(name);
  }

  write(name: string): void {
    const { key, cert } = selfSigned(name);
    writeFileSync(this.key, key);
    writeFileSync(this.cert, cert);
  }

  /** Each file is whole before it takes the place of the former one. */
  renameInto(name: string): void {
    const { key, cert } = selfSigned(name);
    for (const [file, text] of [
      [this.key, key],
      [this.cert, cert],
    ] as const) {
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
    }
  }
}

const serve = ({ key, cert }: Pick<Files, 'key' | 'cert'>) =>
  Command.serve('--tls-key', key, '--tls-cert', cert, '--tls-watch');

const says = (command: Command, what: RegExp, count = 1) =>
  until(`${what} in ${command.stderr}`, () => command.stderr.split(what).length > count, 20_000);

/** Whose certificate `openssl s_client` is shown. */
async function shown(command: Command): Promise<string> {
  const client = sClient(command.address);
  await client.prints(/Verif(y|ication)/);
  client.endInput();
  return /subject=.*/.exec(await client.ended())?.[0] ?? 'none';
}

const IN_USE = /are in use from now on/;

describe('xstate-net serve --tls-watch', () => {
  it('shows the certificate that was renamed into place, and live connections go on', async () => {
    const files = new Files('before.example');
    const command = await serve(files);
    expect(await shown(command)).toContain('before.example');
    const client = await tlsClient(command.address);
    files.renameInto('after.example');
    await says(command, IN_USE);
    expect(await shown(command)).toContain('after.example');
    await client.send('hello').gets(5);
  });

  it('keeps what it has while a file is half written, says so, and takes it when it is whole', async () => {
    const files = new Files('before.example');
    const command = await serve(files);
    const { key, cert } = selfSigned('after.example');
    writeFileSync(files.cert, cert.slice(0, 200));
    await says(command, /what was there is kept.*tls\.cert/);
    expect(await shown(command)).toContain('before.example');
    writeFileSync(files.key, key);
    writeFileSync(files.cert, cert);
    await says(command, IN_USE);
    expect(await shown(command)).toContain('after.example');
  });

  it('follows a link that is set anew, as Kubernetes sets those of its secrets', async () => {
    const [before, after] = [new Files('before.example'), new Files('after.example')];
    const folder = aFolder();
    const data = join(folder, '..data');
    symlinkSync(before.folder, data);
    const files = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') };
    symlinkSync(join(data, 'key.pem'), files.key);
    symlinkSync(join(data, 'cert.pem'), files.cert);
    const command = await serve(files);
    symlinkSync(after.folder, `${data}.new`);
    renameSync(`${data}.new`, data);
    await says(command, IN_USE);
    expect(await shown(command)).toContain('after.example');
  });

  it('fails no handshake while certificates change', async () => {
    const files = new Files('0.example');
    const command = await serve(files);
    let isChanging = true;
    let secured = 0;
    const knocking = (async () => {
      while (isChanging) {
        const client = await tlsClient(command.address);
        await client.send('x').gets(1);
        client.end();
        await client.ended();
        secured += 1;
      }
    })();
    for (const round of [1, 2, 3]) {
      files.renameInto(`${round}.example`);
      await says(command, IN_USE, round);
    }
    isChanging = false;
    await knocking;
    expect(secured).toBeGreaterThan(3);
    expect(command.stdout).not.toContain('handshakeFailed');
    expect(await shown(command)).toContain('3.example');
  });
});

describe('the flag --tls-watch', () => {
  it('is for files, all those that are given', () => {
    expect(tlsFiles({ tlsKey: 'a', tlsCert: 'b' })).toEqual([]);
    expect(tlsFiles({ tlsKey: 'a', tlsCert: 'b', tlsCa: 'c', tlsWatch: true })).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(() => tlsOptions({ tlsSelfSigned: true, tlsWatch: true })).toThrow(/watches files/);
    expect(() => tlsOptions({ tlsWatch: true })).toThrow(/--tls-watch is for a server/);
  });
});
