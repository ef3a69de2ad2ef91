import { badge } from '../kit/badge';
import { button, el, mark, say } from '../kit/dom';
import { count } from '../kit/format';
import { signOfState } from '../kit/words';

/** How many connections are in which state; a click shows those alone. */
export class StateFilter {
  readonly element = el('div', { class: 'states', role: 'group', 'aria-label': 'by state' });
  chosen: string | undefined;
  private readonly buttons = new Map<string, HTMLButtonElement>();

  constructor(private readonly changed: () => void) {}

  show(states: { readonly [state: string]: number }): void {
    // What was chosen stays, with none in it, until it is let go.
    const chosen = this.chosen === undefined ? {} : { [this.chosen]: 0 };
    const all = Object.entries({ ...chosen, ...states }).sort(([a], [b]) => a.localeCompare(b));
    const names = new Set(all.map(([name]) => name));
    for (const [name, made] of this.buttons) {
      if (names.has(name)) continue;
      made.remove();
      this.buttons.delete(name);
    }
    for (const [name, value] of all) this.buttonOf(name, value);
    this.mark();
  }

  private buttonOf(name: string, value: number): void {
    let made = this.buttons.get(name);
    if (made === undefined) {
      made = button({ class: 'state-button' }, badge(signOfState(name), name), () => {
        this.chosen = this.chosen === name ? undefined : name;
        this.mark();
        this.changed();
      });
      made.append(el('span', { class: 'count' }));
      this.buttons.set(name, made);
      this.element.append(made);
    }
    say(made.lastElementChild as Element, count(value));
  }

  private mark(): void {
    for (const [name, made] of this.buttons) {
      mark(made, 'chosen', name === this.chosen);
      made.setAttribute('aria-pressed', String(name === this.chosen));
    }
  }
}
