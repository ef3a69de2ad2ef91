import type { AnyActorRef } from 'xstate';
import { Charts } from '../charts/register';
import type { Look } from '../look/look';

/** Keeps a {@link Look} for as long as anybody needs it, and no longer. */
export class Lookout {
  private look: Promise<Look> | undefined;
  private users = 0;
  /** Outlives those who look, so that a chart goes by the same name for all of them. */
  private readonly charts = new Charts();

  constructor(private readonly root: AnyActorRef) {}

  /** Looks, until `leave` is called: as often as this. */
  enter(): Promise<Look> {
    this.users += 1;
    this.look ??= import('../look/look').then(({ Look: Made }) => new Made(this.root, this.charts));
    return this.look;
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
    try {
      return await answer(await this.enter());
    } finally {
      await this.leave();
    }
  }
}
