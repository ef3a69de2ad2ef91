import type { Mutation } from './mutation';

const directory = 'actors/handler/directory.ts';
const subscriptions = 'actors/handler/subscriptions.ts';
const waiting = 'actors/handler/waiting.ts';
const fanOut = 'actors/handler/fanOut.ts';
const tree = 'actors/handler/topicTree.ts';
const memory = 'actors/services/backplane/memoryBackplane.ts';

/** Faults of what handlers have to do with others than their peers: keys, questions, and a backplane. */
export const othersMutations: readonly Mutation[] = [
  {
    name: 'anybody answers a question',
    file: directory,
    find: 'if (this.open.get(message.question)?.life !== life) break;',
    replace: '',
  },
  {
    name: 'time of an answered question runs on',
    file: directory,
    find: '    open.stopWaiting();\n    return open;',
    replace: '    return open;',
  },
  {
    name: 'question of a connection that ends waits for its time',
    file: directory,
    find: '      this.close(question)?.reject(Unanswered.because(life.connection, howDied));',
    replace: '      String(question);',
  },
  {
    name: 'question of a connection that ends fails without why',
    file: directory,
    find: 'reject(Unanswered.because(life.connection, howDied))',
    replace: 'reject(Unanswered.because(life.connection, undefined))',
  },
  {
    name: 'question never fails by its time',
    file: directory,
    find: 'this.close(question)?.reject(Unanswered.inTime(life?.connection, type, timeout));',
    replace: 'String(life);',
  },
  {
    name: 'key taken from who has it',
    file: directory,
    find: "if (other !== undefined && taken !== 'replace') {",
    replace: "if (other !== undefined && taken === 'never') {",
  },
  {
    name: 'who was replaced lives on',
    file: directory,
    find: '    this.home.replaced(other);\n',
    replace: '',
  },
  {
    name: 'key stays with who was replaced',
    file: directory,
    find: 'this.byKey.set(key, life);',
    replace: 'if (other === undefined) this.byKey.set(key, life);',
  },
  {
    name: 'handler that has finished is found',
    file: directory,
    find: "return life?.phase === 'running' ? life : undefined;",
    replace: 'return life;',
  },
  {
    name: 'broadcast to all but the first',
    file: directory,
    find: 'for (const life of chosen) this.home.tellHandler(life, event);',
    replace: 'for (const life of chosen.slice(1)) this.home.tellHandler(life, event);',
  },
  {
    name: 'own message heard though it was not to be',
    file: subscriptions,
    find: 'return echo ? found : [...found].filter((life) => !this.isFrom(life, from));',
    replace: 'return found;',
  },
  {
    name: 'subscriber told while its peer takes nothing',
    file: subscriptions,
    find: "if (life.sending === 'ready' && waiting.isEven) {",
    replace: 'if (waiting.isEven) {',
  },
  {
    name: 'newer message overtakes those that wait',
    file: subscriptions,
    find: "if (life.sending === 'ready' && waiting.isEven) {",
    replace: "if (life.sending === 'ready') {",
  },
  {
    name: 'loss told again and again',
    file: subscriptions,
    find: "      subscription.pace = 'lagging';\n",
    replace: '',
  },
  {
    name: 'subscriber that must lose nothing lives on',
    file: subscriptions,
    find: "if ((whenSlow ?? subscription.whenSlow(topic)) === 'end') this.home.tooSlow(life);",
    replace: '',
  },
  {
    name: 'member stays though its handler has ended',
    file: subscriptions,
    find: 'if (member !== undefined) this.guarded(() => node.leave(topic, member));',
    replace: '',
  },
  {
    name: 'member twice after it subscribed again',
    file: subscriptions,
    find: '    if (known?.member !== undefined) node.leave(topic, known.member);\n',
    replace: '',
  },
  {
    name: 'one topic more than allowed',
    file: subscriptions,
    find: 'has >= topicsPerConnection',
    replace: 'has > topicsPerConnection',
  },
  {
    name: 'backplane keeps a server that has stopped',
    file: subscriptions,
    find: '    this.guarded(() => this.attached?.close());\n',
    replace: '',
  },
  {
    name: 'what could not be carried told to nobody',
    file: subscriptions,
    find: "(error) => this.tellRefused(life, topic, 'publish', notPublished(topic, error)),",
    replace: '() => undefined,',
  },
  {
    name: 'newest lost where the oldest shall be',
    file: waiting,
    find: "if (whenSlow === 'dropOldest') {",
    replace: "if (whenSlow === 'dropNewest') {",
  },
  {
    name: 'one lost message told as none',
    file: waiting,
    find: 'missed += oldest.missed + 1;',
    replace: 'missed += oldest.missed;',
  },
  {
    name: 'one more waits than may',
    file: waiting,
    find: 'if (this.length < this.most) {',
    replace: 'if (this.length <= this.most) {',
  },
  {
    name: 'who comes while it is told hears it twice',
    file: fanOut,
    find: '      this.head += 1;\n      this.what = arrival.what;',
    replace:
      '      if (this.what === arrival.what) this.head += 1;\n      this.what = arrival.what;',
  },
  {
    name: 'pattern for all below heard at its own place alone',
    file: tree,
    find: 'if (all !== undefined) found.push(all.at);',
    replace: 'if (all !== undefined && index === 0) found.push(all.at);',
  },
  {
    name: 'who wants a topic twice hears it twice',
    file: tree,
    find: 'for (const some of found) for (const one of some) all.add(one);\n    return all;',
    replace:
      'for (const some of found) for (const one of some) all.add(one);\n    return found.flatMap((some) => [...some]) as never;',
  },
  {
    name: 'members of one topic are those of another',
    file: memory,
    find: 'this.shared.present.get(topic) ?? []',
    replace: '[...this.shared.present.values()][0] ?? []',
  },
];
