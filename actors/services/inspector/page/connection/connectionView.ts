import type {
  ConnectionKey,
  LifeAnswer,
  LifeRecord,
  StreamMessage,
  WatchAnswer,
} from '../../messages';
import { ChartPane } from '../chart/chartPane';
import { copyButton, saveAs } from '../kit/copy';
import { button, el, say } from '../kit/dom';
import { signOfDeath } from '../kit/words';
import { connectionButtons } from '../session/actions';
import { ask, askText, pathOf } from '../session/requests';
import type { Session } from '../session/session';
import { ContextPane } from './contextPane';
import { Life } from './life';
import { Sequence } from './sequence';
import { Slider } from './slider';
import { VitalsPane } from './vitals';

type Watching = Extract<StreamMessage, { type: 'watching' }>;

const isSame = (a: ConnectionKey | undefined, b: ConnectionKey) =>
  a?.id === b.id && a.server === b.server;

/** One connection: its two charts live, what it says and hears, and every step that was recorded. */
export class ConnectionView {
  readonly element: HTMLElement;
  private connection: ConnectionKey | undefined;
  private life = new Life();
  private peer = '';
  private isDead = false;
  private isDue = false;
  private isReordered = false;
  private readonly title = el('h2', {});
  private readonly actions = el('div', {});
  private readonly vitals = new VitalsPane();
  private readonly contexts = new ContextPane();
  private readonly csa = new ChartPane('CSA');
  private readonly handler = new ChartPane('handler');
  private readonly slider = new Slider(() => this.draw());
  private readonly sequence = new Sequence((n) => this.stepTo(n));

  constructor(private readonly session: Session) {
    const save = button({ class: 'quiet' }, 'save as script', () => void this.save());
    const copy = copyButton('copy messages as Mermaid', () => this.written('mermaid'));
    this.element = el(
      'div',
      { class: 'view connection' },
      el('div', { class: 'head' }, this.title, save, copy, this.actions),
      this.vitals.reasons,
      this.slider.element,
      this.csa.element,
      el(
        'div',
        { class: 'below' },
        el(
          'div',
          { class: 'aside' },
          this.handler.element,
          this.vitals.element,
          this.contexts.element,
        ),
        this.sequence.element,
      ),
    );
    session.onAnswer((answer) => this.answered(answer));
    session.on('watching', (message) => this.watched(message));
    session.on('records', ({ connection, records }) => {
      if (isSame(this.connection, connection)) this.take(records);
    });
    session.on('vitals', (vitals) => {
      if (!isSame(this.connection, vitals.connection) || this.isDead) return;
      this.vitals.show(vitals, this.life.at(this.life.records.length - 1).csa?.state);
    });
  }

  /** Watches a connection, or shows what was recorded of it. */
  async open(connection: ConnectionKey): Promise<void> {
    if (isSame(this.connection, connection)) return;
    this.begin(connection);
    await this.watch(() => this.session.watch({ connection, next: undefined }));
    await this.readLife(connection);
  }

  /** Waits for the next connection of a server, to see it from its first byte on. */
  async openNext(server: string): Promise<void> {
    this.begin(undefined);
    this.vitals.tell(
      'calm',
      '◌',
      'Waiting for the next connection, to see it from its first byte on.',
    );
    await this.watch(() => this.session.watch({ connection: undefined, next: server }));
  }

  /** Watches nobody. */
  leave(): void {
    this.connection = undefined;
    void this.session.watch({ connection: undefined, next: undefined }).catch(() => {});
  }

  private begin(connection: ConnectionKey | undefined): void {
    this.connection = connection;
    this.life = new Life();
    this.isDead = false;
    this.peer = '';
    this.slider.chosen = undefined;
    this.sequence.begin(this.life);
    this.actions.replaceChildren();
    this.csa.none('Nothing is known of it yet.');
    this.handler.none('Nothing is known of it yet.');
    this.head();
    this.draw();
  }

  private async watch(ask: () => Promise<WatchAnswer>): Promise<void> {
    try {
      this.answered(await ask());
    } catch (error) {
      this.vitals.tell('bad', '✕', (error as Error).message);
    }
  }

