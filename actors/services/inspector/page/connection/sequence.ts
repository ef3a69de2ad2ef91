import type { LifeRecord, Party } from '../../messages';
import { button, el, mark, say } from '../kit/dom';
import { count } from '../kit/format';
import { isWanted, laneOf, NAMES, PARTIES } from './lanes';
import type { Life } from './life';

/** Lines that are in the page at a time. */
const MOST = 150;

/** The lines that go down from the heads. */
function lifelines(): HTMLElement {
  const lines = PARTIES.map((_, index) => {
    const line = el('i', {});
    line.style.gridColumn = String(2 * index + 2);
    return line;
  });
  return el('div', { class: 'lifelines', 'aria-hidden': 'true' }, ...lines);
}

/** The messages of a connection between those who take part, live: with pause, filter, and how many are not shown. */
export class Sequence {
  readonly element: HTMLElement;
  private readonly list = el('ol', { class: 'lanes' });
  private readonly body: HTMLElement;
  private readonly search = el('input', {
    type: 'search',
    placeholder: 'event, bytes or state',
    'aria-label': 'filter messages',
  });
  private readonly remark = el('span', { class: 'remark', role: 'status' });
  private readonly pause: HTMLButtonElement;
  private readonly hidden = new Set<Party>();
  private life: Life | undefined;
  /** The number of the newest record that was looked at. */
  private seen = -1;
  private isPaused = false;
  private readonly lines = new Map<number, HTMLElement>();
  private wanted = 0;

  constructor(private readonly choose: (n: number) => void) {
    this.pause = button({ 'aria-pressed': 'false' }, '❚❚ pause', () =>
      this.setPaused(!this.isPaused),
    );
    this.search.addEventListener('input', () => this.redraw());
    const heads = PARTIES.map((party) => this.head(party));
    this.body = el(
      'div',
      { class: 'scroll', tabindex: '0' },
      el('div', { class: 'heads' }, el('span'), ...heads, el('span')),
      el('div', { class: 'field' }, lifelines(), this.list),
    );
    this.element = el(
      'section',
      { class: 'panel sequence', 'aria-label': 'messages' },
      el('header', {}, el('h3', {}, 'Messages'), this.search, this.pause, this.remark),
      this.body,
    );
  }

  /** Shows another life. */
  begin(life: Life): void {
    this.life = life;
    this.setPaused(false);
    this.redraw();
  }

  /** Shows what has come; `isNew` if records were put before others. */
  show(isNew: boolean): void {
    if (isNew) {
      this.redraw();
      return;
    }
    if (this.life === undefined) return;
    if (!this.isPaused) this.append(this.life.records);
    this.tell();
  }

  /** Marks the line of the record that the charts show, and brings it into view. */
  at(record: LifeRecord | undefined, isLive: boolean): void {
    for (const [n, line] of this.lines) mark(line, 'now', !isLive && n === record?.n);
    const line = record && this.lines.get(record.n);
    if (isLive && !this.isPaused) this.body.scrollTop = this.body.scrollHeight;
    else if (!isLive && line !== undefined) this.reveal(line);
  }

  private redraw(): void {
    this.list.replaceChildren();
    this.lines.clear();
    this.seen = -1;
    this.wanted = 0;
    if (this.life !== undefined) this.append(this.life.records);
    this.tell();
  }

  private append(records: readonly LifeRecord[]): void {
    const search = this.search.value.trim().toLowerCase();
    let first = records.length;
    while (first > 0 && (records[first - 1] as LifeRecord).n > this.seen) first -= 1;
    const wanted = records.slice(first).filter((record) => isWanted(record, search, this.hidden));
    this.seen = records.at(-1)?.n ?? this.seen;
    this.wanted += wanted.length;
    for (const record of wanted.slice(-MOST)) {
      const line = laneOf(record);
      line.addEventListener('click', () => this.choose(record.n));
      this.lines.set(record.n, line);
      this.list.append(line);
    }
    while (this.lines.size > MOST) {
      const [[n, line]] = this.lines as unknown as [[number, HTMLElement]];
      line.remove();
      this.lines.delete(n);
    }
  }

  private tell(): void {
    const records = this.life?.records ?? [];
    const waiting = this.isPaused ? records.filter(({ n }) => n > this.seen).length : 0;
    const earlier = this.wanted - this.lines.size + (this.life?.forgotten ?? 0);
    const said = [
      earlier > 0 ? `${count(earlier)} earlier not shown` : '',
      waiting > 0 ? `${count(waiting)} new not shown` : '',
    ];
    say(this.remark, said.filter(Boolean).join(', '));
  }

  private setPaused(is: boolean): void {
    this.isPaused = is;
    say(this.pause, is ? '▶ go on' : '❚❚ pause');
    this.pause.setAttribute('aria-pressed', String(is));
    if (!is) this.show(false);
    this.tell();
  }

  private head(party: Party): HTMLElement {
    const made = button({ 'aria-pressed': 'true', title: 'show or hide' }, NAMES[party], () => {
      if (!this.hidden.delete(party)) this.hidden.add(party);
      const isShown = !this.hidden.has(party);
      made.setAttribute('aria-pressed', String(isShown));
      mark(made, 'off', !isShown);
      this.redraw();
    });
    return made;
  }

  private reveal(line: HTMLElement): void {
    const top = line.offsetTop;
    const { scrollTop, clientHeight } = this.body;
    if (top < scrollTop + 30 || top > scrollTop + clientHeight - 40) {
      this.body.scrollTop = top - clientHeight / 2;
    }
  }
}
