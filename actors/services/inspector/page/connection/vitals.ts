import type { StateValue } from 'xstate';
import type { Figures, Timer } from '../../messages';
import { el, say } from '../kit/dom';
import { bytes, count, span, spanSeen } from '../kit/format';
import { explain, type Vitals } from './explain';

const FIGURES: readonly (readonly [keyof Figures, string, (value: number) => string])[] = [
  ['bytesReceived', 'received', bytes],
  ['bytesSaid', 'said', bytes],
  ['bytesSent', 'sent', bytes],
  ['unsent', 'unsent', bytes],
  ['messagesReceived', 'messages in', count],
  ['messagesSaid', 'messages out', count],
];

/** Why the connection is as it is, its figures and its timers, as they are now. */
export class VitalsPane {
  readonly reasons = el('ul', { class: 'reasons', role: 'status' });
  readonly element: HTMLElement;
  private readonly figures = el('dl', { class: 'small-figures' });
  private readonly timers = el('ul', { class: 'timers' });
  private readonly values = new Map<string, HTMLElement>();

  constructor() {
    for (const [key, name] of FIGURES) this.value(key, name);
    this.value('idle', 'idle');
    this.element = el(
      'section',
      { class: 'panel vitals', 'aria-label': 'figures and timers' },
      el('h3', {}, 'Figures and timers'),
      this.figures,
      this.timers,
    );
  }

  show(vitals: Vitals, state: StateValue | undefined): void {
    for (const [key, , format] of FIGURES) this.say(key, format(vitals.figures[key]));
    this.say('idle', spanSeen(vitals.idle, vitals.atLeast.includes('idle')));
    this.timers.replaceChildren(...vitals.timers.map((timer) => this.timer(timer)));
    this.explain(explain(state, vitals).map(({ sign, text }) => [sign.tone, sign.icon, text]));
  }

  /** What is said where there are no vitals. */
  tell(tone: string, icon: string, text: string): void {
    this.timers.replaceChildren();
    this.explain([[tone, icon, text]]);
  }

  /** The figures that a connection died with; what was last seen of the others says nothing any more. */
  showFigures(figures: Partial<Figures>): void {
    for (const [key, , format] of FIGURES) {
      const value = figures[key];
      this.say(key, value === undefined ? '–' : format(value));
    }
    this.say('idle', '–');
  }

  private explain(reasons: readonly (readonly [tone: string, icon: string, text: string])[]): void {
    while (this.reasons.children.length > reasons.length) this.reasons.lastElementChild?.remove();
    for (const [index, [tone, icon, text]] of reasons.entries()) {
      const item = this.reasons.children[index] ?? el('li', {}, el('span'), el('span'));
      if (item.parentElement === null) this.reasons.append(item);
      item.className = tone;
      say(item.children[0] as Element, icon);
      say(item.children[1] as Element, text);
    }
  }

  private value(key: string, name: string): void {
    const value = el('dd', {}, '–');
    this.values.set(key, value);
    this.figures.append(el('div', {}, el('dt', {}, name), value));
  }

  private say(key: string, text: string): void {
    const value = this.values.get(key);
    if (value !== undefined) say(value, text);
  }

  private timer({ name, actor, left, of }: Timer): HTMLElement {
    const bar = el('progress', { max: of, value: Math.max(0, of - left), 'aria-label': name });
    return el(
      'li',
      {},
      el('span', { class: 'name' }, `${name} `, el('span', { class: 'remark' }, actor)),
      bar,
      el('span', { class: 'remark' }, `${span(left)} of ${span(of)} left`),
    );
  }
}
