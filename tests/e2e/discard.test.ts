import { Command } from '../cli/support/command';
import { leaveNothingBehind } from '../support/afterwards';
import { MIB } from '../support/pattern';
import { needs, run } from './support/clients';

needs('nc');
leaveNothingBehind();

const itOnLinux = process.platform === 'linux' ? it : it.skip;

describe('discard', () => {
  itOnLinux('takes 64 MiB, again and again, in memory that does not grow', async () => {
    const command = await Command.serve('discard');
    const bytes = Buffer.alloc(64 * MIB);
    const send = () => run('nc', ['-N', '127.0.0.1', String(command.port)], bytes);
    // The first time fills V8's own pools.
    expect((await send()).stdout).toHaveLength(0);
    const before = command.memory;
    for (let i = 0; i < 3; i += 1) await send();
    expect(command.memory - before).toBeLessThan(48 * MIB);
    const ends = await command.logged('disconnected', 4);
    for (const end of ends) {
      expect(end).toMatchObject({
        howDied: 'peerClosed',
        bytesReceived: 64 * MIB,
        bytesSent: 0,
      });
    }
  });
});
