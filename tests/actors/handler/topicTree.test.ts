import fc from 'fast-check';
import { TopicTree } from '../../../actors/handler/topicTree';
import { topicMatches } from '../../../machines/handler/topics';
import { anyPattern, anyTopic } from '../../support/topics';

const anyChange = fc.record({
  does: fc.constantFrom('add', 'delete'),
  pattern: anyPattern,
  who: fc.constantFrom('ann', 'bob', 'cat'),
});

const emptied = new TopicTree<string>();

describe('who wants a topic', () => {
  it('is everybody who has added a pattern that matches, once, whatever was added and deleted', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 40 }), anyTopic, (changes, topic) => {
        const tree = new TopicTree<string>();
        const model = new Map<string, Set<string>>();
        for (const { does, pattern, who } of changes) {
          const here = model.get(pattern) ?? new Set();
          if (does === 'add') {
            expect(tree.add(pattern, who)).toBe(here.size === 0);
            model.set(pattern, here.add(who));
          } else {
            const isLast = here.delete(who) && here.size === 0;
            expect(tree.delete(pattern, who)).toBe(isLast);
            if (isLast) model.delete(pattern);
          }
          expect(tree.has(pattern)).toBe(model.has(pattern));
        }
        const wanted = [...model].flatMap(([pattern, who]) =>
          topicMatches(pattern, topic) ? [...who] : [],
        );
        expect([...tree.match(topic)].sort()).toEqual([...new Set(wanted)].sort());
        expect(tree.size).toBe(model.size);
        for (const [pattern, all] of model) for (const who of all) tree.delete(pattern, who);
        expect(tree).toEqual(emptied);
      }),
    );
  });
});
