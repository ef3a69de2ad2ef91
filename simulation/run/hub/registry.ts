import type { AnyActorRef, AnyEventObject } from 'xstate';
import { handlersOf } from '../../../actors/handler/askClient';
import { handlerFor } from '../../../actors/server/talk';
import type { Connection } from '../connection';
import type { HubHome } from './home';
import type { Questions } from './questions';

/** What the handlers of a server have registered under: a key is one connection's, until that is gone. */
export class Registry {
  private readonly holders = new Map<string, Connection>();
  /** Whose registration has to be refused at once, or who has to be ended. */
  private due: { readonly connection: Connection; readonly is: 'refused' | 'replaced' } | undefined;
  /** Who was replaced. */
  private readonly replaced = new Set<Connection>();

  constructor(
    private readonly world: HubHome,
    private readonly questions: Questions,
  ) {}

  holderOf(key: string): Connection | undefined {
    return this.holders.get(key);
  }

  says(connection: Connection, { key, taken }: AnyEventObject): void {
    const other = this.holders.get(key);
    if (other === connection) return;
    if (other !== undefined && taken !== 'replace') {
      this.due = { connection, is: 'refused' };
      return;
    }
    this.holders.set(key, connection);
    if (other === undefined) return;
    this.replaced.add(other);
    this.due = { connection: other, is: 'replaced' };
  }

  isRefused(connection: Connection): void {
    if (this.due?.is !== 'refused' || this.due.connection !== connection) {
      this.fail(`${connection} is refused a key that is free`);
    }
    this.due = undefined;
  }

  gone(connection: Connection): void {
    for (const [key, holder] of this.holders) if (holder === connection) this.holders.delete(key);
    if (connection.model.howDied === 'replaced' && !this.replaced.has(connection)) {
      this.fail(`${connection} is replaced by nobody`);
    }
  }

  check(): void {
    const { due } = this;
    this.due = undefined;
    if (due === undefined) return;
    const { connection, is } = due;
    if (is === 'refused') this.fail(`${connection} is not told that its key is taken`);
    else if (connection.model.phase === 'connected' || connection.model.phase === 'finishing') {
      this.fail(`${connection} lives on, and its key is another's`);
    }
  }

  checkAtRest(root: AnyActorRef, keys: readonly string[]): void {
    for (const key of keys) {
      const holder = this.holders.get(key);
      const expected = holder?.handler.isRunning === true ? holder.handler.actor : undefined;
      if (handlerFor(root, key) !== expected)
        this.fail(`${key} does not find ${holder ?? 'nobody'}`);
    }
    for (const { info, handler, model } of this.world.connections.values()) {
      const expected = handler.isRunning && model.phase !== 'shutdown' ? handler.actor : undefined;
      if (handlerFor(root, info.id) !== expected)
        this.fail(`handler ${info.id} is not found, or found in vain`);
    }
    const directory = handlersOf(root)?.others.directory as unknown as
      | {
          readonly entries: ReadonlyMap<unknown, unknown>;
          readonly byKey: ReadonlyMap<string, unknown>;
        }
      | undefined;
    if (directory === undefined) return;
    if (directory.byKey.size !== this.holders.size) {
      this.fail(`${directory.byKey.size} keys are remembered, of ${this.holders.size}`);
    }
    const living = [...this.world.connections.values()].filter(
      ({ model }) => model.phase !== 'shutdown',
    );
    if (directory.entries.size > living.length) {
      this.fail(`${directory.entries.size} are remembered, and ${living.length} live`);
    }
    for (const connection of living) {
      if (this.questions.openOf(connection) > 0 && directory.entries.size === 0) {
        this.fail(`the questions of ${connection} are not remembered`);
      }
    }
  }

  private fail(what: string): void {
    this.world.fail('directory', what);
  }
}
