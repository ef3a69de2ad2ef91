import { el } from '../kit/dom';
import type { Session } from '../session/session';
import { DeadList } from './dead';
import { ConnectionsTable } from './table';

/** The first view: those that live, and those that have died. */
export class Overview {
  readonly element: HTMLElement;
  private readonly table: ConnectionsTable;

  constructor(session: Session, server: () => string | undefined) {
    this.table = new ConnectionsTable(session, server);
    this.element = el(
      'div',
      { class: 'view overview' },
      this.table.element,
      new DeadList(session).element,
    );
  }

  show(): void {
    void this.table.refresh();
  }

  focusSearch(): void {
    this.table.focusSearch();
  }
}
