import { el, say } from '../kit/dom';
import { count } from '../kit/format';
import type { Link, Session } from './session';

const SAID: Readonly<Record<Link, readonly [icon: string, word: string, what: string]>> = {
  connecting: ['◌', 'connecting', ''],
  live: ['●', 'live', ''],
  resting: ['❚❚', 'resting', 'Nobody sees this tab, so nothing is asked.'],
  lost: [
    '✕',
    'lost',
    'The program does not answer: it has ended, or is busy. What was seen stays here; it is tried again.',
  ],
  full: [
    '◌',
    'no place',
    'As many pages look at the program as it serves at a time. Close one of them: this one tries again every few seconds.',
  ],
  refused: [
    '✕',
    'refused',
    'The program does not know this page any more: it was started anew. Open the address that it printed.',
  ],
  closed: ['○', 'ended', 'The program has let go of this page. What was seen stays here.'],
};

/** How the page stands with the program: a sign in the header, and a sentence where something is wrong. */
export class LinkBar {
  readonly sign = el('span', { class: 'link', role: 'status' });
  readonly sentence = el('p', { class: 'link-sentence', role: 'alert' });

  constructor(private readonly session: Session) {
    session.onLink(() => this.show());
    session.on('notShown', () => this.show());
    this.show();
  }

  private show(): void {
    const { link, notShown } = this.session;
    const [icon, word, what] = SAID[link];
    say(this.sign, `${icon} ${word}`);
    this.sign.className = `link ${link}`;
    const missed = `This page was too slow for ${count(notShown)} messages, which are not shown.`;
    say(this.sentence, [what, notShown > 0 ? missed : ''].filter(Boolean).join(' '));
    this.sentence.hidden = this.sentence.textContent === '' || link === 'resting';
  }
}
