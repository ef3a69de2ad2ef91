import type { AnyActorRef } from 'xstate';
import { Charts } from '../charts/register';
import { nextTurn } from '../look/slices';
import type { Look } from './look';

/** What a look is made of, a few files each. */
const PARTS: readonly (() => Promise<unknown>)[] = [
  () => import('../life/tape'),
  () => import('../life/lifeWatch'),
  () => import('../life/lives'),
  () => import('../stately/feed'),
  () => import('../look/serverWatch'),
];

/** Keeps a {@link Look} for as long as anybody needs it, and no longer. */
export class Lookout {
  private look: Promise<Look> | undefined;
  private users = 0;
  /** Outlives those who look, so that a chart goes by the same name for all of them. */
  private readonly charts = new Charts();

  constructor(private readonly root: AnyActorRef) {}

  /** Looks, until `leave` is called: as often as this, but for when it could not be done, which is tried anew. */
  async enter(): Promise<Look> {
    this.users += 1;
    this.look ??= this.make();
    const { look } = this;
    try {
      return await look;
    } catch (error) {
      this.users -= 1;
      if (this.look === look) this.look = undefined;
      throw error;
    }
  }

  protected async make(): Promise<Look> {
    // Modules are compiled as they are loaded: all at once would hold the event loop for too long.
    for (const load of PARTS) {
      await load();
      await nextTurn();
    }
    const { Look: Made } = await import('./look');
    await nextTurn();
    return new Made(this.root, this.charts);
  }

  async leave(): Promise<void> {
    this.users -= 1;
    if (this.users > 0 || this.look === undefined) return;
    const { look } = this;
    this.look = undefined;
    (await look).stop();
  }

  /** Looks for as long as an answer takes. */
  async during<T>(answer: (look: Look) => T | Promise<T>): Promise<T> {
    const look = await this.enter();
    try {
      return await answer(look);
    } finally {
      await this.leave();
    }
  }
}
