import { PassThrough } from 'node:stream';
import { createActor } from 'xstate';
import { adoptSocket } from '../../../actors/connection/adoptSocket';
import { connectedSocketAdapter } from '../../../actors/connection/connectedSocketAdapter';
import { socketOf } from '../../../actors/connection/descriptors';
import { tcpTransport } from '../../../actors/transport/tcp/tcpTransport';
import type { TransportSocket } from '../../../actors/transport/transport';
import { leaveNothingBehind } from '../../support/afterwards';
import { ManualClock } from '../../support/manualClock';
import { turns } from '../../support/until';

leaveNothingBehind();

const aStream = () => new PassThrough({ highWaterMark: 16 }) as PassThrough & TransportSocket;

describe('the stream of a connected socket', () => {
  it('is replaced in place: listeners go, counts, back-pressure and timers stay', async () => {
    const clock = new ManualClock();
    const [former, next] = [aStream(), aStream()];
    const own = former.listenerCount('close');
    const input = adoptSocket(former, {
      idleTimeout: 1_000,
      highWaterMark: 16,
      transport: tcpTransport({ clock }),
    });
    const csa = createActor(connectedSocketAdapter, { input });
    const heard: string[] = [];
    csa.on('*', ({ type }) => heard.push(type));
    csa.start();
    former.cork();
    csa.send({ type: 'inbox', data: new Uint8Array(20) });
    expect(heard).toEqual(['flow.blocked']);

    const socket = socketOf(input.descriptor);
    expect(socket?.replaceStream(next)).toBe(former);
    expect(former.listenerCount('close')).toBe(own);
    expect(former.listenerCount('drain')).toBe(0);
    await turns(2);
    expect(heard).toEqual(['flow.blocked', 'flow.ready']);
    expect(socket?.bytesSaid).toBe(20);
    expect(clock.pending).toBe(1);

    csa.send({ type: 'inbox', data: Buffer.from('hi') });
    await turns(2);
    expect(socket).toMatchObject({ bytesSaid: 22, bytesReceived: 2 });
    csa.send({ type: 'control.shutdownMicroprocess' });
    await turns(3);
    expect(csa.getSnapshot().output?.howDied).toBe('aborted');
    former.destroy();
  });
});
