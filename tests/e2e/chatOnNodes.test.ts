import { publishOn } from '../../actors/services/backplane';
import { natsBackplane } from '../../actors/services/nats';
import chat from '../../examples/chat';
import { afterwards, leaveNothingBehind } from '../support/afterwards';
import { natsServer } from '../support/natsServer';
import { serve } from '../support/serve';
import { until } from '../support/until';
import { needs, start } from './support/clients';

needs('nc');
leaveNothingBehind();

describe('the chat of the examples on three nodes', () => {
  it('is one chat, by nc, also after its NATS was killed and came back', async () => {
    const nats = await natsServer();
    const nodes = [1, 2, 3].map(() => {
      const backplane = natsBackplane({ servers: nats.url, minDelay: 10, maxDelay: 50 });
      afterwards(() => backplane.close());
      return backplane;
    });
    // What each has said by now, such as to what it subscribes, has come to NATS.
    const settled = async () => {
      for (const backplane of nodes) {
        await backplane.ready();
        await publishOn(backplane, 'settled', 0);
      }
    };
    const states: string[][] = nodes.map((backplane) => {
      const heard: string[] = [];
      const ignore = () => {};
      const state = (now: string) => heard.push(now);
      const listener = { message: ignore, joined: ignore, left: ignore, error: ignore, state };
      const node = backplane.attach(listener);
      afterwards(() => node.close());
      return heard;
    });
    const people = [];
    for (const [i, name] of ['Ann', 'Bob', 'Eve'].entries()) {
      const backplane = nodes[i] as (typeof nodes)[0];
      const { address } = await serve({ protocol: chat, backplane });
      const nc = start('nc', ['127.0.0.1', String((address as { readonly port: number }).port)]);
      let text = '';
      nc.stdout?.setEncoding('utf8').on('data', (data: string) => {
        text += data;
      });
      nc.stdin?.write(`${name}\n`);
      const person = {
        nc,
        says: (line: string) => nc.stdin?.write(`${line}\n`),
        hears: (line: string) => until(`${name} to hear ${line}`, () => text.includes(`${line}\n`)),
        count: (line: string) => text.split(`${line}\n`).length - 1,
      };
      people.push(person);
      await person.hears(`* ${name} is here`);
      await settled();
      for (const other of people) await other.hears(`* ${name} is here`);
    }
    const [ann, bob, eve] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]];
    ann.says('Hello!');
    for (const other of [bob, eve]) await other.hears('Ann: Hello!');
    await nats.kill();
    await until('all to notice', () => states.every((heard) => heard.includes('disconnected')));
    ann.says('Still there?');
    await nats.start();
    await settled();
    ann.says('Again.');
    for (const other of [bob, eve]) {
      await other.hears('Ann: Again.');
      expect(other.count('Ann: Hello!')).toBe(1);
      expect(other.count('Ann: Again.')).toBe(1);
    }
    bob.says('/who');
    await bob.hears('* here: Ann, Bob, Eve');
    eve.nc.kill('SIGKILL');
    for (const other of [ann, bob]) await other.hears('* Eve has left');
  });
});