  private answered({ watching, reason }: WatchAnswer): void {
    if (watching || reason === undefined || this.isDead) return;
    this.vitals.tell('warn', '○', `It is not watched: ${reason}.`);
    // What was recorded of it when it was.
    if (this.connection !== undefined) void this.readLife(this.connection);
  }

  private watched({ connection, info }: Watching): void {
    const isNext = this.connection === undefined && this.element.isConnected;
    if (isNext) {
      this.connection = connection;
      // From here on this one is wished for, also where the wish is said anew.
      void this.watch(() => this.session.watch({ connection, next: undefined }));
    }
    if (!isSame(this.connection, connection)) return;
    this.peer = info.family === 'unix' ? (info.path ?? 'unix') : `${info.peer}:${info.peerport}`;
    this.head();
    if (this.session.welcome?.control) {
      this.actions.replaceChildren(connectionButtons(connection, this.peer));
    }
    void this.readLife(connection);
  }

  private async readLife({ server, id }: ConnectionKey): Promise<void> {
    try {
      const answer = await ask<LifeAnswer>(pathOf('/api/life', { server, id }));
      if (isSame(this.connection, answer.connection)) this.take(answer.records, answer.forgotten);
    } catch {
      // Nothing was recorded of it, which is said where it is not watched.
    }
  }

  private take(records: readonly LifeRecord[], forgotten?: number): void {
    if (this.life.add(records, forgotten)) this.isReordered = true;
    const last = this.life.records.at(-1);
    if (last?.type === 'end' && !this.isDead) this.died(last);
    this.drawSoon();
  }

  private died({ dead }: Extract<LifeRecord, { type: 'end' }>): void {
    this.isDead = true;
    this.peer = dead.peer;
    this.actions.replaceChildren();
    const why = dead.handlerError ?? dead.error;
    const because = why === undefined ? '' : ` – ${why.split('\n')[0]}`;
    const { tone, icon } = signOfDeath(dead.howDied);
    this.vitals.tell(
      tone,
      icon,
      `It is over: ${dead.howDied}${because}. Step back to see how it came.`,
    );
    this.vitals.showFigures({ ...dead, unsent: Math.max(0, dead.bytesSaid - dead.bytesSent) });
    this.head();
  }

  private head(): void {
    const { connection, peer } = this;
    if (connection === undefined) say(this.title, 'The next connection');
    else say(this.title, `Connection #${connection.id} ${peer}`);
  }

  /** At most once for what the browser shows, however many records come. */
  private drawSoon(): void {
    if (this.isDue) return;
    this.isDue = true;
    requestAnimationFrame(() => {
      this.isDue = false;
      this.draw();
    });
  }

  private draw(): void {
    const { life, slider } = this;
    slider.show(life.records);
    this.sequence.show(this.isReordered);
    this.isReordered = false;
    const moment = life.at(slider.index);
    for (const [pane, actor] of [
      [this.csa, moment.csa],
      [this.handler, moment.handler],
    ] as const) {
      if (actor === undefined) continue;
      void pane.show(actor.chart);
      pane.light({ state: actor.state, marks: actor.marks });
    }
    this.contexts.show(moment);
    this.sequence.at(life.records[slider.index], slider.chosen === undefined);
  }

  private stepTo(n: number): void {
    const index = this.life.records.findIndex((record) => record.n === n);
    if (index >= 0) this.slider.go(index);
  }

  /** What was seen, written down by the server. */
  private written(how: 'script' | 'mermaid'): Promise<string> {
    const { server, id } = this.connection ?? { server: '', id: 0 };
    return askText(pathOf(`/api/${how}`, { server, id }));
  }

  private async save(): Promise<void> {
    try {
      const name = `connection-${this.connection?.id ?? 0}.json`;
      saveAs(name, await this.written('script'), 'application/json');
    } catch (error) {
      this.vitals.tell('warn', '✕', `No script: ${(error as Error).message}`);
    }
  }
}
