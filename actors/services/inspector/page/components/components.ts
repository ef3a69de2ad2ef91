import type { ComponentTree, TreeNode } from '../../messages';
import { ChartPane } from '../chart/chartPane';
import { el, say } from '../kit/dom';
import { count } from '../kit/format';
import { ask } from '../session/requests';
import type { Session } from '../session/session';
import { componentBoxes } from './boxes';
import { Tree } from './tree';

function find(node: TreeNode, actor: string | undefined): TreeNode | undefined {
  if (node.actor === actor) return node;
  for (const child of node.children) {
    const found = find(child, actor);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The first that has a chart to show. */
function firstMachine(node: TreeNode): TreeNode | undefined {
  if (node.chart !== undefined) return node;
  return node.children.map(firstMachine).find((found) => found !== undefined);
}

/** The view of the actors: a tree, and the one that was chosen with its boxes and its chart. */
export class Components {
  readonly element: HTMLElement;
  private readonly tree = new Tree((node) => {
    this.chosen = node.actor;
    void this.refresh();
  });
  private readonly remark = el('p', { class: 'remark', role: 'status' });
  private readonly boxes = el('div', {});
  private readonly pane = new ChartPane('chart');
  private chosen: string | undefined;

  constructor(
    private readonly session: Session,
    private readonly server: () => string | undefined,
  ) {
    const left = el('section', { class: 'panel' }, el('h2', {}, 'Components'), this.tree.element);
    left.append(this.remark);
    const right = el('div', { class: 'detail' }, this.boxes, this.pane.element);
    this.element = el('div', { class: 'view components' }, left, right);
    session.on('totals', () => void this.refresh());
  }

  show(): void {
    void this.refresh();
  }

  private async refresh(): Promise<void> {
    if (!this.element.isConnected || this.session.link !== 'live') return;
    try {
      this.draw(await ask<ComponentTree>('/api/tree'));
    } catch (error) {
      say(this.remark, (error as Error).message);
    }
  }

  private draw({ root, notShown }: ComponentTree): void {
    const node = find(root, this.chosen ?? this.server()) ?? firstMachine(root) ?? root;
    this.tree.show(root, node.actor);
    say(this.remark, notShown > 0 ? `${count(notShown)} more actors are not shown` : '');
    this.boxes.replaceChildren(componentBoxes(node));
    void this.pane.show(node.chart);
    this.pane.light({ state: node.state, marks: [] });
  }
}
