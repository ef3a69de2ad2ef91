import type { TreeNode } from '../../messages';
import { badge } from '../kit/badge';
import { button, el, mark } from '../kit/dom';
import { shortly } from '../kit/states';
import { signOfState } from '../kit/words';

const ICONS: Readonly<Record<TreeNode['kind'], string>> = {
  machine: '▣',
  supervisor: '❖',
  callback: 'ƒ',
  other: '◇',
};

/** The actors, each below the one that made it. */
export class Tree {
  readonly element = el('ul', { class: 'tree', 'aria-label': 'actors' });
  private chosen: string | undefined;

  constructor(private readonly choose: (node: TreeNode) => void) {}

  show(root: TreeNode, chosen: string | undefined): void {
    const focused = (document.activeElement as HTMLElement | null)?.dataset.actor;
    this.chosen = chosen;
    this.element.replaceChildren(this.item(root));
    if (focused === undefined) return;
    // What had the focus is a new element now.
    const again = [...this.element.querySelectorAll('button')];
    again.find((one) => one.dataset.actor === focused)?.focus();
  }

  private item(node: TreeNode): HTMLElement {
    const { actor, name, kind, state, status, holds, children } = node;
    const words = shortly(state);
    const made = button({ 'data-actor': actor, class: 'actor' }, '', () => this.choose(node));
    made.append(
      el('span', { class: 'icon', title: kind }, ICONS[kind]),
      el('span', { class: 'name' }, name),
      words === '' ? '' : badge(signOfState(words), words),
      status === 'active' ? '' : el('span', { class: 'remark' }, status),
      holds === undefined ? '' : el('span', { class: 'remark' }, holds),
    );
    mark(made, 'chosen', actor === this.chosen);
    if (actor === this.chosen) made.setAttribute('aria-current', 'true');
    const below = children.map((child) => this.item(child));
    return el('li', {}, made, below.length > 0 && el('ul', {}, ...below));
  }
}
