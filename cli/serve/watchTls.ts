import type { AnyActorRef } from 'xstate';
import { reasonOf } from '../../machines/kit/shown';
import type { Output } from '../output';
import { type FileWatch, watchFiles } from './watchFiles';

/** Has a server read its keys and certificates anew whenever their files are others. */
export function watchTls(
  files: readonly string[],
  serverOf: () => AnyActorRef | undefined,
  output: Pick<Output, 'err'>,
): FileWatch {
  const names = files.join(', ');
  const reload = (): void => {
    const server = serverOf();
    if (server === undefined) return;
    let isWrong = false;
    const errors = server.on('error', ({ error }) => {
      isWrong = true;
      output.err(
        `xstate-net: --tls-watch: what was there is kept, and ${names} are looked at again when they change: ${reasonOf(error)}`,
      );
    });
    server.send({ type: 'control.reloadTls' });
    errors.unsubscribe();
    if (!isWrong) output.err(`xstate-net: --tls-watch: ${names} are in use from now on`);
  };
  return watchFiles(files, reload, (error) =>
    output.err(`xstate-net: --tls-watch: ${names} are watched no more: ${reasonOf(error)}`),
  );
}
