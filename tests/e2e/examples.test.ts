import shout from '../../examples/shout';
import type { ServerAddress } from '../../machines/connection/connectionInfo';
import type { Protocol } from '../../machines/handler/protocol';
import { Command } from '../cli/support/command';
import { exchange } from '../cli/support/exchange';
import { leaveNothingBehind } from '../support/afterwards';
import { Client } from '../support/client';
import { type Served, serve } from '../support/serve';
import { until } from '../support/until';

leaveNothingBehind();

/** Nobody listens there any more. */
async function refused(address: ServerAddress): Promise<void> {
  for (;;) {
    const client = await Client.to(address).catch(() => undefined);
    if (client === undefined) return;
    client.socket.destroy();
  }
}

describe('the examples', () => {
  it('shout says back what it hears, louder', async () => {
    const command = await Command.serve('./examples/shout.ts');
    expect((await exchange(command.address, 'hello')).toString()).toBe('HELLO');
  });

  it('guess lets itself be guessed, however the lines are cut', async () => {
    const command = await Command.serve('./examples/guess.ts');
    const lines = Array.from({ length: 100 }, (_, index) => `${index + 1}\n`).join('');
    const answers = (await exchange(command.address, lines)).toString().split('\n');
    expect(answers[0]).toBe('I think of a number from 1 to 100.');
    expect(answers.slice(1, -2).every((answer) => answer === 'More.')).toBe(true);
    expect(answers.slice(-2)).toEqual(['Yes!', '']);
  });

  it('guess does not keep a line that never ends', async () => {
    const command = await Command.serve('./examples/guess.ts');
    await exchange(command.address, '1'.repeat(1_000)).catch(() => {});
    expect((await command.logged('disconnected'))[0]).toMatchObject({ howDied: 'protocolError' });
  });

  it('everyThird throws on every third connection, and the others never notice', async () => {
    const register = require.resolve('ts-node/register/transpile-only');
    const app = new Command(process.execPath, [
      '--require',
      register,
      'examples/everyThird.ts',
      '0',
    ]);
    await app.until('"listening"', () => app.stdout.includes('listening'));
    const { address } = JSON.parse(app.stdout.split('\n')[0] as string);
    const answers: string[] = [];
    for (let i = 1; i <= 7; i += 1) {
      answers.push(await exchange(address, 'hello').then(String, () => 'reset'));
    }
    const ok = ['hello', 'hello'];
    expect(answers).toEqual([...ok, 'reset', ...ok, 'reset', 'hello']);
  });

  it('proxy goes round the upstreams that are there, and lets what is under way end when it drains', async () => {
    const echo = await serve();
    const loud = await serve({ protocol: shout as unknown as Protocol });
    const gone = await serve();
    const portOf = ({ address }: Served) => (address as { readonly port: number }).port;
    await gone.drain();
    const app = new Command(process.execPath, [
      ...[
        '--require',
        require.resolve('ts-node/register/transpile-only'),
        'examples/proxy.ts',
        '0',
      ],
      ...[gone, echo, loud].map((each) => `127.0.0.1:${portOf(each)}`),
    ]);
    await app.until('"listening"', () => app.stdout.includes('listening'));
    const { address } = JSON.parse(app.stdout.split('\n')[0] as string);
    const answers: string[] = [];
    for (let i = 0; i < 4; i += 1) answers.push(String(await exchange(address, 'hello')));
    expect(new Set(answers)).toEqual(new Set(['hello', 'HELLO']));
    const client = await Client.to(address);
    client.send('still ');
    await until('the first half', () => /still /i.test(client.text));
    app.process.kill('SIGTERM');
    await refused(address);
    client.end('here');
    await until('the other half', () => /still here/i.test(client.text));
    expect(await app.exit).toEqual({ status: 0, signal: null });
  });
});
