import type { Chart } from '../../../charts/chart';
import type { Drawing } from '../../../charts/drawing';
import { mermaidOf } from '../../../charts/mermaid';
import { copyButton } from '../kit/copy';
import { button, el, say } from '../kit/dom';
import { shortly } from '../kit/states';
import { boxesOf } from './boxes';
import { chartBy } from './charts';
import { diagramOf } from './diagram';
import { drawingOf } from './layout';
import { type Lit, light, markWords } from './lit';

const DARK: Lit = { state: undefined, marks: [] };

/** The size of a picture's letters, at which a chart is begun to be shown, at least: what is left of it scrolls. */
const LEAST_SCALE = 0.55;

const STEP = 1.25;

/** A chart in the page: boxes at once, the diagram when it is laid out; active states lit, the last transition marked. */
export class ChartPane {
  readonly element: HTMLElement;
  private readonly title = el('h3', {});
  private readonly words = el('p', { class: 'words' });
  private readonly body = el('div', { class: 'body', tabindex: '0' });
  private readonly tools = el('div', { class: 'tools' });
  private id: string | undefined;
  private chart: Chart | undefined;
  private drawing: Drawing | undefined;
  private lit: Lit = DARK;
  private asBoxes = false;
  /** Of the picture's own size; undefined for whatever fits. */
  private scale: number | undefined;

  constructor(private readonly role: string) {
    say(this.title, role);
    this.element = el(
      'section',
      { class: 'chart', 'aria-label': role },
      el('header', {}, this.title, this.words, this.tools),
      this.body,
    );
    new ResizeObserver(() => this.fit()).observe(this.body);
  }

  /** Shows the chart of that id, or says that there is none. */
  async show(id: string | undefined): Promise<void> {
    if (id === this.id && (id !== undefined || this.chart !== undefined)) return;
    this.id = id;
    this.chart = undefined;
    this.drawing = undefined;
    this.tools.replaceChildren();
    if (id === undefined) {
      this.none('It has no chart: its logic is no statechart.');
      return;
    }
    try {
      const { chart, name } = await chartBy(id);
      if (this.id !== id) return;
      this.chart = chart;
      say(this.title, this.role === name ? name : `${this.role}: ${name}`);
      this.begin(chart);
      this.drawing = await drawingOf(chart);
      if (this.id === id) this.draw();
    } catch (error) {
      if (this.id === id && this.chart === undefined) this.none((error as Error).message);
    }
  }

  /** Says in place of a chart why there is none. */
  none(why: string): void {
    this.id = undefined;
    this.body.replaceChildren(el('p', { class: 'empty' }, why));
    say(this.words, '');
  }

  light(lit: Lit): void {
    this.lit = lit;
    if (this.chart === undefined) return;
    light(this.body, this.chart, lit);
    const taken = markWords(this.chart, lit.marks);
    const now = shortly(lit.state);
    say(this.words, taken === '' ? now : `${now} · last: ${taken}`);
    this.words.title = this.words.textContent ?? '';
    this.reveal();
  }

  private begin(chart: Chart): void {
    this.tools.replaceChildren(
      button({ title: 'Boxes or diagram' }, 'boxes', () => {
        this.asBoxes = !this.asBoxes;
        this.draw();
      }),
      button({ title: 'Smaller', 'aria-label': 'smaller' }, '−', () => this.zoom(1 / STEP)),
      button({ title: 'As wide as there is room', 'aria-label': 'fit' }, 'fit', () => {
        this.scale = undefined;
        this.fit();
      }),
      button({ title: 'Larger', 'aria-label': 'larger' }, '+', () => this.zoom(STEP)),
      copyButton('copy as Mermaid', () => mermaidOf(chart)),
    );
    this.body.replaceChildren(boxesOf(chart));
    this.light(this.lit);
  }

  private draw(): void {
    const { chart, drawing, asBoxes } = this;
    if (chart === undefined) return;
    const picture = asBoxes || drawing === undefined;
    this.body.replaceChildren(picture ? boxesOf(chart) : diagramOf(drawing, chart.id));
    const [toggle] = this.tools.children;
    if (toggle !== undefined) say(toggle, picture ? 'diagram' : 'boxes');
    this.fit();
    this.light(this.lit);
  }

  private zoom(by: number): void {
    this.scale = Math.min(3, Math.max(0.2, (this.scale ?? this.fitting()) * by));
    this.fit();
  }

  private fitting(): number {
    const room = this.body.clientWidth;
    const { width } = this.drawing ?? { width: room };
    return Math.min(1, Math.max(LEAST_SCALE, (room - 2) / width));
  }

  private fit(): void {
    const picture = this.body.querySelector('svg');
    if (picture === null || this.drawing === undefined) return;
    const scale = this.scale ?? this.fitting();
    picture.style.width = `${this.drawing.width * scale}px`;
    picture.style.height = `${this.drawing.height * scale}px`;
  }

  /** Scrolls to what is active, as far as the pane alone has to move for it. */
  private reveal(): void {
    const { body } = this;
    const active = [...body.querySelectorAll('svg .state.active.atomic, svg .state.active.final')];
    const [first] = active;
    if (first === undefined) return;
    const room = body.getBoundingClientRect();
    const isSeen = active.some((element) => {
      const box = element.getBoundingClientRect();
      return (
        box.top >= room.top &&
        box.bottom <= room.bottom &&
        box.left < room.right &&
        box.right > room.left
      );
    });
    if (isSeen) return;
    const box = first.getBoundingClientRect();
    body.scrollTop += box.top - room.top - room.height / 2;
    body.scrollLeft += box.left - room.left - room.width / 2;
  }
}
