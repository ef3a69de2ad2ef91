import { createRequire } from 'node:module';
import { XstateNetError } from '../../../machines/kit/errors';

const load = createRequire(__filename);

/** A package that is installed beside this one, or `XN_LIBRARY_MISSING`. */
export function library<T>(name: string, who: string): T {
  try {
    return load(name) as T;
  } catch (cause) {
    throw new XstateNetError(
      'XN_LIBRARY_MISSING',
      `${who} needs the package ${name}; install it with npm install ${name}`,
      cause,
    );
  }
}
