import { memoryBackplane } from '../../actors/services/backplane';
import chat from '../../examples/chat';
import { leaveNothingBehind } from '../support/afterwards';
import { serve } from '../support/serve';
import { until } from '../support/until';
import { needs, start } from './support/clients';

needs('nc');
leaveNothingBehind();

describe('the chat of the examples', () => {
  it('lets people talk in rooms, by nc, and tells who leaves, also when their client is killed', async () => {
    const { address } = await serve({ protocol: chat, backplane: memoryBackplane() });
    const { port } = address as { readonly port: number };
    const people = ['Ann', 'Bob'].map((name) => {
      const nc = start('nc', ['127.0.0.1', String(port)]);
      let text = '';
      nc.stdout?.setEncoding('utf8').on('data', (data: string) => {
        text += data;
      });
      nc.stdin?.write(`${name}\n`);
      return {
        nc,
        says: (line: string) => nc.stdin?.write(`${line}\n`),
        hears: (line: string) => until(`${name} to hear ${line}`, () => text.includes(`${line}\n`)),
      };
    });
    const [ann, bob] = people as [(typeof people)[0], (typeof people)[0]];
    await ann.hears('* Bob is here');
    ann.says('Hello!');
    await bob.hears('Ann: Hello!');
    bob.says('/join garden');
    await ann.hears('* Bob has left');
    ann.says('/join garden');
    await bob.hears('* Ann is here');
    ann.says('/who');
    await ann.hears('* here: Bob, Ann');
    bob.nc.kill('SIGKILL');
    await ann.hears('* Bob has left');
  });
});
