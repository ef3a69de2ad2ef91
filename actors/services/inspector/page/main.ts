/** The inspector's page. */

import { Components } from './components/components';
import { ConnectionView } from './connection/connectionView';
import { Overview } from './connections/overview';
import { Keys } from './keys';
import { mark } from './kit/dom';
import { linkTo, routeOf } from './kit/routes';
import { Session } from './session/session';
import { WarningsList } from './session/warningsList';
import { StatelyView } from './stately';
import { TopBar } from './topBar';
import { TotalsHeader } from './totals/header';

const session = new Session();
const bar = new TopBar(session, () => changedServer());
const server = () => bar.server;
const totals = new TotalsHeader(session, server);
const warnings = new WarningsList(session);
const overview = new Overview(session, server);
const components = new Components(session, server);
const connection = new ConnectionView(session);
const stately = new StatelyView(session);
const main = document.createElement('main');

function changedServer(): void {
  totals.show();
  overview.show();
}

function place(view: { readonly element: HTMLElement }): void {
  if (main.firstElementChild === view.element) return;
  main.replaceChildren(view.element);
  scrollTo(0, 0);
}

function go(): void {
  const route = routeOf(location.hash);
  bar.at(route);
  const isBeside = route.to === 'connection' || route.to === 'next';
  mark(totals.element, 'beside', isBeside);
  warnings.beside(isBeside);
  // Stately's page is shown what is watched, so it goes on being watched behind it.
  const isWatching = isBeside || route.to === 'stately';
  if (!isWatching && !session.isFeedingStately) connection.leave();
  switch (route.to) {
    case 'connections':
      place(overview);
      overview.show();
      return;
    case 'components':
      place(components);
      components.show();
      return;
    case 'stately':
      place(stately);
      return;
    case 'connection':
      place(connection);
      void connection.open(route.connection);
      return;
    case 'next':
      place(connection);
      void connection.openNext(route.server);
  }
}

new Keys({
  search: () => {
    location.hash = linkTo.connections;
    overview.focusSearch();
  },
});
document.body.append(bar.element, bar.sentence, totals.element, warnings.element, main);
window.addEventListener('hashchange', go);
session.start();
go();
