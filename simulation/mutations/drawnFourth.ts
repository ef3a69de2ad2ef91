import type { Mutation } from './mutation';

const socket = 'actors/connection/connectedSocket.ts';
const patience = 'actors/connection/patience.ts';
const timeouts = 'actors/connection/timeouts.ts';
const address = 'actors/connection/connectionAddress.ts';
const frames = 'actors/handler/frames.ts';
const subscriptions = 'actors/handler/subscriptions.ts';
const directory = 'actors/handler/directory.ts';
const connections = 'actors/listener/connections.ts';
const gate = 'machines/listener/gate.ts';

/** A fourth draw of dice, in all rooms of the core, written down before the oracles were looked at. */
export const drawnFourth: readonly Mutation[] = [
  {
    name: 'gathered answers still counted when they have left',
    file: 'actors/connection/answers.ts',
    find: `    this.pieces = undefined;
    this.length = 0;`,
    replace: '    this.pieces = undefined;',
  },
  {
    name: 'timeouts outlive their socket',
    file: socket,
    find: `  closed(): void {
    stopTimeouts(this);`,
    replace: '  closed(): void {',
  },
  {
    name: 'wildcard told as the address that was come to',
    file: address,
    find: "address === undefined || address.family === 'unix' || WILDCARDS.has(unmapped(address.host))",
    replace: "address === undefined || address.family === 'unix'",
  },
  {
    name: 'one that broke off early is IPv4 on any server',
    file: address,
    find: "  if (known === '' && server?.family === 'IPv6') return 'IPv6';\n",
    replace: '',
  },
  {
    name: 'lingers as long as it may be idle',
    file: patience,
    find: "    this.start('lingering', all, { type: 'socket.lingerTimeout' });",
    replace: "    this.start('lingering', this.all ?? all, { type: 'socket.lingerTimeout' });",
  },
  {
    name: 'who takes nothing is waited for without end',
    file: patience,
    find: 'before === undefined ? pending > 0 : delivered > before',
    replace: 'before === undefined ? pending > 0 : delivered >= before',
  },
  {
    name: 'read timeout not started',
    file: timeouts,
    find: '  if (read !== undefined) socket.silence = new Silence(socket, read);\n',
    replace: '',
  },
  {
    name: 'owner not told of whom a word comes',
    file: 'actors/handler/directoryOf.ts',
    find: 'relay(handler, owner, { ...event, connection, handler })',
    replace: 'relay(handler, owner, { ...event, handler })',
  },
  {
    name: 'fan-out goes on when it was stopped',
    file: 'actors/handler/fanOut.ts',
    find: "    this.stage = 'over';\n    this.arrivals = [];",
    replace: '    this.arrivals = [];',
  },
  {
    name: 'handler of messages not told that it is over',
    file: frames,
    find: `      case 'control.socketShutdown':
        this.end();
        this.home.tellHandler(event);`,
    replace: `      case 'control.socketShutdown':
        this.end();`,
  },
  {
    name: 'messages delivered though the peer takes nothing',
    file: frames,
    find: "if (this.inbox === 'paused' || this.sending === 'blocked') return false;",
    replace: "if (this.inbox === 'paused') return false;",
  },
  {
    name: 'who waits for a slow peer waits for ever',
    file: 'actors/handler/others.ts',
    find: '    this.subscriptions?.ready(life);',
    replace: '    String(life);',
  },
  {
    name: 'bucket of messages never filled again',
    file: 'actors/handler/rate.ts',
    find: '    this.fill();\n',
    replace: '',
  },
  {
    name: 'first wish of a subscriber holds for all topics',
    file: 'actors/handler/subscription.ts',
    find: 'if (topicMatches(pattern, topic)) return whenSlow;',
    replace: 'if (topicMatches(pattern, topic) || pattern !== topic) return whenSlow;',
  },
  {
    name: 'stopped listener keeps its port',
    file: 'actors/listener/listeningSocket.ts',
    find: `    closeHome(life.home);
    life.listening.close();`,
    replace: '    closeHome(life.home);',
  },
  {
    name: 'handler that has finished is listed',
    file: 'actors/server/listConnections.ts',
    find: 'handlers?.runningFor(connection)',
    replace: 'handlers?.handlerOf(connection)',
  },
  {
    name: 'what a peer did wrong told to nobody',
    file: 'machines/connection/csaContext.ts',
    find: 'const error = context.protocolError ?? context.error;',
    replace: 'const error = context.error;',
  },
  {
    name: 'line that is too long takes those before it along',
    file: 'machines/framing/lines.ts',
    find: 'return { state: NO_PIECES, messages, error: error ?? notText(line, encoding) };',
    replace: 'return { state: NO_PIECES, messages: [], error: error ?? notText(line, encoding) };',
  },
  {
    name: 'line without an end may be of any length',
    file: 'machines/framing/lines.ts',
    find: 'if (unendedLength(pieces) <= longest) return { state: pieces, messages };',
    replace:
      'if (messages.length === 0 || unendedLength(pieces) <= longest) return { state: pieces, messages };',
  },
  {
    name: 'frame held without what was held before',
    file: 'machines/framing/sized.ts',
    find: 'return { state: { held: hold(begun.held, bytes), needed: begun.needed }, messages: [] };',
    replace:
      'return { state: { held: hold(undefined, bytes), needed: begun.needed }, messages: [] };',
  },
  {
    name: 'second client of a server that closes keeps it open',
    file: 'machines/server/singleServer.ts',
    find: "'oobInfo.shutdownCSA': { ...clientIsGone, target: 'finishing' },",
    replace: "'oobInfo.shutdownCSA': clientIsGone,",
  },
  {
    name: 'turned away is another than was noted',
    file: 'machines/server/refused.ts',
    find: 'return even && even * 2;',
    replace: 'return even;',
  },
  {
    name: 'what was held is sent the newest first',
    file: 'machines/server/held.ts',
    find: 'return found.reverse();',
    replace: 'return found;',
  },
  {
    name: 'one fewer a second than may come',
    file: 'machines/listener/tokenBucket.ts',
    find: 'return tokens < 1 ? undefined',
    replace: 'return tokens <= 1 ? undefined',
  },
  {
    name: 'who has gone counts at the gate for ever',
    file: connections,
    find: '    this.gate?.left(entry.connection);\n',
    replace: '',
  },
  {
    name: 'tokens of all taken from who may not come',
    file: gate,
    find: `      if (own === undefined) return 'acceptsPerSecondPerAddress';`,
    replace: `      this.all = all;
      if (own === undefined) return 'acceptsPerSecondPerAddress';`,
  },
  {
    name: 'new limits are for those who come',
    file: connections,
    find: '        for (const { descriptor } of this.live.values()) socketOf(descriptor)?.limitsChanged();\n',
    replace: '',
  },
  {
    name: 'reading released though sending is blocked again',
    file: 'actors/connection/outbound.ts',
    find: "    if (!this.isBlocked) home.tell({ type: 'readReleased' });",
    replace: "    home.tell({ type: 'readReleased' });",
  },
  {
    name: 'subscriptions outlive their handler',
    file: subscriptions,
    find: '    for (const [topic, { member }] of subscription.wanted) this.forget(node, life, topic, member);\n',
    replace: '    String(node);\n',
  },
  {
    name: 'key outlives its connection',
    file: directory,
    find: '    for (const key of entry.keys) if (this.byKey.get(key) === life) this.byKey.delete(key);\n',
    replace: '',
  },
];
