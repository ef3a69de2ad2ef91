import type { ConnectionRow } from '../../messages';
import { el } from '../kit/dom';
import { linkTo } from '../kit/routes';
import { COLUMNS } from './columns';

interface Line {
  readonly row: HTMLTableRowElement;
  readonly texts: string[];
}

/** The lines of the table: kept from one answer to the next, so that what is selected or focused stays so. */
export class Rows {
  readonly body = el('tbody', {});
  private lines = new Map<string, Line>();

  show(rows: readonly ConnectionRow[]): void {
    const lines = new Map<string, Line>();
    for (const row of rows) {
      const key = `${row.server} ${row.id}`;
      const line = this.lines.get(key) ?? this.made(row);
      lines.set(key, line);
      this.fill(line, row);
    }
    for (const [key, { row }] of this.lines) if (!lines.has(key)) row.remove();
    this.lines = lines;
    for (const [index, { row }] of [...lines.values()].entries()) {
      if (this.body.children[index] !== row) {
        this.body.insertBefore(row, this.body.children[index] ?? null);
      }
    }
  }

  private made({ server, id }: ConnectionRow): Line {
    const cells = COLUMNS.map(({ name, isFigure }, index) =>
      el(
        'td',
        { 'data-name': name, class: isFigure ? 'figure-cell' : undefined },
        index === 0 && el('a', { href: linkTo.connection({ server, id }) }, `#${id}`),
      ),
    );
    const row = el('tr', {}, ...cells);
    row.addEventListener('click', () => {
      if (getSelection()?.isCollapsed !== false) location.hash = linkTo.connection({ server, id });
    });
    return { row, texts: [`#${id}`] };
  }

  private fill({ row, texts }: Line, data: ConnectionRow): void {
    for (const [index, { text, show }] of COLUMNS.entries()) {
      const said = text(data);
      if (texts[index] === said) continue;
      texts[index] = said;
      row.children[index]?.replaceChildren(show?.(data) ?? said);
    }
  }
}
