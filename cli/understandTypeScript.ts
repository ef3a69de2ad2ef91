import { dirname } from 'node:path';
import { XstateNetError } from '../index';

/** Where ts-node notes that it is at work. */
const TS_NODE = Symbol.for('ts-node.register.instance');

/** From 22.18 on, Node strips types itself. */
const NODE_DOES_IT = Boolean((process.features as { typescript?: unknown }).typescript);

/** Complaints about how modules are found, which is the business of whoever checks types. */
const ABOUT_MODULE_RESOLUTION = [5071, 5095, 5098, 5107, 5109, 5110];

/**
 * A protocol file is loaded by `require`, whatever its project compiles to, and is not type-checked:
 * that takes seconds and is the project's own affair.
 */
const OPTIONS = {
  transpileOnly: true,
  moduleTypes: { '**/*': 'cjs' },
  compilerOptions: { module: 'commonjs', moduleResolution: 'bundler' },
  ignoreDiagnostics: ABOUT_MODULE_RESOLUTION,
} as const;

/** Makes `require` understand TypeScript, by the ts-node of the file's project or, failing that, of ours. */
export function understandTypeScript(file: string): void {
  if (TS_NODE in process) return;
  const seenFrom = [dirname(file), process.cwd(), __dirname];
  try {
    const { register } = require(require.resolve('ts-node', { paths: seenFrom })) as {
      register(options: typeof OPTIONS): unknown;
    };
    register(OPTIONS);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    if (NODE_DOES_IT) return;
    throw new XstateNetError(
      'XN_TS_NODE_MISSING',
      `${file} is TypeScript, which takes ts-node to load; npm install --save-dev ts-node typescript, or compile it and serve the JavaScript`,
      error,
    );
  }
}
