import type { AnyActorRef } from 'xstate';
import type { CsaMessage } from '../../machines/connection/csaMessages';
import type { World } from './world';

/** What a handler in the app's place would hear. */
const AS_A_HANDLER: Readonly<Record<string, string>> = {
  outbox: 'inbox',
  'signal.producerFinished': 'control.producerFinished',
  'signal.serverShutdown': 'control.serverShutdown',
  'signal.shutdownCSA': 'control.socketShutdown',
};

/** Echoes, in the app's own name, for a connection without a handler. */
export function echoOf(world: World, id: number, csa: AnyActorRef): void {
  const { handler } = world.connections.get(id) ?? {};
  csa.on('*', (message) => {
    const said = message as CsaMessage;
    const heard = AS_A_HANDLER[said.type];
    if (heard !== undefined) handler?.receive({ ...said, type: heard });
    if (said.type === 'outbox') {
      handler?.says(said);
      csa.send({ type: 'inbox', data: said.data });
    } else if (said.type === 'signal.producerFinished' || said.type === 'signal.serverShutdown') {
      csa.send({ type: 'control.producerFinished' });
    }
  });
}
