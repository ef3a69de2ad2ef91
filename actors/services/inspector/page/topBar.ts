import type { ServerSummary } from '../messages';
import { badge } from './kit/badge';
import { el, mark, say } from './kit/dom';
import { linkTo, type Route } from './kit/routes';
import { innermost } from './kit/states';
import { themeButton } from './kit/theme';
import { signOfState } from './kit/words';
import { serverButtons } from './session/actions';
import { LinkBar } from './session/linkBar';
import type { Session } from './session/session';

const VIEWS = [
  ['connections', 'Connections', linkTo.connections, '1'],
  ['components', 'Components', linkTo.components, '2'],
  ['stately', 'Stately', linkTo.stately, '3'],
] as const;

/** The bar on top: which server, how it is, and where to go. */
export class TopBar {
  readonly element: HTMLElement;
  readonly sentence: HTMLElement;
  /** The server that is looked at, by its key. */
  server: string | undefined;
  private readonly choice = el('select', { 'aria-label': 'server' });
  private readonly state = el('span', {});
  private readonly actions = el('div', {});
  private readonly links = new Map<string, HTMLElement>();
  private shown = '';

  constructor(
    private readonly session: Session,
    changed: () => void,
  ) {
    for (const [to, name, href, key] of VIEWS) {
      this.links.set(to, el('a', { href, 'aria-keyshortcuts': key }, name));
    }
    const link = new LinkBar(session);
    this.sentence = link.sentence;
    this.choice.addEventListener('change', () => {
      this.server = this.choice.value;
      this.show();
      changed();
    });
    this.element = el(
      'header',
      { class: 'top' },
      el('h1', {}, 'xstate-net'),
      this.choice,
      this.state,
      link.sign,
      el('nav', { 'aria-label': 'views' }, ...this.links.values()),
      this.actions,
      themeButton(),
    );
    session.on('servers', () => this.show());
    session.on('welcome', () => this.show());
  }

  at(route: Route): void {
    for (const [to, link] of this.links) {
      const is = to === route.to;
      mark(link, 'chosen', is);
      if (is) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
  }

  private show(): void {
    const { servers } = this.session;
    const own = this.session.serverOf(this.server);
    this.server = own?.server;
    // As it is now, in one word: what is the same is not built anew, below somebody's fingers.
    const now = JSON.stringify([servers, this.server, this.session.welcome?.control]);
    if (now === this.shown || own === undefined) return;
    this.shown = now;
    this.choice.replaceChildren(...servers.map((server) => this.option(server)));
    this.choice.value = own.server;
    this.showState(own);
    const mayAct = this.session.welcome?.control === true && own.ended === undefined;
    this.actions.replaceChildren(...(mayAct ? [serverButtons(own)] : []));
    document.title = `${own.address ?? own.name} · xstate-net`;
  }

  private showState({ state, ended }: ServerSummary): void {
    const words = ended === undefined ? innermost(state) : 'ended';
    this.state.replaceChildren(badge(signOfState(words), words));
    if (ended?.error !== undefined) this.state.append(el('span', { class: 'remark' }, ended.error));
  }

  private option({ server, kind, name, address }: ServerSummary): HTMLOptionElement {
    const option = el('option', { value: server });
    // Of several, each goes by what the program calls it, too.
    const called = this.session.servers.length > 1 && name !== kind ? `${name} · ` : '';
    say(option, `${called}${kind} ${address ?? name}`);
    return option;
  }
}
