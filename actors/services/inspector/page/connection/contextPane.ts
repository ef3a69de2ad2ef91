import type { Json } from '../../messages';
import { el, say } from '../kit/dom';
import type { ActorThen, Moment } from './life';

const shown = (value: Json | undefined): string =>
  value === undefined ? '–' : JSON.stringify(value, null, 2);

/** What the two actors of a connection keep in mind. */
export class ContextPane {
  readonly element: HTMLElement;
  private readonly csa = el('pre', { tabindex: '0' });
  private readonly handler = el('pre', { tabindex: '0' });

  constructor() {
    this.element = el(
      'section',
      { class: 'panel contexts', 'aria-label': 'contexts' },
      el('h3', {}, 'Contexts'),
      el('details', { open: true }, el('summary', {}, 'handler'), this.handler),
      el('details', {}, el('summary', {}, 'CSA'), this.csa),
    );
  }

  show({ csa, handler }: Moment): void {
    const said = (actor: ActorThen | undefined) => shown(actor?.context);
    say(this.csa, said(csa));
    say(this.handler, said(handler));
  }
}
