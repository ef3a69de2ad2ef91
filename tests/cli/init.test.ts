import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { packageVersion } from '../../actors/kit/version';
import { init } from '../../cli/init';
import { outputTo } from '../../cli/output';
import { aFolder } from '../support/folder';

const nowhere = () => outputTo(new PassThrough(), new PassThrough());

describe('init', () => {
  it('writes a project into a folder that is not there yet, under its name', () => {
    const folder = join(aFolder(), 'some', 'game-2');
    expect(init(folder, {}, nowhere())).toBe(0);
    expect(readdirSync(folder).sort()).toEqual([
      '.gitignore',
      'README.md',
      'package.json',
      'protocol.test.ts',
      'protocol.ts',
      'server.ts',
      'tsconfig.json',
    ]);
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).toMatchObject({
      name: 'game-2',
      private: true,
    });
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain('# game-2');
  });

  it('depends on its own version of this package, or on what it is told', () => {
    const folder = aFolder();
    const tarball = join(folder, 'xstate-net.tgz');
    writeFileSync(tarball, '');
    const cases = [
      [undefined, `^${packageVersion()}`],
      ['next', 'next'],
      [tarball, `file:${tarball}`],
    ] as const;
    for (const [spec, expected] of cases) {
      const project = join(folder, `for-${expected.length}`);
      init(project, spec === undefined ? {} : { package: spec }, nowhere());
      const { dependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
      expect(dependencies['xstate-net']).toBe(expected);
    }
  });

  it('writes nothing over: a folder that holds something is refused, and left as it is', () => {
    const folder = join(aFolder(), 'game');
    mkdirSync(folder);
    writeFileSync(join(folder, 'mine.txt'), 'mine');
    expect(() => init(folder, {}, nowhere())).toThrow(/is not empty/);
    expect(readdirSync(folder)).toEqual(['mine.txt']);
  });

  it.each(['Game', 'my game', '.hidden', 'ümlaut', 'a'.repeat(300)])(
    'refuses %j, which is no name for a package',
    (name) => {
      const folder = join(aFolder(), name);
      expect(() => init(folder, {}, nowhere())).toThrow(/no name for a package/);
      expect(existsSync(folder)).toBe(false);
    },
  );

  it('says what to do where nothing can be written', () => {
    const file = join(aFolder(), 'file');
    writeFileSync(file, '');
    expect(() => init(join(file, 'game'), {}, nowhere())).toThrow(
      expect.objectContaining({
        code: 'XN_OUTPUT_FAILED',
        message: expect.stringMatching(/choose a place/),
      }),
    );
  });
});
