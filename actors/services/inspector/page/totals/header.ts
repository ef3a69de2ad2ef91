import type { ServerTotals, Totals } from '../../messages';
import { badge } from '../kit/badge';
import { el } from '../kit/dom';
import { bytes, count, span } from '../kit/format';
import { signOfDeath } from '../kit/words';
import type { Session } from '../session/session';
import { Figure } from './figure';

/** Seconds that the curves show. */
const ROOM = 60;

const sum = (counts: { readonly [name: string]: number | undefined }): number =>
  Object.values(counts).reduce<number>((all, one) => all + (one ?? 0), 0);

const withCounts = (counts: { readonly [name: string]: number | undefined }): string =>
  Object.entries(counts)
    .map(([name, value]) => `${name} ${count(value ?? 0)}`)
    .join(', ');

/** The totals of a server: figures with curves, and how its connections died. */
export class TotalsHeader {
  readonly element: HTMLElement;
  private readonly live = new Figure('live', 'Connections now, and the most there may be', ['a']);
  private readonly came = new Figure('accepted', 'Since somebody looks; the curve is a second', [
    'a',
  ]);
  private readonly refused = new Figure('refused', 'Turned away since somebody looks');
  private readonly moved = new Figure('bytes / s', 'Received from peers and sent to them', [
    'a',
    'b',
  ]);
  private readonly said = new Figure(
    'messages / s',
    'What handlers were told, and what they said',
    ['a', 'b'],
  );
  private readonly unsent = new Figure('unsent', 'Bytes that peers have not taken yet', ['a']);
  private readonly loop = new Figure(
    'loop delay',
    'How late timers were in the last second: everybody waits meanwhile',
    ['b'],
  );
  private readonly memory = new Figure('memory', 'Of the process: heap in use, and resident', [
    'a',
  ]);
  private readonly deaths = el('div', { class: 'deaths', 'aria-label': 'how connections died' });

  constructor(
    private readonly session: Session,
    private readonly server: () => string | undefined,
  ) {
    const figures = [this.live, this.came, this.refused, this.moved, this.said];
    const others = [this.unsent, this.loop, this.memory];
    this.element = el(
      'section',
      { class: 'totals', 'aria-label': 'totals' },
      el('div', { class: 'figures' }, ...[...figures, ...others].map(({ element }) => element)),
      this.deaths,
    );
    session.on('totals', () => this.show());
    session.on('welcome', () => this.show());
  }

  show(): void {
    const history = this.session.history.slice(-ROOM);
    const own = history.map((totals) => this.ownOf(totals));
    const last = history.at(-1);
    const now = own.at(-1);
    if (last === undefined || now === undefined) return;
    this.figures(now, last);
    const each = (value: (totals: ServerTotals) => number) =>
      own.map((totals) => (totals === undefined ? 0 : value(totals)));
    this.live.draw([each(({ live }) => live)], ROOM);
    const accepted = each(({ accepted }) => accepted);
    const perSecond = accepted.map((value, index) =>
      Math.max(0, value - (accepted[index - 1] ?? value)),
    );
    this.came.draw([perSecond], ROOM);
    const moved = each(({ bytesPerSecond }) => bytesPerSecond.received);
    this.moved.draw([moved, each(({ bytesPerSecond }) => bytesPerSecond.sent)], ROOM);
    const heard = each(({ messagesPerSecond }) => messagesPerSecond.received);
    this.said.draw([heard, each(({ messagesPerSecond }) => messagesPerSecond.sent)], ROOM);
    this.unsent.draw([each(({ unsent }) => unsent)], ROOM);
    this.loop.draw([history.map(({ loopDelay }) => loopDelay.worst)], ROOM);
    this.memory.draw([history.map(({ memory }) => memory.heapUsed)], ROOM);
    this.died(now);
  }

  private ownOf({ servers }: Totals): ServerTotals | undefined {
    return servers.find(({ server }) => server === this.server()) ?? servers[0];
  }

  private figures(now: ServerTotals, { since, at, loopDelay, memory }: Totals): void {
    const { live, most, bytesPerSecond, messagesPerSecond, blocked, paused } = now;
    this.live.show(
      count(live),
      most === undefined ? 'no limit' : `of ${count(most)}`,
      most !== undefined && live >= most * 0.8,
    );
    this.came.show(count(now.accepted), `in ${span(at - since)}, ${count(now.came)} in all`);
    const refused = sum(now.refused);
    this.refused.show(count(refused), withCounts(now.refused), refused > 0);
    this.moved.show(`↓ ${bytes(bytesPerSecond.received)}`, `↑ ${bytes(bytesPerSecond.sent)}`);
    this.said.show(`↓ ${count(messagesPerSecond.received)}`, `↑ ${count(messagesPerSecond.sent)}`);
    this.unsent.show(bytes(now.unsent), `${blocked} blocked, ${paused} paused`, blocked > 0);
    this.loop.show(`${loopDelay.worst.toFixed(1)} ms`, 'at worst', loopDelay.worst >= 100);
    this.memory.show(bytes(memory.heapUsed), `${bytes(memory.rss)} resident`);
  }

  private died({ died, handlerErrors }: ServerTotals): void {
    const words = Object.entries(died).map(([how, value]) =>
      badge(signOfDeath(how), `${how} ${count(value ?? 0)}`),
    );
    const errors = handlerErrors > 0 && [
      badge({ icon: '⚠', tone: 'bad' }, `handler errors ${count(handlerErrors)}`),
    ];
    const none = el('span', { class: 'remark' }, 'nobody since somebody looks');
    this.deaths.replaceChildren(
      el('span', { class: 'label' }, 'died'),
      ...(words.length > 0 ? words : [none]),
      ...(errors || []),
    );
  }
}
