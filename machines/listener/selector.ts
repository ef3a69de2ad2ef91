import type { ActorLogic, Snapshot } from 'xstate';
import type { SelectorNotification } from '../connection/csaMessages';

/**
 * What the selector receives.
 *
 * - `notify.newReader`, `notify.removeReader`: bytes are wanted from a socket, or no longer.
 * - `notify.newWriter`, `notify.removeWriter`: a socket's buffer is waited on, or no longer.
 * - `notify.newServer`: a server uses the service. `control.shutdown`: that server is gone.
 */
export type SelectorEvent =
  | SelectorNotification
  | { readonly type: 'notify.newServer'; readonly server: string }
  | { readonly type: 'control.shutdown'; readonly server: string };

/** Which sockets live, and in what they are interested. */
export interface SelectorContext {
  /** Descriptors of sockets from which bytes are wanted. */
  readonly readers: ReadonlySet<number>;
  /** Descriptors of sockets whose unsent bytes are waited on. */
  readonly writers: ReadonlySet<number>;
  /** The servers that use this selector, by session id. */
  readonly servers: ReadonlySet<string>;
}

export type SelectorSnapshot = Snapshot<undefined> & { readonly context: SelectorContext };

/** What a selector is made from. */
export type SelectorLogic = ActorLogic<SelectorSnapshot, SelectorEvent, undefined>;

/** Shown by inspectors and `JSON.stringify`: counts rather than ten thousand numbers. */
class Interest implements SelectorContext {
  readonly readers = new Set<number>();
  readonly writers = new Set<number>();
  readonly servers = new Set<string>();

  toJSON(): { readers: number; writers: number; servers: number } {
    return {
      readers: this.readers.size,
      writers: this.writers.size,
      servers: this.servers.size,
    };
  }
}

interface Active {
  readonly status: 'active';
  readonly output: undefined;
  readonly error: undefined;
  readonly context: Interest;
}

const isActive = (snapshot: SelectorSnapshot): snapshot is Active =>
  snapshot.status === 'active' && snapshot.context instanceof Interest;

/** The service has no more users once the last server has said `control.shutdown`. */
function leave(snapshot: Active, server: string): SelectorSnapshot {
  snapshot.context.servers.delete(server);
  if (snapshot.context.servers.size > 0) return snapshot;
  return { status: 'done', output: undefined, error: undefined, context: snapshot.context };
}

/**
 * The selector (Kamaelia's Selector component). Node's event loop does the waiting, so nothing is
 * polled here: this is the one place that knows which sockets live, and after a drain it holds
 * nothing. Its sets are changed in place: copying them would make each connection cost as much as
 * there are connections.
 */
export const selector: SelectorLogic = {
  getInitialSnapshot: () => ({
    status: 'active',
    output: undefined,
    error: undefined,
    context: new Interest(),
  }),
  transition: (snapshot, event) => {
    if (!isActive(snapshot)) return snapshot;
    const { readers, writers, servers } = snapshot.context;
    switch (event.type) {
      case 'notify.newReader':
        readers.add(event.descriptor);
        return snapshot;
      case 'notify.removeReader':
        readers.delete(event.descriptor);
        return snapshot;
      case 'notify.newWriter':
        writers.add(event.descriptor);
        return snapshot;
      case 'notify.removeWriter':
        writers.delete(event.descriptor);
        return snapshot;
      case 'notify.newServer':
        servers.add(event.server);
        return snapshot;
      case 'control.shutdown':
        return leave(snapshot, event.server);
      default:
        return snapshot;
    }
  },
  getPersistedSnapshot: (snapshot) => snapshot,
};
