import type { Mutation } from './mutation';

const socket = 'actors/connection/connectedSocket.ts';
const frames = 'actors/handler/frames.ts';
const answers = 'actors/connection/answers.ts';
const listening = 'actors/listener/listeningSocket.ts';
const csa = 'machines/connection/connectedSocketAdapter.ts';
const csaActions = 'machines/connection/csaActions.ts';

/** A third draw of dice, written down before any of them was run. */
export const drawnThird: readonly Mutation[] = [
  {
    name: 'small answer overtaken by a large one',
    file: answers,
    find: `      this.state = 'answered';
      this.flush();`,
    replace: "      this.state = 'answered';",
  },
  {
    name: 'gathered answers in the wrong order',
    file: answers,
    find: 'this.pieces.push(data);',
    replace: 'this.pieces.unshift(data);',
  },
  {
    name: 'gathered answers not counted as unsent',
    file: socket,
    find: 'return this.lost ?? waiting + this.home',
    replace: 'return this.lost ?? this.home',
  },
  {
    name: 'gathered answers said behind our FIN',
    file: socket,
    find: `  endWriting(): void {
    this.answers.flush();`,
    replace: '  endWriting(): void {',
  },
  {
    name: 'stream not paused when reading stops',
    file: 'actors/connection/inbound.ts',
    find: '    stream.pause();',
    replace: '    String(stream);',
  },
  {
    name: 'quiet not found out at the end of the peer',
    file: socket,
    find: `    this.tell({ type: 'socket.ended' });
    this.quiet?.goOn();`,
    replace: "    this.tell({ type: 'socket.ended' });",
  },
  {
    name: 'patience does not know what it waits for',
    file: 'actors/connection/patience.ts',
    find: '    this.state = state;',
    replace: "    this.state = state === 'idling' ? 'lingering' : state;",
  },
  {
    name: 'overflow told without what it was',
    file: 'actors/connection/outbound.ts',
    find: "home.tell({ type: 'socket.outboxOverflow', error: overflow(unsent, outboxLimit) });",
    replace:
      "home.tell({ type: 'socket.outboxOverflow' } as never); overflow(unsent, outboxLimit);",
  },
  {
    name: 'abort reported as a timeout of the shutdown',
    file: 'machines/listener/tcpServerActions.ts',
    find: "howDied: 'aborted',",
    replace: "howDied: 'shutdownTimeout',",
  },
  {
    name: 'resumed without reading',
    file: csa,
    find: `                    'flow.resume': {
                      target: '#flowing',
                      actions: ['startReading', 'newReader'],
                    },
                    readHeld: 'byBoth',`,
    replace: `                    'flow.resume': { target: '#flowing', actions: ['newReader'] },
                    readHeld: 'byBoth',`,
  },
  {
    name: 'connected without its handler',
    file: 'machines/server/serverCore.ts',
    find: "return { type: 'connected', connection, handler };",
    replace: "return { type: 'connected', connection, handler: undefined };",
  },
  {
    name: 'words of a handler overtake its messages',
    file: frames,
    find: `  saidWord(word: AnyEventObject): void {
    this.outbasket.flush();`,
    replace: '  saidWord(word: AnyEventObject): void {',
  },
  {
    name: 'reading goes on while messages wait',
    file: frames,
    find: "this.inbox === 'open' && this.stage !== 'holding' ? 'flowing' : 'paused'",
    replace: "this.inbox === 'open' ? 'flowing' : 'paused'",
  },
  {
    name: 'what waits behind messages is doubled',
    file: frames,
    find: 'this.items = [...this.items.slice(this.at), new Word(event)];',
    replace: 'this.items = [...this.items, new Word(event)];',
  },
  {
    name: 'asked in vain while its inbox rests',
    file: frames,
    find: '    this.home.tellHandler((asked as Word).event);',
    replace: '    String(asked);',
  },
  {
    name: 'port given up is asked for again',
    file: listening,
    find: "    if (life.is === 'reopening') this.listen(life.port);",
    replace: "    if (life.is !== 'stopped' && 'port' in life) this.listen(undefined);",
  },
  {
    name: 'timeouts of a listening socket outlive it',
    file: listening,
    find: `    if (!('listening' in life)) return;
    closeHome(life.home);
    this.life = IDLE;`,
    replace: `    if (!('listening' in life)) return;
    this.life = IDLE;`,
  },
  {
    name: 'refused client hears our FIN and is waited for',
    file: listening,
    find: 'socketOf(event.descriptor)?.destroy();',
    replace: 'socketOf(event.descriptor)?.endWriting();',
  },
  {
    name: 'reader not taken off when a handler rests',
    file: csaActions,
    find: "({ context }) => ({ type: 'notify.removeReader', descriptor: context.descriptor }),",
    replace: "({ context }) => ({ type: 'notify.newReader', descriptor: context.descriptor }),",
  },
  {
    name: 'insisting on those who were asked already',
    file: 'actors/handler/handlers.ts',
    find: 'if (frames?.insist() === true) continue;',
    replace: 'frames?.insist();',
  },
  {
    name: 'one more held than may be',
    file: 'machines/server/held.ts',
    find: '+ more <= this.limit',
    replace: '+ more <= this.limit + 1',
  },
];
