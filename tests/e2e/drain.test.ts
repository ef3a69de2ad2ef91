import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Bystander, WITH_BYSTANDER } from '../cli/support/bystander';
import { Command } from '../cli/support/command';
import { afterwards, leaveNothingBehind } from '../support/afterwards';
import { KIB, randomBytes, same } from '../support/pattern';
import { soon } from '../support/until';

leaveNothingBehind();

const PATIENCE = 25_000;

/** How many clients of each kind there are: 100 in all. */
const IDLE = 40;
const STALLED = 30;
const TALKING = 30;

/** A client, what it has said and what it has heard. */
interface Talk {
  readonly socket: Socket;
  readonly port: number;
  readonly said: Buffer[];
  readonly heard: Buffer[];
  /** The server's FIN, or what came instead. */
  readonly end: Promise<'FIN' | 'reset'>;
}

async function aClient(port: number): Promise<Talk> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const heard: Buffer[] = [];
  afterwards(() => {
    socket.destroy();
  });
  const end = new Promise<'FIN' | 'reset'>((resolve) => {
    socket.once('end', () => resolve('FIN'));
    socket.once('close', () => resolve('reset'));
  });
  socket.on('error', () => {});
  await soon('the connection', once(socket, 'connect'), PATIENCE);
  return { socket, port: socket.localPort as number, said: [], heard, end };
}

function listen({ socket, heard }: Talk): void {
  socket.on('data', (chunk) => heard.push(chunk));
}

function say(talk: Talk, bytes: Buffer): Promise<void> {
  talk.said.push(bytes);
  return new Promise((resolve) => {
    talk.socket.write(bytes, () => resolve());
  });
}

/** So many clients at once. */
const several = (count: number, port: number): Promise<Talk[]> =>
  Promise.all(Array.from({ length: count }, () => aClient(port)));

describe('a drain with 100 connections, some idle, some in the middle of an echo', () => {
  it('sends back every byte that the server had received, and ends with status 0 in time', async () => {
    const command = await Command.serve();
    const idle = await several(IDLE, command.port);
    const stalled = await several(STALLED, command.port);
    const talking = await several(TALKING, command.port);
    for (const talk of [...idle, ...talking]) listen(talk);
    await command.logged('connected', IDLE + STALLED + TALKING);

    // These have said all that they will say, and have not read a byte of the answer yet.
    await Promise.all(stalled.map((talk) => say(talk, randomBytes(192 * KIB))));
    // These say more with each answer, for as long as they may.
    for (const talk of talking) {
      talk.socket.on('data', () => {
        if (talk.socket.writable) void say(talk, randomBytes(4 * KIB));
      });
      void say(talk, randomBytes(4 * KIB));
    }
    await Promise.all(talking.map(({ socket }) => soon('an echo', once(socket, 'data'), PATIENCE)));

    const askedAt = performance.now();
    command.kill('SIGTERM');
    await command.logged('closing');
    for (const talk of stalled) listen(talk);
    for (const { socket, end } of [...idle, ...stalled, ...talking]) {
      void end.then(() => socket.end());
    }
    expect(await command.ended()).toEqual({ status: 0, signal: null });
    expect(performance.now() - askedAt).toBeLessThan(10_000);

    const ends = await command.logged('disconnected', IDLE + STALLED + TALKING);
    const sentTo = new Map(ends.map((end) => [end.peerport, end.bytesSent]));
    for (const talk of [...idle, ...stalled, ...talking]) {
      expect(await talk.end).toBe('FIN');
      const said = Buffer.concat(talk.said);
      const heard = Buffer.concat(talk.heard);
      expect(same(heard, said.subarray(0, heard.length))).toBe(true);
      expect(sentTo.get(talk.port)).toBe(heard.length);
    }
    for (const { said, heard } of stalled) {
      expect(Buffer.concat(heard).length).toBe(Buffer.concat(said).length);
    }
  });

  it('ends at once with status 143 when it is asked twice', async () => {
    const command = await Command.serve('echo', ...WITH_BYSTANDER);
    const clients = await several(100, command.port);
    await command.logged('connected', 100);
    const bystander = await Bystander.of(command);
    for (const talk of clients.slice(0, 50)) void say(talk, randomBytes(8_192 * KIB));
    command.kill('SIGTERM');
    await bystander.signalIsOver();
    const askedAt = performance.now();
    command.kill('SIGTERM');
    expect(await command.ended()).toEqual({ status: 143, signal: null });
    expect(performance.now() - askedAt).toBeLessThan(5_000);
    for (const { socket } of clients) socket.resume();
    await Promise.all(clients.map(({ end }) => soon('its end', end, PATIENCE)));
  });
});
