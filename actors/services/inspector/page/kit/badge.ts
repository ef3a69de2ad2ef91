import { el } from './dom';
import type { Sign } from './words';

/** A word with its sign: `▲ blocked`. */
export function badge(sign: Sign, word: string, extra = ''): HTMLSpanElement {
  return el(
    'span',
    { class: `badge ${sign.tone} ${extra}`.trimEnd() },
    el('span', { class: 'icon', 'aria-hidden': 'true' }, sign.icon),
    word,
  );
}
