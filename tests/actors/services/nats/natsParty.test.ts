import fc from 'fast-check';
import { resolveNatsOptions } from '../../../../actors/services/nats/natsOptions';
import { NatsParty } from '../../../../actors/services/nats/natsParty';
import { topicMatches } from '../../../../machines/handler/topics';
import { afterwards, leaveNothingBehind } from '../../../support/afterwards';
import { anyPattern, anyTopic } from '../../../support/topics';
import { until } from '../../../support/until';
import { SimulatedNats } from './simulatedNats';

leaveNothingBehind();

async function party(nats: SimulatedNats) {
  const one = new NatsParty(nats, resolveNatsOptions({ minDelay: 1, maxDelay: 2 }));
  afterwards(() => one.close());
  const heard: string[] = [];
  const node = one.attach({
    message: ({ topic, message }) => heard.push(`${topic} ${message}`),
    joined: (topic, { info }) => heard.push(`${topic} +${info}`),
    left: (topic, { info }) => heard.push(`${topic} -${info}`),
    gap: (topic, lost) => heard.push(`${topic} lost ${lost}`),
    state: (state) => heard.push(state),
    error: ({ code }) => heard.push(code),
  });
  const from = { node: node.id, connection: 1 };
  await until('the link', () => node.state === 'connected');
  heard.length = 0;
  return {
    node,
    heard,
    say: (topic: string, message: unknown) =>
      node.publish({ topic, message, from, echo: true }).catch((error) => error.code),
    member: (info: string) => ({ from, info }),
  };
}

describe("one process's part of a backplane over NATS", () => {
  it('tells how many messages were lost on their way, before the next one', async () => {
    const nats = new SimulatedNats();
    const [ann, bob] = [await party(nats), await party(nats)];
    ann.node.want('a');
    await bob.say('a', 1);
    nats.loses = (subject) => subject.includes('.said.');
    await bob.say('a', 2);
    await bob.say('a', 3);
    nats.loses = () => false;
    await bob.say('a', 4);
    await bob.say('a', 5);
    expect(ann.heard).toEqual(['a 1', 'a lost 2', 'a 4', 'a 5']);
  });

  it('knows after a cut what was said while it was away, to the number', async () => {
    const nats = new SimulatedNats();
    const [ann, bob] = [await party(nats), await party(nats)];
    ann.node.want('a');
    await bob.say('a', 1);
    nats.cutAll();
    // Given to a connection that is over: nobody knows.
    await expect(bob.say('a', 2)).resolves.toBe('XN_NOT_PUBLISHED');
    await until('both', () => [ann, bob].every(({ node }) => node.state === 'connected'));
    await bob.say('a', 3);
    const news = ann.heard.filter((line) => !line.startsWith('XN_'));
    expect(news).toEqual(['a 1', 'disconnected', 'connected', 'a lost 1', 'a 3']);
  });

  it('hears each message once, in order, whatever it wants', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyPattern, { maxLength: 5 }),
        fc.array(anyTopic, { maxLength: 20 }),
        async (patterns, topics) => {
          const nats = new SimulatedNats();
          const [ann, bob] = [await party(nats), await party(nats)];
          for (const pattern of patterns) ann.node.want(pattern);
          for (const [i, topic] of topics.entries()) void bob.say(topic, i);
          const wanted = topics.flatMap((topic, i) =>
            patterns.some((pattern) => topicMatches(pattern, topic)) ? [`${topic} ${i}`] : [],
          );
          expect(ann.heard).toEqual(wanted);
          for (const { node } of [ann, bob]) node.close();
        },
      ),
      { numRuns: 50 },
    );
  });

  it('tells after a cut who has come and gone meanwhile', async () => {
    const nats = new SimulatedNats();
    const [ann, bob] = [await party(nats), await party(nats)];
    const [one, two] = [bob.member('one'), bob.member('two')];
    for (const { node } of [ann, bob]) node.want('room');
    bob.node.join('room', one);
    nats.cutAll();
    await until('the cut', () => bob.node.state === 'disconnected');
    bob.node.leave('room', one);
    bob.node.join('room', two);
    await until('news', () => ann.heard.includes('room -one') && ann.heard.includes('room +two'));
    expect(ann.heard.filter((line) => line.startsWith('room'))).toHaveLength(3);
  });

  it('has members in the order in which they have come, within one millisecond and by clocks that differ', async () => {
    const nats = new SimulatedNats();
    const [ann, bob] = [await party(nats), await party(nats)];
    for (const { node } of [ann, bob]) node.want('room');
    const now = jest.spyOn(Date, 'now');
    afterwards(() => now.mockRestore());
    now.mockReturnValue(2_000);
    for (const info of ['1', '2']) bob.node.join('room', bob.member(info));
    now.mockReturnValue(1_000);
    ann.node.join('room', ann.member('3'));
    bob.node.join('room', bob.member('4'));
    now.mockRestore();
    const members = await ann.node.members('room');
    expect(members.map(({ info }) => info)).toEqual(['1', '2', '3', '4']);
  });

  it('leaves out what is none of its messages, and says so', async () => {
    const nats = new SimulatedNats();
    const ann = await party(nats);
    ann.node.want('a');
    const stranger = await nats.connect();
    stranger.publish('xstate-net.said.a', Buffer.from('hello'));
    stranger.publish('xstate-net.said.a', Buffer.from('e 1 n 1 coded\n{'));
    stranger.publish('xstate-net.present.a', Buffer.from('{'));
    stranger.publish('xstate-net.present.a', Buffer.from('{}'));
    stranger.publish('xstate-net.all', Buffer.from('null'));
    expect(new Set(ann.heard)).toEqual(new Set(['XN_BACKPLANE_FAILED']));
    expect(ann.heard).toHaveLength(5);
  });
});
