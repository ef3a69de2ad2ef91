import type { AnyActorRef, AnyMachineSnapshot } from 'xstate';

/**
 * What was seen of a sample, in order. Nothing of it throws, whatever XState is installed: what a
 * listener or an observer throws, and an error that nobody observes, would end the process.
 */
export class Notes {
  readonly #steps: string[] = [];

  note(what: () => readonly unknown[]): void {
    this.#steps.push(written(what));
  }

  listenTo(actor: AnyActorRef): void {
    actor.on('*', (event) => this.note(() => ['emitted', event, actor.getSnapshot().context]));
    actor.subscribe({
      next: (snapshot: AnyMachineSnapshot) => this.note(() => ['next', snapshot.value]),
      complete: () => this.note(() => ['complete']),
      error: (error) => this.note(() => ['error', `${error}`]),
    });
  }

  /** The first thing that differs, if there is one. */
  partingFrom(expected: Notes): string | undefined {
    const length = Math.max(this.#steps.length, expected.#steps.length);
    for (let i = 0; i < length; i++) {
      const [wanted, found] = [expected.#steps[i], this.#steps[i]];
      if (wanted !== found) return `${found} instead of ${wanted}`;
    }
    return undefined;
  }
}

function written(what: () => readonly unknown[]): string {
  try {
    return JSON.stringify(what());
  } catch (error) {
    return `${error}`;
  }
}
