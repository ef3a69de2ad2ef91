import type { DeadConnection } from '../../messages';
import { badge } from '../kit/badge';
import { el, say } from '../kit/dom';
import { bytes, clock, count, span } from '../kit/format';
import { linkTo } from '../kit/routes';
import { signOfDeath } from '../kit/words';
import type { Session } from '../session/session';

/** Lines that are shown: the newest. */
const MOST = 25;

const HEADS = ['#', 'peer', 'died', 'how', 'lived', 'received', 'sent', 'why'];

/** Those that have ended while somebody looked, the last first. */
export class DeadList {
  readonly element: HTMLElement;
  private readonly body = el('tbody', {});
  private readonly table = el('div', { class: 'scroll', tabindex: '0', hidden: '' });
  private readonly remark = el('span', { class: 'remark' });

  constructor(private readonly session: Session) {
    const heads = HEADS.map((name) => el('th', { scope: 'col' }, name));
    this.element = el(
      'section',
      { class: 'dead', 'aria-label': 'recently dead' },
      el('h2', {}, 'Recently dead ', this.remark),
      this.table,
    );
    this.table.append(el('table', {}, el('thead', {}, el('tr', {}, ...heads)), this.body));
    session.on('dead', () => this.show());
    session.on('welcome', () => this.show());
  }

  show(): void {
    const { dead, deadNotShown } = this.session;
    const shown = dead.slice(-MOST).reverse();
    this.body.replaceChildren(...shown.map((one) => this.line(one)));
    this.table.hidden = dead.length === 0;
    const others = dead.length - shown.length + deadNotShown;
    const none = dead.length === 0 ? 'nobody has since somebody looks' : '';
    say(this.remark, others > 0 ? `${count(others)} more not shown` : none);
  }

  private line(dead: DeadConnection): HTMLElement {
    const { id, peer, at, howDied, duration, bytesReceived, bytesSent, hasLife } = dead;
    const number = hasLife ? el('a', { href: linkTo.connection(dead) }, `#${id}`) : `#${id}`;
    const why = dead.handlerError ?? dead.error ?? '';
    const cells = [
      number,
      peer,
      clock(at),
      badge(signOfDeath(howDied), howDied),
      span(duration),
      bytes(bytesReceived),
      bytes(bytesSent),
      this.why(why),
    ];
    return el(
      'tr',
      {},
      ...cells.map((cell, index) => el('td', { 'data-name': HEADS[index] ?? '' }, cell)),
    );
  }

  /** The first line of an error; the others are its stack. */
  private why(text: string): Node | string {
    const [first = '', ...stack] = text.split('\n');
    if (stack.length === 0) return first;
    return el(
      'details',
      {},
      el('summary', {}, first),
      el('pre', { class: 'stack' }, stack.join('\n')),
    );
  }
}
