import { XstateNetError } from '../../index';
import { reasonOf } from '../../machines/kit/shown';

/** What was thrown in nobody's name, and how to hear no more of it. */
export interface Outside {
  /** Rejected with the first of it. */
  readonly thrown: Promise<never>;
  end(): void;
}

/**
 * Hears what a protocol throws outside of its handlers, where nothing contains it: in a timer, or by a promise
 * that nobody waits for. Node would write it on the operator's terminal as it is and end the process, with
 * the server's unix socket left behind.
 */
export function hearOutside(title: string): Outside {
  let hear: ((cause: unknown) => void) | undefined;
  const thrown = new Promise<never>((_, reject) => {
    hear = (cause) =>
      reject(
        new XstateNetError(
          'XN_PROTOCOL_FILE_FAILED',
          `${title} threw outside of its handlers, in a timer or a promise of its own (${reasonOf(cause)}), and the server has ended; catch it there, or invoke a fromPromise`,
          cause,
        ),
      );
  });
  // Nobody may be waiting any more.
  thrown.catch(() => {});
  const listener = (cause: unknown): void => hear?.(cause);
  process.on('uncaughtException', listener);
  return { thrown, end: () => process.off('uncaughtException', listener) };
}
