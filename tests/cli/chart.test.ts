import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { aFolder } from '../support/folder';
import { runMain } from './support/runMain';

const drawn = (name: string) =>
  readFileSync(resolve(__dirname, '../../docs/charts', name), 'utf8').trimEnd();

function aProtocol(text: string): string {
  const file = join(aFolder(), 'protocol.cjs');
  writeFileSync(file, text);
  return file;
}

describe('xstate-net chart', () => {
  it('draws a protocol that ships', async () => {
    const { status, out, err } = await runMain('chart', 'echo');
    expect({ status, err }).toEqual({ status: 0, err: [] });
    expect(out.join('\n')).toBe(drawn('echo.svg'));
  });

  it.each(['connectedSocketAdapter', 'tcpServer', 'serverCore', 'singleServer'])(
    'draws %s as the docs show it',
    async (name) => {
      expect((await runMain('chart', name)).out.join('\n')).toBe(drawn(`${name}.svg`));
    },
  );

  it("writes Mermaid's language when asked to", async () => {
    const { out } = await runMain('chart', 'echo', '--mermaid');
    expect(out.join('\n')).toBe(drawn('echo.mmd'));
  });

  it('writes to a file, in the language of its ending', async () => {
    const folder = aFolder();
    const into = async (name: string, ...more: string[]) => {
      const file = join(folder, name);
      expect(await runMain('chart', 'echo', '-o', file, ...more)).toEqual({
        status: 0,
        out: [],
        err: [],
      });
      return readFileSync(file, 'utf8').trimEnd();
    };
    expect(await into('echo.svg')).toBe(drawn('echo.svg'));
    expect(await into('echo.mmd')).toBe(drawn('echo.mmd'));
    expect(await into('anyway.mmd', '--svg')).toBe(drawn('echo.svg'));
  });

  it('folds what is deeper than it is told', async () => {
    const { out } = await runMain('chart', 'connectedSocketAdapter', '--depth', '1');
    expect(out.join('\n')).toContain('>connected<');
    expect(out.join('\n')).not.toContain('>receiving<');
  });

  it('draws the chart of a file, and the one that a function returns', async () => {
    const machine = `require('xstate').createMachine({ id: 'mine', initial: 'here', states: { here: {} } })`;
    const file = aProtocol(
      `module.exports = ${machine.replace("'xstate'", JSON.stringify(require.resolve('xstate')))};`,
    );
    expect((await runMain('chart', file)).out.join('\n')).toContain('>mine<');
    const made = aProtocol(
      `module.exports = ({ peer }) => { if (peer !== '127.0.0.1') throw new Error('no'); return require(${JSON.stringify(file)}); };`,
    );
    expect((await runMain('chart', made)).out.join('\n')).toContain('>mine<');
  });

  it.each([
    ['nothing', ['frob'], 'XN_UNKNOWN_PROTOCOL'],
    ['a bad depth', ['echo', '--depth', '0'], 'XN_BAD_USAGE'],
    ['two languages', ['echo', '--svg', '--mermaid'], 'XN_BAD_USAGE'],
    ['a folder that is not there', ['echo', '-o', '/nowhere/at/all.svg'], 'XN_BAD_USAGE'],
  ])('says in one line what is wrong: %s', async (_, args, code) => {
    const { status, out, err } = await runMain('chart', ...args);
    expect({ status, out, lines: err.length }).toEqual({ status: 1, out: [], lines: 1 });
    expect(err[0]).toContain(`[${code}]`);
  });

  it('says what has no chart', async () => {
    const logic = aProtocol(
      'module.exports = { transition: (s) => s, getInitialSnapshot: () => ({ status: "active" }) };',
    );
    expect((await runMain('chart', logic)).err[0]).toMatch(/no statechart.*\[XN_NO_CHART\]/);
    const thrower = aProtocol('module.exports = () => { throw new Error("not today"); };');
    expect((await runMain('chart', thrower)).err[0]).toMatch(/not today.*\[XN_NO_CHART\]/);
  });
});
