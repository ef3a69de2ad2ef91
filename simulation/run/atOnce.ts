import type { World } from './world';

/** What is held for a client is given back as soon as it is known that none will come. */
export function checkIsGivenBack({ life, single, fail }: World): void {
  if (life.mode !== 'closing' || single === undefined || single.heldBytes === 0) return;
  fail('held', `${single.heldBytes} bytes are held while the server closes`);
}

/** An abort acts in every state, and at once: nobody flows, finishes or is waited for any more. */
export function checkIsAborted(world: World): void {
  for (const connection of world.connections.values()) {
    const { csa, model } = connection;
    if (csa === undefined || model.phase === 'aborting' || model.phase === 'shutdown') continue;
    world.fail('limits', `${connection} is ${model.phase} after the server was aborted`);
  }
}
