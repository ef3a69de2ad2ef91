import fc from 'fast-check';
import type {
  ActorNow,
  BeginRecord,
  LifeRecord,
  MessageRecord,
} from '../../../../../actors/services/inspector/messages';
import { Life } from '../../../../../actors/services/inspector/page/connection/life';

const NOW: ActorNow = { chart: 'csa', status: 'active', state: 'ready', context: { n: 0 } };
const figures = {
  bytesReceived: 0,
  bytesSaid: 0,
  bytesSent: 0,
  unsent: 0,
  messagesReceived: 0,
  messagesSaid: 0,
};

const begin: BeginRecord = {
  type: 'begin',
  n: 0,
  at: 0,
  csa: NOW,
  handler: { ...NOW, chart: 'handler' },
  figures,
  fromTheStart: true,
};

const message = (n: number, taken: MessageRecord['taken']): MessageRecord => ({
  type: 'message',
  n,
  at: n,
  from: 'socket',
  to: 'csa',
  event: 'readReady',
  ...(taken === undefined ? {} : { taken }),
});

const mark = { source: ['ready'], index: 1 };

it('knows how things stood behind each record', () => {
  const life = new Life();
  life.add([
    begin,
    message(1, { state: 'blocked', marks: [mark] }),
    message(2, { marks: [], context: { n: 2 } }),
    message(3, undefined),
    message(4, { state: 'shutdown', status: 'done', marks: [] }),
  ]);
  expect(life.at(0).csa).toMatchObject({ state: 'ready', context: { n: 0 }, marks: [] });
  expect(life.at(1).csa).toMatchObject({ state: 'blocked', context: { n: 0 }, marks: [mark] });
  expect(life.at(3).csa).toMatchObject({ state: 'blocked', context: { n: 2 }, marks: [mark] });
  expect(life.at(4).csa).toMatchObject({ state: 'shutdown', status: 'done' });
  expect(life.at(4).handler).toMatchObject({ chart: 'handler', state: 'ready' });
  expect(life.at(99).csa).toBeUndefined();
});

it('is the same in whichever order, and however often, records come', () => {
  const records: LifeRecord[] = [begin];
  for (let n = 1; n < 12; n += 1) records.push(message(n, { state: `s${n}`, marks: [] }));
  fc.assert(
    fc.property(
      fc.shuffledSubarray(records, { minLength: records.length }),
      fc.integer({ min: 1, max: 5 }),
      (shuffled, size) => {
        const life = new Life();
        for (let from = 0; from < shuffled.length; from += size) {
          life.add(shuffled.slice(from, from + size));
          life.add(shuffled.slice(from, from + size));
        }
        expect(life.records).toEqual(records);
        expect(life.at(11).csa?.state).toBe('s11');
        expect(life.at(3).csa?.state).toBe('s3');
      },
    ),
  );
});

it('says when records were put before others, which is when all has to be drawn anew', () => {
  const life = new Life();
  expect(life.add([message(5, undefined)])).toBe(false);
  expect(life.add([begin, message(5, undefined)])).toBe(true);
  expect(life.add([message(6, undefined)])).toBe(false);
});

it('forgets the oldest, and what they came to stays known', () => {
  const life = new Life();
  life.add([begin, message(1, { state: 'early', marks: [] })]);
  for (let n = 2; n < 6_000; n += 1) life.add([message(n, undefined)]);
  expect(life.records.length).toBe(5_000);
  expect(life.forgotten).toBe(1_000);
  expect(life.at(0).csa?.state).toBe('early');
});

it('stands behind a gap where the gap says', () => {
  const life = new Life();
  const gap = { type: 'gap', n: 9, at: 9, dropped: 7, csa: { ...NOW, state: 'blocked' } } as const;
  life.add([begin, gap]);
  expect(life.at(1).csa?.state).toBe('blocked');
  expect(life.at(1).handler).toBeUndefined();
});
