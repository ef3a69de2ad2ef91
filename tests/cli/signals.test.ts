import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterwards, leaveNothingBehind } from '../support/afterwards';
import { KIB } from '../support/pattern';
import { soon } from '../support/until';
import { Bystander, WITH_BYSTANDER } from './support/bystander';
import { Command } from './support/command';

leaveNothingBehind();

/** More than kernels hold for a peer that does not read. */
const MUCH = Buffer.alloc(16_384 * KIB);

/** A client that reads nothing of what echo or chargen sends, so that a drain takes its time. */
async function aClientThatDoesNotRead(command: Command): Promise<Socket> {
  const socket = connect({ port: command.port, host: '127.0.0.1' });
  socket.pause();
  socket.write(MUCH);
  socket.on('error', () => {});
  afterwards(() => {
    socket.destroy();
  });
  await soon('the connection', once(socket, 'connect'));
  await command.logged('connected');
  return socket;
}

describe.each([
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s', (signal, status) => {
  it('drains, and the process ends with status 0', async () => {
    const command = await Command.serve();
    command.kill(signal);
    expect(await command.ended()).toEqual({ status: 0, signal: null });
    expect(command.log.map(({ event }) => event)).toEqual(['listening', 'closing', 'shutdown']);
  });

  it(`forces when it comes again, at once and with status ${status}`, async () => {
    const command = await Command.serve('echo', ...WITH_BYSTANDER);
    const client = await aClientThatDoesNotRead(command);
    const closed = new Promise<unknown>((resolve) => client.once('close', resolve));
    const bystander = await Bystander.of(command);
    command.kill(signal);
    await bystander.signalIsOver();
    const asked = performance.now();
    command.kill(signal);
    expect(await command.ended()).toEqual({ status, signal: null });
    expect(performance.now() - asked).toBeLessThan(5_000);
    const ends = await command.logged('disconnected', 2);
    expect(ends.map(({ howDied }) => howDied)).toEqual(['lingerTimeout', 'aborted']);
    client.resume();
    await soon('the reset', closed);
  });
});

describe('two signals that come together', () => {
  it('are one: the server drains', async () => {
    const command = await Command.serve('chargen', '--shutdown-timeout', '1500');
    await aClientThatDoesNotRead(command);
    command.kill('SIGINT');
    command.kill('SIGTERM');
    command.kill('SIGINT');
    expect(await command.ended()).toEqual({ status: 0, signal: null });
    expect((await command.logged('disconnected'))[0]).toMatchObject({
      howDied: expect.stringMatching(/^(linger|shutdown)Timeout$/),
    });
  });
});
