import { el, mark, say } from '../kit/dom';
import { Curve } from './curve';

/** A figure in the header: what it is, how much now, a remark, and its curve. */
export class Figure {
  readonly element: HTMLElement;
  private readonly value = el('strong', {});
  private readonly remark = el('span', { class: 'remark' });
  private readonly curve: Curve | undefined;

  constructor(name: string, what: string, lines: readonly string[] = []) {
    this.curve = lines.length > 0 ? new Curve(lines) : undefined;
    this.element = el(
      'div',
      { class: 'figure', title: what },
      el('span', { class: 'label' }, name),
      this.value,
      this.remark,
      this.curve?.element,
    );
  }

  show(value: string, remark = '', isAlarming = false): void {
    say(this.value, value);
    say(this.remark, remark);
    mark(this.element, 'alarming', isAlarming);
  }

  draw(values: readonly (readonly number[])[], room: number): void {
    this.curve?.draw(values, room);
  }
}
