import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Those who call the order desk: some order, one does not read, one calls while stock is taken, some leave. */
export class Customers {
  private readonly sockets: Socket[] = [];
  private readonly timer: NodeJS.Timeout;
  private orders = 0;

  constructor(private readonly port: number) {
    this.timer = setInterval(() => this.order(), 250);
  }

  async come(): Promise<void> {
    for (let index = 0; index < 22; index += 1) await this.caller();
    const deaf = await this.caller();
    deaf.pause();
    deaf.write('catalogue\r\n');
    const early = await this.caller();
    early.write('stock\r\n');
    await sleep(50);
    early.write('order 1 lamp\r\n');
    (await this.caller()).end('order 2 chairs\r\n');
    (await this.caller()).end('order 1 desk\r\n');
    (await this.caller()).resetAndDestroy();
    (await this.caller()).write('what have you got?\r\n');
  }

  leave(): void {
    clearInterval(this.timer);
    for (const socket of this.sockets) socket.destroy();
  }

  private order(): void {
    this.orders += 1;
    for (const socket of this.sockets.slice(0, 9)) {
      if (socket.writable) socket.write(`order ${this.orders} lamps\r\n`);
    }
  }

  private async caller(): Promise<Socket> {
    const socket = connect(this.port, '127.0.0.1');
    this.sockets.push(socket);
    socket.on('error', () => {});
    await new Promise((resolve) => socket.once('data', resolve));
    socket.resume();
    return socket;
  }
}
