import fc from 'fast-check';
import { memoryBackplane } from '../../../../actors/services/backplane';
import type { BackplaneListener, Delivery, Member } from '../../../../machines/handler/backplane';
import { topicMatches } from '../../../../machines/handler/topics';
import { anyPattern, anyTopic } from '../../../support/topics';

/** A node that notes what it hears. */
function listening(backplane = memoryBackplane({ epoch: 'e' })) {
  const heard: string[] = [];
  const deliveries: Delivery[] = [];
  const listener: BackplaneListener = {
    message: (delivery) => {
      deliveries.push(delivery);
      heard.push(`${delivery.topic} ${delivery.message}`);
    },
    joined: (topic, { info }) => heard.push(`${topic} +${info}`),
    left: (topic, { info }) => heard.push(`${topic} -${info}`),
    state: () => {},
    error: () => {},
  };
  const node = backplane.attach(listener);
  const from = { node: node.id, connection: 1 };
  return {
    node,
    heard,
    deliveries,
    backplane,
    member: (info: string): Member => ({ from, info }),
    say: (topic: string, message: unknown) => node.publish({ topic, message, from, echo: true }),
  };
}

describe('a backplane in memory', () => {
  it('tells each node once what it wants, and numbers the messages of each topic', () => {
    fc.assert(
      fc.property(
        fc.array(anyPattern, { maxLength: 6 }),
        fc.array(anyTopic, { maxLength: 20 }),
        (patterns, topics) => {
          const ann = listening();
          const bob = listening(ann.backplane);
          for (const pattern of patterns) ann.node.want(pattern);
          for (const topic of topics) void bob.say(topic, 'x');
          const wanted = topics.filter((topic) =>
            patterns.some((pattern) => topicMatches(pattern, topic)),
          );
          expect(ann.deliveries.map(({ topic }) => topic)).toEqual(wanted);
          const counts = new Map<string, number>();
          for (const { topic, offset } of ann.deliveries) {
            expect(offset).toBe((counts.get(topic) ?? 0) + 1);
            counts.set(topic, offset);
          }
          expect(bob.heard).toEqual([]);
          for (const pattern of patterns) ann.node.unwant(pattern);
          for (const topic of topics) void bob.say(topic, 'y');
          expect(ann.deliveries).toHaveLength(wanted.length);
        },
      ),
    );
  });

  it('begins a new epoch for a topic that it had to forget', async () => {
    const { say } = listening(memoryBackplane({ epoch: 'e', rememberedTopics: 2 }));
    await expect(say('a', 1)).resolves.toEqual({ epoch: 'e/1', offset: 1 });
    await expect(say('b', 1)).resolves.toEqual({ epoch: 'e/2', offset: 1 });
    await expect(say('a', 2)).resolves.toEqual({ epoch: 'e/1', offset: 2 });
    await expect(say('c', 1)).resolves.toEqual({ epoch: 'e/3', offset: 1 });
    await expect(say('a', 3)).resolves.toEqual({ epoch: 'e/1', offset: 3 });
    await expect(say('b', 2)).resolves.toEqual({ epoch: 'e/4', offset: 1 });
  });

  it('knows who is present until they leave or their node does', async () => {
    const ann = listening();
    const bob = listening(ann.backplane);
    ann.node.want('room');
    const [one, two] = [bob.member('one'), bob.member('two')];
    bob.node.join('room', one);
    bob.node.join('room', two);
    await expect(ann.node.members('room')).resolves.toEqual([one, two]);
    bob.node.leave('room', one);
    bob.node.leave('room', one);
    bob.node.close();
    expect(ann.heard).toEqual(['room +one', 'room +two', 'room -one', 'room -two']);
    await expect(ann.node.members('room')).resolves.toEqual([]);
  });

  it('tells two processes apart, and has no epoch twice', async () => {
    const places = await Promise.all(
      [memoryBackplane(), memoryBackplane()].map((backplane) => listening(backplane).say('a', 1)),
    );
    expect(places[0]?.epoch).not.toBe(places[1]?.epoch);
  });

  it.each([0, 1.5, Number.NaN, '7'])('refuses to remember %p topics', (rememberedTopics) => {
    expect(() => memoryBackplane({ rememberedTopics: rememberedTopics as never })).toThrow(
      /give an integer of at least 1/,
    );
  });
});
