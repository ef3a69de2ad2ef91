import { Command } from '../cli/support/command';
import { exchange } from '../cli/support/exchange';
import { leaveNothingBehind } from '../support/afterwards';

leaveNothingBehind();

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
});
