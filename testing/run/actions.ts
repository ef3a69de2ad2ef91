import type { AnyEventObject } from 'xstate';
import type { Action, Tell } from '../script/actions';
import { clientTlsOf, tlsOf } from './certificates';
import type { PreparedStep } from './prepare';
import type { Scene } from './scene';
import type { ClientWitness } from './scriptClient';
import { ScriptClient } from './scriptClient';
import type { Rest } from './scriptNetwork';

/**
 * Does what a step says. Most of it is done at once; only `advance` takes its time, and says whether
 * all came to rest.
 */
export function perform(
  action: Action,
  prepared: PreparedStep,
  scene: Scene,
  witness: ClientWitness,
): Promise<Rest> | undefined {
  const { network } = scene;
  switch (action.do) {
    case 'connect': {
      const client = new ScriptClient(action.client, witness);
      scene.clients.set(action.client, client);
      witness(action.client, 'connects');
      network.connect(client, action.tls === undefined ? undefined : clientTlsOf(action.tls));
      if (action.reading === false) client.pauseReading();
      return undefined;
    }
    case 'secure':
      scene.client(action.client).secure(clientTlsOf(action.tls ?? true));
      return undefined;
    case 'send': {
      const client = scene.client(action.client);
      const bytes = prepared.bytes ?? new Uint8Array(0);
      for (let sent = 0; sent < (action.times ?? 1); sent++) client.send(bytes);
      return undefined;
    }
    case 'end':
      scene.client(action.client).end();
      return undefined;
    case 'close':
      scene.client(action.client).close();
      return undefined;
    case 'reset':
      scene.client(action.client).reset();
      return undefined;
    case 'vanish':
      scene.client(action.client).vanish();
      return undefined;
    case 'pauseReading':
      scene.client(action.client).pauseReading();
      return undefined;
    case 'resumeReading':
      scene.client(action.client).resumeReading();
      return undefined;
    case 'tell':
      tell(action, prepared, scene);
      return undefined;
    case 'advance':
      return network.advance(action.milliseconds);
    case 'faults':
      if (action.client === undefined) network.setFaults(action.faults);
      else scene.client(action.client).setFaults(action.faults);
      return undefined;
    case 'clearFaults':
      if (action.client === undefined) network.setFaults(undefined);
      else scene.client(action.client).setFaults(undefined);
      return undefined;
    case 'suspend': {
      const { mode } = action;
      scene.server.send({ type: 'control.suspend', ...(mode === undefined ? {} : { mode }) });
      return undefined;
    }
    case 'resume':
      scene.server.send({ type: 'control.resume' });
      return undefined;
    case 'setLimits':
      scene.server.send({ type: 'control.setLimits', limits: action.limits });
      return undefined;
    case 'reloadTls':
      scene.server.send({ type: 'control.reloadTls', tls: tlsOf(action.tls) });
      return undefined;
    case 'shutdown':
      scene.server.send({ type: 'control.serverShutdown' });
      return undefined;
    case 'abort':
      scene.server.send({ type: 'control.shutdownMicroprocess' });
      return undefined;
  }
}

function tell(action: Tell, { bytes }: PreparedStep, scene: Scene): void {
  const event: AnyEventObject =
    bytes === undefined ? action.event : { ...action.event, data: bytes };
  if (action.actor === 'server') {
    scene.server.send(event);
    return;
  }
  const id =
    action.client === undefined ? undefined : scene.connectionId(scene.client(action.client));
  // As with any actor: what is sent to one that is not there, or not any more, is lost.
  if (action.client !== undefined && id === undefined) return;
  scene.watch.actor(action.actor, id)?.send(event);
}
