import type { Writable } from 'node:stream';

/** What holds back what is written until the turn of the event loop is over. */
export interface Turn {
  /** From now to the end of the turn nothing is handed to the system. */
  begin(): void;
  /** Hands over what there is, at once: for a process that ends before its turn. */
  end(): void;
}

/**
 * Has all that is written to a stream in one turn of the event loop handed over in one system call: a log
 * has two lines for each connection, and a call for each of them costs as much as serving a request.
 */
export function inOneGo(stream: Writable): Turn {
  let due: NodeJS.Immediate | undefined;
  const end = (): void => {
    if (due === undefined) return;
    clearImmediate(due);
    due = undefined;
    stream.uncork();
  };
  return {
    begin: () => {
      if (due !== undefined) return;
      stream.cork();
      due = setImmediate(end);
    },
    end,
  };
}
