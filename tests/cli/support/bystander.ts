import { once } from 'node:events';
import { connect } from 'node:net';
import { ONE_SIGNAL } from '../../../cli/serve/serveMachine';
import { afterwards } from '../../support/afterwards';
import { soon } from '../../support/until';
import type { Command } from './command';

/** How to serve echo where there is a {@link Bystander}: it is waited for longer than signals count as one. */
export const WITH_BYSTANDER = ['--linger-timeout', String(ONE_SIGNAL + 100)];

/**
 * A client that says nothing and never ends. A server that drains has nothing to answer it, says FIN and
 * waits for its linger timeout: so that its log tells by the server's own clock how much time has passed.
 */
export class Bystander {
  private constructor(
    private readonly command: Command,
    private readonly port: number,
  ) {}

  static async of(command: Command): Promise<Bystander> {
    const socket = connect({ port: command.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => {});
    socket.resume();
    afterwards(() => {
      socket.destroy();
    });
    await soon('the connection', once(socket, 'connect'));
    const bystander = new Bystander(command, socket.localPort as number);
    await bystander.logged('connected');
    return bystander;
  }

  /** Resolves when the next signal is another one. */
  async signalIsOver(): Promise<void> {
    await this.logged('disconnected');
  }

  private async logged(event: string): Promise<void> {
    const { command, port } = this;
    await command.until(`"${event}" of the bystander in its log`, () =>
      command.log.some((line) => line.event === event && line.peerport === port),
    );
  }
}
