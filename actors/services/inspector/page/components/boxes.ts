import type { Box, TreeNode } from '../../messages';
import { el } from '../kit/dom';

function side(name: string, arrow: string, boxes: readonly Box[]): HTMLElement {
  const items = boxes.map(({ name: box, words }) =>
    el(
      'li',
      {},
      el('span', { class: 'box-name' }, `${arrow} ${box}`),
      el('span', { class: 'words' }, words.join(', ')),
    ),
  );
  const none = el('li', { class: 'empty' }, 'none');
  return el('div', {}, el('h4', {}, name), el('ul', {}, ...(items.length > 0 ? items : [none])));
}

/** An actor as a component: what it hears on the left, what it says on the right. */
export function componentBoxes({ name, inboxes, outboxes }: TreeNode): HTMLElement {
  return el(
    'div',
    { class: 'component' },
    side('inboxes', '→', inboxes),
    el('strong', {}, name),
    side('outboxes', '→', outboxes),
  );
}
