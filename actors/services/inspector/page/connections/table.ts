import type { ConnectionColumn, ConnectionsPage, ConnectionsQuery } from '../../messages';
import { button, el, say } from '../kit/dom';
import { count } from '../kit/format';
import { linkTo } from '../kit/routes';
import { ask, pathOf } from '../session/requests';
import type { Session } from '../session/session';
import { COLUMNS } from './columns';
import { Rows } from './rows';
import { StateFilter } from './stateFilter';

const PAGE = 50;

/** The table of connections: the server sorts, searches and pages it, for there may be ten thousand. */
export class ConnectionsTable {
  readonly element: HTMLElement;
  private readonly rows = new Rows();
  private readonly filter = new StateFilter(() => this.again());
  private readonly search = el('input', {
    type: 'search',
    placeholder: 'peer, #id or state',
    'aria-label': 'search connections',
    'aria-keyshortcuts': '/',
  });
  private readonly heads: ReadonlyMap<ConnectionColumn, HTMLElement>;
  private readonly found = el('span', { class: 'remark', role: 'status' });
  private readonly back = button({ 'aria-label': 'previous page' }, '‹', () => this.turn(-PAGE));
  private readonly on = button({ 'aria-label': 'next page' }, '›', () => this.turn(PAGE));
  private readonly next = el('a', { class: 'next' }, 'Watch the next that comes');
  private sort: ConnectionColumn = 'id';
  private order: 'asc' | 'desc' = 'asc';
  private offset = 0;
  private isAsking = false;
  private isStale = false;

  constructor(
    private readonly session: Session,
    private readonly server: () => string | undefined,
  ) {
    this.heads = new Map(COLUMNS.map(({ key, name }) => [key, this.head(key, name)]));
    const table = el(
      'table',
      {},
      el('thead', {}, el('tr', {}, ...this.heads.values())),
      this.rows.body,
    );
    this.element = el(
      'section',
      { class: 'connections', 'aria-label': 'connections' },
      el('div', { class: 'toolbar' }, this.search, this.filter.element, this.next),
      el('div', { class: 'scroll', tabindex: '0' }, table),
      el('div', { class: 'pager' }, this.back, this.found, this.on),
    );
    this.search.addEventListener('input', () => this.again());
    session.on('totals', () => this.refresh());
    this.showSort();
  }

  focusSearch(): void {
    this.search.focus();
  }

  /** Asks for what is shown, unless it is shown nowhere. */
  async refresh(): Promise<void> {
    if (!this.element.isConnected || this.session.link !== 'live') return;
    this.isStale = this.isAsking;
    if (this.isAsking) return;
    const server = this.session.serverOf(this.server());
    if (server !== undefined) this.next.href = linkTo.next(server.server);
    this.isAsking = true;
    try {
      this.filter.show(this.ownStates());
      this.show(await ask<ConnectionsPage>(this.path()));
    } catch (error) {
      say(this.found, (error as Error).message);
    } finally {
      this.isAsking = false;
      if (this.isStale) void this.refresh();
    }
  }

  private again(): void {
    this.offset = 0;
    void this.refresh();
  }

  private turn(by: number): void {
    this.offset = Math.max(0, this.offset + by);
    void this.refresh();
  }

  private ownStates(): { readonly [state: string]: number } {
    const servers = this.session.totals?.servers ?? [];
    const own = servers.find(({ server }) => server === this.server()) ?? servers[0];
    return own?.states ?? {};
  }

  private path(): string {
    const query: { readonly [K in keyof ConnectionsQuery]: ConnectionsQuery[K] | undefined } = {
      server: this.server(),
      sort: this.sort,
      order: this.order,
      search: this.search.value.trim() || undefined,
      state: this.filter.chosen,
      offset: this.offset,
      limit: PAGE,
    };
    return pathOf('/api/connections', query);
  }

  private show({ found, live, rows }: ConnectionsPage): void {
    if (rows.length === 0 && found > 0 && this.offset > 0) {
      this.turn(-PAGE);
      return;
    }
    this.rows.show(rows);
    const last = this.offset + rows.length;
    const shown = rows.length === 0 ? 'none' : `${count(this.offset + 1)} to ${count(last)}`;
    const of =
      found === live ? `of ${count(live)}` : `of ${count(found)} found, ${count(live)} live`;
    say(this.found, `${shown} ${of}`);
    this.back.disabled = this.offset === 0;
    this.on.disabled = last >= found;
  }

  private head(key: ConnectionColumn, name: string): HTMLElement {
    const sorted = button({}, name, () => {
      this.order = this.sort === key && this.order === 'asc' ? 'desc' : 'asc';
      this.sort = key;
      this.showSort();
      this.again();
    });
    return el('th', { scope: 'col' }, sorted);
  }

  private showSort(): void {
    for (const [key, head] of this.heads) {
      const direction = this.order === 'asc' ? 'ascending' : 'descending';
      head.setAttribute('aria-sort', key === this.sort ? direction : 'none');
    }
  }
}
