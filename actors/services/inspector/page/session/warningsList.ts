import type { Warning } from '../../messages';
import { el, say } from '../kit/dom';
import { count } from '../kit/format';
import { linkTo } from '../kit/routes';
import type { Session } from './session';

/** Warnings that are shown at once, the others behind a click: beside one connection there is less room. */
const FIRST = { alone: 3, beside: 1 };

const ICONS: Readonly<Record<Warning['kind'], string>> = {
  blocked: '▲',
  paused: '❚❚',
  unsentNearLimit: '▲',
  idleNearTimeout: '◷',
  connectionsNearLimit: '▲',
  handlerError: '⚠',
  loopDelay: '◷',
  inspector: 'ⓘ',
};

/** What somebody should know, above everything else. */
export class WarningsList {
  readonly element = el('section', { class: 'warnings', 'aria-label': 'warnings', role: 'status' });
  private readonly first = el('ul', {});
  private readonly others = el('ul', {});
  private readonly more = el('summary', {});
  private readonly rest = el('details', {}, this.more, this.others);
  private readonly lines = new Map<string, HTMLElement>();
  private most = FIRST.alone;

  constructor(private readonly session: Session) {
    this.element.append(this.first, this.rest);
    session.on('warnings', () => this.show());
    this.show();
  }

  /** Whether one connection is looked at. */
  beside(is: boolean): void {
    this.most = is ? FIRST.beside : FIRST.alone;
    this.show();
  }

  private show(): void {
    const { warnings } = this.session;
    const known = new Set(warnings.map(({ key }) => key));
    for (const [key, line] of this.lines) {
      if (known.has(key)) continue;
      line.remove();
      this.lines.delete(key);
    }
    const lines = warnings.map((warning) => this.line(warning));
    this.place(this.first, lines.slice(0, this.most));
    this.place(this.others, lines.slice(this.most));
    const hidden = Math.max(0, lines.length - this.most);
    say(this.more, `${count(hidden)} more ${hidden === 1 ? 'warning' : 'warnings'}`);
    this.rest.hidden = hidden === 0;
    this.element.hidden = lines.length === 0;
  }

  /** Moves only what has to move, so that what is open stays open. */
  private place(list: HTMLElement, lines: readonly HTMLElement[]): void {
    for (const [index, line] of lines.entries()) {
      if (list.children[index] !== line) list.insertBefore(line, list.children[index] ?? null);
    }
  }

  /** Where there are several servers, each of which has a connection #1: whose it is. */
  private whose({ server, connection }: Warning): string {
    const { servers } = this.session;
    const key = connection?.server ?? server;
    const own = servers.length > 1 ? servers.find((one) => one.server === key) : undefined;
    return own === undefined ? '' : `at ${own.address ?? own.name}`;
  }

  private line(warning: Warning): HTMLElement {
    const { key, kind, connection, text, stack } = warning;
    const known = this.lines.get(key);
    if (known !== undefined) {
      say(known.querySelector('.text') as Element, text);
      return known;
    }
    const whose = this.whose(warning);
    const line = el(
      'li',
      { class: kind },
      el('span', { class: 'icon', 'aria-hidden': 'true' }, ICONS[kind]),
      el('span', { class: 'text' }, text),
      connection === undefined
        ? whose !== '' && el('span', { class: 'remark' }, whose)
        : el('a', { href: linkTo.connection(connection) }, `#${connection.id} ${whose}`.trimEnd()),
      stack !== undefined &&
        el('details', {}, el('summary', {}, 'stack'), el('pre', { class: 'stack' }, stack)),
    );
    this.lines.set(key, line);
    return line;
  }
}
