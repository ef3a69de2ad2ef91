import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leaveNothingBehind } from '../support/afterwards';
import { aFolder } from '../support/folder';
import { Command } from './support/command';
import { compiledCommand, ROOT } from './support/compiled';
import { exchange } from './support/exchange';

leaveNothingBehind();

/** A project with the package's dependencies, and one file. */
function aProject(name: string, text: string): string {
  const folder = aFolder();
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(ROOT, 'node_modules/xstate'), join(folder, 'node_modules/xstate'));
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** A chart that says one word and finishes, written with nothing but XState. */
const chart = (word: string) => `createMachine({
  initial: 'connected',
  states: {
    connected: { entry: emit({ type: 'outbox', data: Buffer.from('${word}') }), always: 'shutdown' },
    shutdown: { type: 'final' },
  },
})`;

const imported = "import { createMachine, emit } from 'xstate';\n";
const required = "const { createMachine, emit } = require('xstate');\n";

describe('xstate-net serve <file>', () => {
  it.each([
    ['chart.mjs', `${imported}export default ${chart('an ES module')}`, 'an ES module'],
    ['chart.cjs', `${required}module.exports = ${chart('CommonJS')}`, 'CommonJS'],
    ['chart.js', `${required}exports.default = ${chart('a default')}`, 'a default'],
    [
      'chart.ts',
      `${imported}const word: string = 'ts';\nexport default ${chart('TypeScript')}`,
      'TypeScript',
    ],
    [
      'function.mjs',
      `${imported}const one = ${chart('one')}, two = ${chart('two')};\nexport default ({ id }) => (id === 1 ? one : two);`,
      'one',
    ],
  ])('serves what %s exports', async (name, text, answer) => {
    const file = aProject(name, text);
    const command = await Command.serve(file);
    expect(command.address).toMatchObject({ protocol: file });
    expect((await exchange(command.address, '')).toString()).toBe(answer);
  });

  it('says so when an ES module awaits at its top level, which require does not take', async () => {
    const file = aProject('waits.mjs', 'await 1;\nexport default 5;');
    const command = Command.run('serve', file);
    expect(await command.ended()).toEqual({ status: 1, signal: null });
    expect(command.stderr).toBe(
      `xstate-net: ${file} could not be loaded: it awaits at its top level; move that into a function [XN_PROTOCOL_FILE_FAILED]\n`,
    );
  });

  it('tells of a handler that throws, and serves the others', async () => {
    const file = aProject(
      'every-third.cjs',
      `${required}const chart = ${chart('fine')};
       module.exports = ({ id }) => { if (id % 3 === 0) throw new Error('a third'); return chart; };`,
    );
    const command = await Command.serve(file);
    const answers: string[] = [];
    for (let i = 1; i <= 4; i += 1) {
      const answer = exchange(command.address, '').then(String, () => 'reset');
      answers.push(await answer);
    }
    expect(answers).toEqual(['fine', 'fine', 'reset', 'fine']);
    const [told] = await command.logged('handlerError');
    expect(told).toMatchObject({ id: 3, error: { code: 'XN_HANDLER_FAILED' } });
  });

  it('says what TypeScript takes where there is no ts-node', async () => {
    const file = aProject('chart.ts', `${imported}export default ${chart('TypeScript')}`);
    const hide = join(__dirname, 'support/hideTsNode.cjs');
    const args = ['--require', hide, compiledCommand(), 'serve', file];
    const command = new Command(process.execPath, args);
    expect(await command.ended()).toEqual({ status: 1, signal: null });
    expect(command.stderr).toBe(
      `xstate-net: ${file} is TypeScript, which takes ts-node to load; npm install --save-dev ts-node typescript, or compile it and serve the JavaScript [XN_TS_NODE_MISSING]\n`,
    );
  });
});
