/** The simulated counterpart of tcp/tcpConnecting.ts. */

import type { PeerAddress } from '../../../../machines/connection/connectionInfo';
import { connectError } from '../../connectError';
import type { Connecting, ConnectingEvents } from '../../transport';
import type { EventLoop } from '../loop/eventLoop';
import { SimulatedSocket } from '../socket/simulatedSocket';

/** An attempt of an actor to connect on the simulated network, by a socket or by a name that is not known. */
export class SimulatedConnecting implements Connecting {
  private state: 'connecting' | 'over' = 'connecting';

  constructor(
    loop: EventLoop,
    private readonly to: PeerAddress,
    private readonly found: SimulatedSocket | NodeJS.ErrnoException,
    private readonly events: ConnectingEvents,
  ) {
    if (!(found instanceof SimulatedSocket)) {
      loop.tick(() => this.failed(found));
      return;
    }
    found.pause();
    found.once('connect', this.onConnect);
    found.once('error', this.onError);
  }

  abandon(): void {
    if (this.state === 'over') return;
    this.state = 'over';
    if (this.found instanceof SimulatedSocket) this.found.destroy();
  }

  private readonly onConnect = (): void => {
    const socket = this.found as SimulatedSocket;
    if (this.state === 'over') return;
    this.state = 'over';
    socket.off('error', this.onError);
    this.events.connected(socket);
  };

  private readonly onError = (error: NodeJS.ErrnoException): void => this.failed(error);

  private failed(error: NodeJS.ErrnoException): void {
    if (this.state === 'over') return;
    this.state = 'over';
    this.events.failed(connectError(error, this.to));
  }
}
