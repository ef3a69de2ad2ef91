import type { StreamMessage } from '../messages';
import { button, el, say } from './kit/dom';
import { count } from './kit/format';
import type { Session } from './session/session';

const ORIGIN = 'https://stately.ai';

/** Their `/inspect` only leads here. */
const PAGE = `${ORIGIN}/registry/inspect`;

const WARNING =
  'This loads a page of stately.ai. It is shown the charts, states, events and contexts of the server and of the connection that is watched: a third party sees them.';

/** Stately's inspector in a frame, or in a window of its own: only when somebody has asked for it. */
export class StatelyView {
  readonly element: HTMLElement;
  private readonly place = el('div', { class: 'frame' });
  private readonly said = el('p', { class: 'remark', role: 'status' });
  private readonly close: HTMLButtonElement;
  private opened: HTMLIFrameElement | Window | undefined;
  /** The window that has said that it is there. */
  private there: Window | undefined;
  private sent = 0;

  constructor(private readonly session: Session) {
    const inFrame = button({ class: 'primary' }, 'Open in Stately', () => this.openFrame());
    const inWindow = button({}, 'in a window of its own', () => this.openWindow());
    this.close = button({}, 'close it', () => this.end());
    this.close.hidden = true;
    this.element = el(
      'div',
      { class: 'view stately' },
      el(
        'section',
        { class: 'panel' },
        el('h2', {}, "Stately's inspector"),
        el('p', {}, WARNING),
        el('div', { class: 'tools' }, inFrame, inWindow, this.close),
        this.said,
      ),
      this.place,
    );
    window.addEventListener('message', (event) => this.heard(event));
    session.on('stately', (message) => this.pass(message));
    session.on('closed', () => this.post({ type: '@statelyai.disconnected' }));
    window.addEventListener('pagehide', () => this.post({ type: '@statelyai.disconnected' }));
  }

  private openFrame(): void {
    this.end();
    const frame = el('iframe', { src: PAGE, title: "Stately's inspector" });
    this.place.replaceChildren(frame);
    this.begin(frame);
  }

  private openWindow(): void {
    this.end();
    const opened = window.open(PAGE, 'xstateinspector');
    if (opened === null) say(this.said, 'The browser does not let this page open a window.');
    else this.begin(opened);
  }

  /** A frame has another window each time that its view is shown, and none while it is not. */
  private get window(): Window | null {
    const { opened } = this;
    return opened instanceof HTMLIFrameElement ? opened.contentWindow : (opened ?? null);
  }

  private begin(opened: HTMLIFrameElement | Window): void {
    this.opened = opened;
    this.there = undefined;
    this.sent = 0;
    this.close.hidden = false;
    say(this.said, "Waiting for Stately's page to say that it is there.");
  }

  private end(): void {
    if (this.opened === undefined) return;
    this.post({ type: '@statelyai.disconnected' });
    this.opened = undefined;
    this.place.replaceChildren();
    this.close.hidden = true;
    say(this.said, 'Closed: nothing more is said to it.');
    void this.session.watch({ stately: undefined }).catch(() => {});
  }

  /** It says so whenever it has been loaded, and then has to be told everything anew. */
  private heard({ source, origin, data }: MessageEvent): void {
    if (source === null || source !== this.window || origin !== ORIGIN) return;
    if ((data as { type?: unknown } | null)?.type !== '@statelyai.connected') return;
    this.there = source as Window;
    say(this.said, 'It is there, and is told everything.');
    this.session.watch({ stately: true }).catch((error: Error) => say(this.said, error.message));
  }

  private pass({ messages }: Extract<StreamMessage, { type: 'stately' }>): void {
    if (this.there === undefined || this.there !== this.window) return;
    for (const message of messages) this.post(message);
    this.sent += messages.length;
    say(this.said, `It has been told ${count(this.sent)} messages.`);
  }

  private post(message: object): void {
    if (this.there === this.window) this.there?.postMessage(message, ORIGIN);
  }
}
