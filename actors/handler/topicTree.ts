import { ALL_BELOW, ANY_ONE, tokensOf } from '../../machines/handler/topics';

/** What the patterns have in common that end at this token, and those that go on from it. */
interface Branch<T> {
  readonly at: Set<T>;
  readonly below: Map<string, Branch<T>>;
}

const branch = <T>(): Branch<T> => ({ at: new Set(), below: new Map() });

/** Who wants what, by pattern: a message costs as much as its topic has tokens, however many patterns there are. */
export class TopicTree<T> {
  private readonly root: Branch<T> = branch();
  /** Patterns that somebody wants. */
  size = 0;

  /** Returns whether the pattern was wanted by nobody. */
  add(pattern: string, who: T): boolean {
    let here = this.root;
    for (const token of tokensOf(pattern)) {
      let next = here.below.get(token);
      if (next === undefined) {
        next = branch();
        here.below.set(token, next);
      }
      here = next;
    }
    const isFirst = here.at.size === 0;
    here.at.add(who);
    if (!isFirst) return false;
    this.size += 1;
    return true;
  }

  /** Returns whether the pattern is wanted by nobody now. */
  delete(pattern: string, who: T): boolean {
    const tokens = tokensOf(pattern);
    const way: Branch<T>[] = [this.root];
    for (const token of tokens) {
      const next = way.at(-1)?.below.get(token);
      if (next === undefined) return false;
      way.push(next);
    }
    const last = way.at(-1) as Branch<T>;
    if (!last.at.delete(who) || last.at.size > 0) return false;
    this.size -= 1;
    for (let i = tokens.length; i > 0; i -= 1) {
      const { at, below } = way[i] as Branch<T>;
      if (at.size > 0 || below.size > 0) break;
      way[i - 1]?.below.delete(tokens[i - 1] as string);
    }
    return true;
  }

  has(pattern: string): boolean {
    let here: Branch<T> | undefined = this.root;
    for (const token of tokensOf(pattern)) here = here?.below.get(token);
    return here !== undefined && here.at.size > 0;
  }

  /** All who want a topic, each once. */
  match(topic: string): ReadonlySet<T> {
    const found: Set<T>[] = [];
    collect(this.root, tokensOf(topic), 0, found);
    if (found.length === 1) return found[0] as Set<T>;
    const all = new Set<T>();
    for (const some of found) for (const one of some) all.add(one);
    return all;
  }
}

function collect<T>(from: Branch<T>, tokens: string[], index: number, found: Set<T>[]): void {
  if (index === tokens.length) {
    if (from.at.size > 0) found.push(from.at);
    return;
  }
  const { below } = from;
  const all = below.get(ALL_BELOW);
  if (all !== undefined) found.push(all.at);
  const any = below.get(ANY_ONE);
  if (any !== undefined) collect(any, tokens, index + 1, found);
  const same = below.get(tokens[index] as string);
  if (same !== undefined) collect(same, tokens, index + 1, found);
}
