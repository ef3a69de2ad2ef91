import { reasonOf, stackInLines } from '../machines/kit/shown';
import { visible } from '../machines/kit/visible';

/** Node was told to write them to a file, which no terminal obeys. */
const redirected = (): boolean =>
  process.env.NODE_REDIRECT_WARNINGS !== undefined ||
  process.execArgv.some((word) => word.startsWith('--redirect-warnings'));

const isTraced = (): boolean => process.execArgv.includes('--trace-warnings');

/** A warning of the process as Node words it, on one line and harmless on a terminal. */
function describeWarning(warning: unknown, traced = isTraced()): string {
  const { name, code } = warning as { readonly name?: unknown; readonly code?: unknown };
  const what = traced ? stackInLines(warning) : `${visible(String(name))}: ${reasonOf(warning)}`;
  return `(node:${process.pid}) ${code === undefined ? '' : `[${visible(String(code))}] `}${what}`;
}

/**
 * Has warnings of the process written as errors are: a protocol's own may quote what a peer has sent, which
 * Node writes on the operator's terminal as it is. Whoever told Node to be silent, or to write them to a file,
 * is obeyed.
 */
export function tellWarnings(tell: (line: string) => void): void {
  if (process.listenerCount('warning') === 0 || redirected()) return;
  process.removeAllListeners('warning');
  process.on('warning', (warning) => tell(describeWarning(warning)));
}
