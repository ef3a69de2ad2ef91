import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ONE_SIGNAL } from '../../cli/serveMachine';
import { afterwards, leaveNothingBehind } from '../support/afterwards';
import { soon } from '../support/until';
import { Command } from './support/command';

leaveNothingBehind();

/** A client that reads nothing of what chargen sends, so that a drain takes its time. */
async function aClientThatDoesNotRead(command: Command): Promise<Socket> {
  const socket = connect({ port: command.port, host: '127.0.0.1' });
  socket.pause();
  socket.on('error', () => {});
  afterwards(() => {
    socket.destroy();
  });
  await soon('the connection', once(socket, 'connect'));
  await command.logged('connected');
  return socket;
}

const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

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
    const command = await Command.serve('chargen');
    const client = await aClientThatDoesNotRead(command);
    command.kill(signal);
    await command.logged('closing');
    // The rule is about time, so that the test has to let some pass.
    await later(ONE_SIGNAL + 100);
    const asked = performance.now();
    command.kill(signal);
    expect(await command.ended()).toEqual({ status, signal: null });
    expect(performance.now() - asked).toBeLessThan(5_000);
    expect((await command.logged('disconnected'))[0]).toMatchObject({ howDied: 'aborted' });
    client.resume();
    await soon('the reset', once(client, 'close'));
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
