import { XstateNetError } from '../../machines/kit/errors';

/** What of a machine persists its actors, and makes them out of what was persisted. */
interface Persistence {
  readonly id: string;
  getPersistedSnapshot(snapshot: unknown, options?: unknown): unknown;
  restoreSnapshot(snapshot: unknown, scope: unknown): unknown;
  start(snapshot: object, scope: unknown): void;
  provide(implementations: unknown): Persistence;
}

/** What a restored actor has in place of a snapshot until it is started. */
const nothingRestored = () => ({
  status: 'active',
  output: undefined,
  error: undefined,
  context: {},
  children: {},
});

/**
 * The same machine, whose actors refuse to be persisted, and to run when they are made out of a snapshot
 * of any origin: sockets live in this process only, and what is restored would say that it listens and
 * hear nothing. The refusal comes before XState looks at the context, which holds statecharts and
 * transports: those are cyclic, and it would overflow the stack.
 */
export function unpersistable<TMachine extends object>(machine: TMachine): TMachine {
  const given = machine as TMachine & Persistence;
  const restored = new WeakSet<object>();
  const own: Omit<Persistence, 'id'> = {
    getPersistedSnapshot() {
      throw new XstateNetError(
        'XN_NOT_PERSISTABLE',
        `${given.id} cannot be persisted, because its sockets cannot: before getPersistedSnapshot(), ` +
          'leave the state that invokes it, or stop it with stopChild if it was spawned; after restoring, ' +
          'start a new one with the same input',
      );
    },
    // One that threw would not be heard: XState starts no child that has failed, and tells no parent.
    restoreSnapshot() {
      const snapshot = nothingRestored();
      restored.add(snapshot);
      return snapshot;
    },
    start(snapshot, scope) {
      if (restored.has(snapshot)) {
        throw new XstateNetError(
          'XN_NOT_PERSISTABLE',
          `${given.id} cannot be restored from a snapshot, because its sockets cannot: ` +
            'start a new one with the same input, and persist your machine while it has none',
        );
      }
      given.start(snapshot, scope);
    },
    provide: (implementations) => unpersistable(given.provide(implementations)),
  };
  return Object.assign(Object.create(given), own);
}
