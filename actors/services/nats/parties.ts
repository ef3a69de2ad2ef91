import type { Member } from '../../../machines/handler/backplane';
import type { NatsConnection } from './natsApi';
import { notCarried } from './natsErrors';
import type { ResolvedNatsOptions } from './natsOptions';
import { type Presence, type Stamped, sorted } from './presence';
import { stampedMembers } from './presenceWord';

/** Signs of life that may be missing before a party counts as gone. */
const PATIENCE = 3;

/** Members in one answer: a topic may have more than fit into a message. */
const CHUNK = 100;

/** Parties that are remembered as silent: those that were killed never come back. */
const MOST_SILENT = 1_000;

/** How long a party that has just come waits for others to say that they are there, at least, in milliseconds. */
const INTRODUCTION = 250;

/** What parties say to each other. */
type Word =
  | { readonly say: 'hello' | 'alive' | 'gone' | 'again'; readonly party: string }
  | { readonly say: 'who'; readonly party: string; readonly id: number; readonly topic: string }
  | {
      readonly say: 'here';
      readonly party: string;
      readonly id: number;
      readonly members: readonly Stamped[];
      readonly more: boolean;
    };

/** A question that waits for the answers of others. */
interface Question {
  readonly topic: string;
  readonly tell: boolean;
  readonly awaited: Set<string>;
  readonly answers: Map<string, Stamped[]>;
  end(): void;
}

export interface PartiesHome {
  isWanted(topic: string): boolean;
  report(error: unknown): void;
  /** Another party took this one for gone: it has to be told again who is present here. */
  announceAll(): void;
}

/** The other processes at the same NATS: who is alive, and who is present there. */
export class Parties {
  private readonly alive = new Map<string, number>();
  /** Those that were silent for too long, and may only have been held up. */
  private readonly silent = new Set<string>();
  private readonly questions = new Map<number, Question>();
  private asked = 0;
  private introducedAt = 0;
  private connection: NatsConnection | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly party: string,
    private readonly options: ResolvedNatsOptions,
    private readonly presence: Presence,
    private readonly home: PartiesHome,
  ) {}

  connected(connection: NatsConnection): void {
    this.connection = connection;
    this.introducedAt = Date.now();
    this.silent.clear();
    for (const party of this.alive.keys()) this.alive.set(party, this.introducedAt);
    const callback = (error: Error | null, { data }: { readonly data: Uint8Array }): void => {
      if (error !== null) this.home.report(error);
      else this.heard(data);
    };
    connection.subscribe(`${this.options.prefix}.all`, { callback });
    connection.subscribe(`${this.options.prefix}.to.${this.party}`, { callback });
    this.say({ say: 'hello', party: this.party });
    this.timer = setInterval(() => this.beat(), this.options.heartbeat);
    this.timer.unref();
    for (const topic of this.presence.topicsOfOthers()) this.ask(topic, true, () => {});
  }

  disconnected(): void {
    this.connection = undefined;
    clearInterval(this.timer);
    for (const question of [...this.questions.values()]) question.end();
  }

  leaving(): void {
    this.say({ say: 'gone', party: this.party });
  }

  /** Who was there before a topic was wanted: nobody is told of them as of somebody who has come. */
  learn(topic: string): void {
    if (this.connection !== undefined) this.ask(topic, false, () => {});
  }

  members(topic: string): Promise<readonly Member[]> {
    return new Promise((resolve, reject) => {
      if (this.connection === undefined) {
        reject(notCarried(topic, 'NATS is not connected, and nobody can be asked who is present'));
        return;
      }
      this.ask(topic, true, (answers) => {
        // Who has not answered in time is taken to have who was there last.
        const others = new Map([...this.presence.othersOf(topic), ...answers]);
        resolve(sorted([this.presence.ownOf(topic), ...others.values()]));
      });
    });
  }

  private ask(
    topic: string,
    tell: boolean,
    then: (answers: ReadonlyMap<string, Stamped[]>) => void,
  ): void {
    this.asked += 1;
    const id = this.asked;
    const { membersTimeout, heartbeat } = this.options;
    const end = (): void => {
      if (!this.questions.delete(id)) return;
      clearTimeout(timer);
      then(question.answers);
    };
    const isNew = Date.now() - this.introducedAt < heartbeat;
    const timer = setTimeout(end, isNew ? Math.min(INTRODUCTION, membersTimeout) : membersTimeout);
    // One whom nobody knows keeps it open until its time is over.
    const awaited = new Set([...this.alive.keys(), ...(isNew ? [''] : [])]);
    const question: Question = { topic, tell, awaited, answers: new Map(), end };
    this.questions.set(id, question);
    this.say({ say: 'who', party: this.party, id, topic });
    if (awaited.size === 0) end();
  }

  private say(word: Word, to = 'all'): void {
    try {
      this.connection?.publish(`${this.options.prefix}.${to}`, Buffer.from(JSON.stringify(word)));
    } catch (error) {
      this.home.report(error);
    }
  }

  /** It is anybody's who may publish there. */
  private heard(data: Uint8Array): void {
    try {
      const text = Buffer.from(data.buffer, data.byteOffset, data.length).toString();
      this.take(JSON.parse(text) as Word);
    } catch (error) {
      this.home.report(error);
    }
  }

  private take(word: Word): void {
    const { party, say } = word;
    if (typeof party !== 'string' || party === this.party) return;
    if (say === 'gone') {
      this.gone(party);
      return;
    }
    this.alive.set(party, Date.now());
    if (this.silent.delete(party)) this.say({ say: 'again', party: this.party }, `to.${party}`);
    if (say === 'hello') {
      this.say({ say: 'alive', party: this.party });
      // It was away, and has not told who has left meanwhile.
      for (const topic of this.presence.topicsOf(party)) this.ask(topic, true, () => {});
    } else if (say === 'again') this.home.announceAll();
    else if (say === 'who') this.answer(word);
    else if (say === 'here') this.answered(word);
  }

  private answer({ party, id, topic }: Extract<Word, { say: 'who' }>): void {
    const all = this.presence.ownOf(topic);
    for (let i = 0; i === 0 || i < all.length; i += CHUNK) {
      const members = all.slice(i, i + CHUNK);
      const more = i + CHUNK < all.length;
      this.say({ say: 'here', party: this.party, id, members, more }, `to.${party}`);
    }
  }

  private answered({ party, id, members, more }: Extract<Word, { say: 'here' }>): void {
    const question = this.questions.get(id);
    if (question === undefined) return;
    const { topic, tell, awaited, answers } = question;
    const all = [...(answers.get(party) ?? []), ...stampedMembers(members)];
    answers.set(party, all);
    if (more) return;
    if (this.home.isWanted(topic)) this.presence.otherHas(party, topic, all, tell);
    awaited.delete(party);
    if (awaited.size === 0) question.end();
  }

  private gone(party: string): void {
    if (!this.alive.delete(party)) return;
    this.presence.gone(party);
    for (const question of [...this.questions.values()]) {
      question.awaited.delete(party);
      if (question.awaited.size === 0) question.end();
    }
  }

  private beat(): void {
    this.say({ say: 'alive', party: this.party });
    const oldest = Date.now() - PATIENCE * this.options.heartbeat;
    for (const [party, at] of [...this.alive]) {
      if (at >= oldest) continue;
      this.gone(party);
      if (this.silent.size < MOST_SILENT) this.silent.add(party);
    }
  }
}
