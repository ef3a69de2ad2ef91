import type { DeadConnection } from '../messages';

/** Connections that are remembered when they have gone. */
const MOST = 200;

/** Of those that have gone since the last telling, so many are told one by one. */
const TOLD = 50;

/** The recently dead. */
export class Dead {
  private readonly kept: DeadConnection[] = [];
  private untold: DeadConnection[] = [];
  private notShown = 0;

  add(dead: DeadConnection): void {
    this.kept.push(dead);
    if (this.kept.length > MOST) this.kept.shift();
    if (this.untold.length < TOLD) this.untold.push(dead);
    else this.notShown += 1;
  }

  /** All that are remembered, the oldest first. */
  list(): readonly DeadConnection[] {
    return [...this.kept];
  }

  /** Those since the last time, if there are any. */
  take():
    | { readonly connections: readonly DeadConnection[]; readonly notShown: number }
    | undefined {
    const { untold: connections, notShown } = this;
    if (connections.length === 0) return undefined;
    this.untold = [];
    this.notShown = 0;
    return { connections, notShown };
  }
}
