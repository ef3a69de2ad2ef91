import { spoken } from '../../../charts/chart';
import type { LifeRecord } from '../../messages';
import { button, el, mark, say } from '../kit/dom';
import { clock, count } from '../kit/format';

/** A record in a few words. */
function recordWords(record: LifeRecord): string {
  switch (record.type) {
    case 'begin':
      return record.fromTheStart ? 'the connection begins' : 'the recording begins';
    case 'handler':
      return 'its handler is there';
    case 'message':
      return `${record.from} → ${record.to}: ${spoken(record.event)}`;
    case 'gap':
      return `${count(record.dropped)} records are missing`;
    case 'end':
      return `it died: ${record.dead.howDied}`;
  }
}

/** Steps through a life, or follows it as it is lived. */
export class Slider {
  readonly element: HTMLElement;
  /** Undefined: the newest. */
  chosen: number | undefined;
  private last = -1;
  private readonly range = el('input', {
    type: 'range',
    min: 0,
    max: 0,
    step: 1,
    'aria-label': 'step through the recorded life',
  });
  private readonly words = el('output', { class: 'words' });
  private readonly live = button({ class: 'live' }, '● live', () => this.go(undefined));

  constructor(private readonly changed: () => void) {
    this.range.addEventListener('input', () => {
      const value = Number(this.range.value);
      this.go(value >= this.last ? undefined : value);
    });
    const step = (label: string, icon: string, to: () => number) =>
      button({ 'aria-label': label, title: label }, icon, () => {
        const index = Math.max(0, to());
        this.go(index >= this.last ? undefined : index);
      });
    this.element = el(
      'div',
      { class: 'slider', role: 'group', 'aria-label': 'step back' },
      step('first', '|◀', () => 0),
      step('back', '◀', () => (this.chosen ?? this.last) - 1),
      this.range,
      step('on', '▶', () => (this.chosen ?? this.last) + 1),
      this.live,
      this.words,
    );
  }

  go(index: number | undefined): void {
    this.chosen = index;
    this.changed();
  }

  /** The record that is shown. */
  get index(): number {
    return Math.min(this.chosen ?? this.last, this.last);
  }

  show(records: readonly LifeRecord[]): void {
    this.last = records.length - 1;
    const max = String(Math.max(0, this.last));
    if (this.range.max !== max) this.range.max = max;
    this.range.value = String(this.index);
    this.range.disabled = this.last < 1;
    const isLive = this.chosen === undefined;
    mark(this.live, 'chosen', isLive);
    this.live.setAttribute('aria-pressed', String(isLive));
    const record = records[this.index];
    const where = `${count(this.index + 1)} of ${count(this.last + 1)}`;
    say(
      this.words,
      record === undefined
        ? 'nothing is recorded yet'
        : `${where} · ${clock(record.at)} · ${recordWords(record)}`,
    );
    this.range.setAttribute('aria-valuetext', this.words.textContent ?? '');
  }
}
