import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterwards } from './afterwards';
import { soon } from './until';

/** A real `nats-server`, on the port that it had when it is started again. */
export interface NatsServer {
  readonly port: number;
  readonly url: string;
  start(): Promise<void>;
  /** As by SIGKILL: nobody is told. */
  kill(): Promise<void>;
}

/** Starts `nats-server` on a free port of the loopback interface. Ended when the test is over. */
export async function natsServer(args: readonly string[] = []): Promise<NatsServer> {
  let child: ChildProcess | undefined;
  let port = -1;
  const start = async (): Promise<void> => {
    const started = spawn('nats-server', ['-a', '127.0.0.1', '-p', String(port), ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child = started;
    const lines: string[] = [];
    const listening = new Promise<void>((resolve, reject) => {
      started.on('error', reject);
      started.on('exit', () => reject(new Error(`nats-server ended: ${lines.join('\n')}`)));
      createInterface({ input: started.stderr as NodeJS.ReadableStream }).on('line', (line) => {
        lines.push(line);
        const found = /Listening for client connections on [\d.]+:(\d+)/.exec(line)?.[1];
        if (found !== undefined) port = Number(found);
        if (line.includes('Server is ready')) resolve();
      });
    });
    await soon('nats-server to listen', listening);
  };
  const kill = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  afterwards(kill);
  await start();
  return { port, url: `nats://127.0.0.1:${port}`, start, kill };
}
