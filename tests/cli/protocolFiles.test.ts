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

  it.each(['bad.cjs', 'bad.js', 'bad.mjs', 'bad.ts'])(
    'names the file and the line of a syntax error in %s',
    async (name) => {
      const file = aProject(name, `// One.\n// Two.\nconst three = = 3;\n`);
      const command = Command.run('serve', file);
      expect(await command.ended()).toEqual({ status: 1, signal: null });
      expect(command.stderr).toMatch(/^xstate-net: [^\n]*\[XN_PROTOCOL_FILE_FAILED\]\n$/);
      expect(command.stderr).toMatch(new RegExp(`could not be loaded: .*${name}(:3|\\(3,)`));
    },
  );

  it.each([
    ['promise.cjs', 'module.exports = Promise.resolve(5);', 'its default export is a promise'],
    ['nothing.cjs', 'throw null;', 'could not be loaded: null'],
    ['symbol.cjs', "throw Symbol('s');", 'could not be loaded: Symbol(s)'],
    ['bare.cjs', 'throw Object.create(null);', 'could not be loaded: something that cannot'],
    ['odd.cjs', "throw Object.assign(new Error(), { message: Symbol('m') });", 'loaded: Symbol(m)'],
    ['empty.ts', '', 'its default export'],
  ])('says in one line what is wrong with %s', async (name, text, words) => {
    const command = Command.run('serve', aProject(name, text), '--verbose');
    expect(await command.ended()).toEqual({ status: 1, signal: null });
    expect(command.stderr).toMatch(
      /^xstate-net: [^\n]*\[XN_(PROTOCOL_FILE_FAILED|NO_PROTOCOL_EXPORTED)\]\n/,
    );
    expect(command.stderr).toContain(words);
  });

  it('says that a directory is one', async () => {
    const command = Command.run('serve', './examples');
    expect(await command.ended()).toEqual({ status: 1, signal: null });
    expect(command.stderr).toBe(
      'xstate-net: ./examples is a directory; check the path [XN_PROTOCOL_FILE_FAILED]\n',
    );
  });

  it('says what TypeScript takes where nothing loads it', async () => {
    const file = aProject('chart.ts', `${imported}export default ${chart('TypeScript')}`);
    const hide = join(__dirname, 'support/hideTsNode.cjs');
    const args = ['--require', hide, compiledCommand(), 'serve', file];
    const command = new Command(process.execPath, args);
    expect(await command.ended()).toEqual({ status: 1, signal: null });
    expect(command.stderr).toBe(
      `xstate-net: ${file} is TypeScript, and nothing here can load it; npm install --save-dev tsx, or use Node 22.18 or later, or compile it and serve the JavaScript [XN_TS_NODE_MISSING]\n`,
    );
  });
});
