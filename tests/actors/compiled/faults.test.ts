import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import fc from 'fast-check';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import type * as CompileModule from '../../../actors/compiled/compile';
import { mutated } from '../../../simulation/mutations';
import type { Mutation } from '../../../simulation/mutations/mutation';
import { type Build, difference, observe, type Setting } from './bothWays';
import { buildMachine } from './buildMachine';
import { compiledMutations } from './deliberateFaults';
import { interpreted } from './logics';
import { machineSpec, script } from './randomMachine';

const ROOT = resolve(__dirname, '..', '..', '..');

/** The random charts that find a fault sooner or later. */
const samples = fc.sample(fc.tuple(machineSpec, script), { numRuns: 1_500, seed: 2 });

/** Compiles with one fault in one of the sources. */
function compileWith(mutation: Mutation): typeof CompileModule.compileUnchecked {
  const file = join(ROOT, mutation.file);
  const source = mutated(readFileSync(file, 'utf8'), mutation);
  const options = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 };
  const { outputText } = transpileModule(source, { compilerOptions: options });
  let compile: typeof CompileModule.compileUnchecked | undefined;
  jest.isolateModules(() => {
    // Its machines are recognised by the XState that made them.
    jest.doMock('xstate', () => xstate);
    jest.doMock(file, () => {
      const module = { exports: {} };
      const requireFrom = (id: string) =>
        require(id.startsWith('.') ? join(dirname(file), id) : id);
      new Function('require', 'module', 'exports', outputText)(requireFrom, module, module.exports);
      return module.exports;
    });
    compile = require('../../../actors/compiled/compile').compileUnchecked;
    jest.dontMock(file);
    jest.dontMock('xstate');
  });
  return compile as typeof CompileModule.compileUnchecked;
}

const xstate = jest.requireActual('xstate');

it.each(compiledMutations)('the random charts catch $name', (mutation) => {
  const compile = compileWith(mutation);
  const setting: Setting = { as: 'root', inspected: false };
  const caught = samples.find(([spec, steps]) => {
    const build: Build = (world) => ({ machine: buildMachine(spec, world), input: 1 });
    const expected = observe(build, steps, setting, interpreted);
    return difference(expected, observe(build, steps, setting, compile)) !== 'none';
  });
  expect(caught).toBeDefined();
});
