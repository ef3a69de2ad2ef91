/** Idle connections held by the load generator on Node; see session.c. */

import type { Socket } from 'node:net';
import { type Answer, type Cpu, dial, type Options } from './nodeLoads';

/** After so many connections one is made to speak, to know that the server has accepted them all. */
const BATCH = 128;

export class Holder {
  readonly #options: Options;
  readonly #cpu: Cpu;
  #held: Socket[] = [];

  constructor(options: Options, cpu: Cpu) {
    this.#options = options;
    this.#cpu = cpu;
  }

  get live(): number {
    return this.#held.length;
  }

  async open(wanted: number): Promise<Answer> {
    const start = performance.now();
    const used = this.#cpu();
    while (this.live < wanted) {
      const socket = dial(this.#options, this.live);
      this.#held.push(socket);
      await once(socket, 'connect');
      if (this.live % BATCH === 0 || this.live === wanted) {
        socket.write('x');
        await once(socket, 'data');
        socket.pause();
      }
    }
    return {
      live: this.live,
      seconds: (performance.now() - start) / 1000,
      cpu: this.#cpu() - used,
    };
  }

  /** Resolves when the server has ended every connection. */
  async drain(): Promise<Answer> {
    const start = performance.now();
    let ended = 0;
    let reset = 0;
    const all = this.#held.map(
      (socket) =>
        new Promise<void>((resolve) => {
          socket.on('end', () => {
            ended++;
            socket.end();
            resolve();
          });
          socket.on('error', () => {
            reset++;
            resolve();
          });
          socket.resume();
        }),
    );
    await Promise.all(all);
    this.#held = [];
    const seconds = (performance.now() - start) / 1000;
    return { ended, reset, seconds, sinceAsked: seconds };
  }
}

function once(socket: Socket, event: 'connect' | 'data'): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => reject(error);
    socket.once('error', failed);
    socket.once(event, () => {
      socket.off('error', failed);
      resolve();
    });
  });
}
