import { mkdirSync, readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { afterwards, leaveNothingBehind } from '../../../support/afterwards';
import { Client } from '../../../support/client';
import { aFolder } from '../../../support/folder';
import { listen } from '../../../support/listen';

leaveNothingBehind();

const modeAt = (path: string) => statSync(path).mode & 0o777;

describe('a unix socket with permissions', () => {
  it.each([
    [0o660, 0o660],
    ['600', 0o600],
    [0o777, 0o777],
    [0, 0],
  ])('given as %p has them when it is told of', async (mode, expected) => {
    const path = join(aFolder(), 'a.sock');
    const { address } = listen({ path, mode });
    await address();
    expect(modeAt(path)).toBe(expected);
  });

  it('is never seen with others, in its folder or below it, though the umask forbids nothing', async () => {
    const folder = aFolder();
    const path = join(folder, 'a.sock');
    const before = process.umask(0);
    afterwards(() => {
      process.umask(before);
    });
    const seen = new Set<number>();
    const look = () => {
      for (const name of readdirSync(folder, { withFileTypes: true })) {
        // A folder that is closed to others hides what is in it.
        if (!name.isDirectory()) seen.add(modeAt(join(folder, name.name)));
        else expect(modeAt(join(folder, name.name))).toBe(0o700);
      }
    };
    const watcher = watch(folder, () => {
      try {
        look();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    });
    afterwards(() => {
      watcher.close();
    });
    const { address } = listen({ path, mode: 0o600 });
    look();
    await address();
    look();
    expect([...seen]).toEqual([0o600]);
  });

  it('serves, leaves nothing else in its folder, and nothing at all when it ends', async () => {
    const folder = aFolder();
    const path = join(folder, 'a.sock');
    const { server, address, ended } = listen({ path, mode: 0o600 });
    const at = await address();
    expect(readdirSync(folder)).toEqual(['a.sock']);
    const client = await Client.to(at);
    client.end('hello');
    server.send({ type: 'control.shutdownMicroprocess' });
    expect(await ended()).toBeUndefined();
    await client.closed();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is not made where its path has no room for a folder beside it, and says so', async () => {
    const folder = aFolder();
    const deep = join(folder, 'x'.repeat(95 - folder.length));
    mkdirSync(deep);
    const { ended } = listen({ path: join(deep, 's'), mode: 0o600 });
    expect(await ended()).toMatchObject({
      code: 'XN_BAD_OPTION',
      message: expect.stringContaining('choose a shorter path'),
    });
    expect(readdirSync(deep)).toEqual([]);
  });
});
