import { tcpTransport } from '../../../../../actors/transport/tcp/tcpTransport';
import type { Listening } from '../../../../../actors/transport/transport';
import { resolveServerOptions } from '../../../../../machines/options/resolveOptions';

const tell = (word: string) => process.send?.(word);

let last: Listening | undefined;

/** A process that listens on each path that it is told, in place of the last, and says what came of it. */
process.on('message', (path: string) => {
  last?.close();
  last = tcpTransport().listen(
    { port: undefined, options: resolveServerOptions({ path }) },
    {
      listening: () => tell('listening'),
      connection: (socket) => socket.destroy(),
      failed: ({ code }) => tell(code),
      error: ({ code }) => tell(code),
      closed: () => {},
    },
  );
});

tell('ready');
