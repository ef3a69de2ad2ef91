import fc from 'fast-check';
import {
  announcedSocketAdapterMachine,
  connectedSocketAdapterMachine,
  securedSocketAdapterMachine,
} from '../../../machines/connection/connectedSocketAdapter';
import type { CsaEvent } from '../../../machines/connection/csaMessages';
import { HOW_DIED, type HowDied } from '../../../machines/connection/howDied';
import { Pure } from '../../support/pure';
import { aConnection, anError, aProxyMessage, closed, someTls } from '../../support/samples';

const DATA = new Uint8Array([1, 2, 3]);

/** One of each event that a CSA can receive. */
const EVENTS = {
  inbox: { type: 'inbox', data: DATA },
  'control.producerFinished': { type: 'control.producerFinished' },
  'control.protocolError': { type: 'control.protocolError', error: anError('XN_BAD_FRAME') },
  'control.shutdownMicroprocess': { type: 'control.shutdownMicroprocess' },
  'control.serverShutdown': { type: 'control.serverShutdown' },
  'control.insist': { type: 'control.insist' },
  'control.admit': { type: 'control.admit' },
  'control.secure': { type: 'control.secure' },
  'control.refuse': { type: 'control.refuse' },
  'control.makessl': { type: 'control.makessl' },
  'control.injection': { type: 'control.injection' },
  'flow.pause': { type: 'flow.pause' },
  'flow.resume': { type: 'flow.resume' },
  'flow.end': { type: 'flow.end' },
  'flow.paced': { type: 'flow.paced' },
  readReady: { type: 'readReady', data: DATA },
  sendReady: { type: 'sendReady' },
  sendBlocked: { type: 'sendBlocked' },
  readHeld: { type: 'readHeld' },
  readReleased: { type: 'readReleased' },
  readQuiet: { type: 'readQuiet' },
  'socket.ended': { type: 'socket.ended' },
  'socket.idleTimeout': { type: 'socket.idleTimeout' },
  'socket.readTimeout': { type: 'socket.readTimeout' },
  'socket.lingerTimeout': { type: 'socket.lingerTimeout' },
  'socket.outboxOverflow': { type: 'socket.outboxOverflow', error: anError('XN_OUTBOX_OVERFLOW') },
  'socket.announced': { type: 'socket.announced', message: aProxyMessage },
  'socket.proxyTimeout': {
    type: 'socket.proxyTimeout',
    error: anError('XN_BAD_PROXY_HEADER'),
  },
  'socket.secured': { type: 'socket.secured', tls: someTls },
  'socket.handshakeTimeout': { type: 'socket.handshakeTimeout', error: anError('XN_TLS_FAILED') },
  'socket.error': { type: 'socket.error', error: anError('ECONNRESET') },
  'socket.closed': closed(),
} as const satisfies { readonly [T in CsaEvent['type']]: Extract<CsaEvent, { type: T }> };

type EventType = keyof typeof EVENTS;

const start = () =>
  Pure.start(connectedSocketAdapterMachine, { descriptor: 7, connection: aConnection() });

/** One that has to be secured before anything else. */
const startToSecure = () =>
  Pure.start(securedSocketAdapterMachine, { descriptor: 7, connection: aConnection() });

/** One whose proxy has to say first for whom it speaks. */
const startToAnnounce = () =>
  Pure.start(announcedSocketAdapterMachine, { descriptor: 7, connection: aConnection() });

const having = (...types: EventType[]) => start().take(...types.map((type) => EVENTS[type]));

const takingTheWay = (from: string) => {
  const [first, ...types] = WAYS[from] ?? [];
  const rest = types as EventType[];
  if (first === 'to be announced') {
    return startToAnnounce().take(...rest.map((type) => EVENTS[type]));
  }
  if (first === 'to be secured') return startToSecure().take(...rest.map((type) => EVENTS[type]));
  return first === undefined ? start().take() : having(first, ...rest);
};

/** `flowing/ready`, `paused.byHandler/blocked`, `closing.finishing`, `shutdown`. */
function place(csa: ReturnType<typeof start>): string {
  const value = csa.value as unknown as Record<string, unknown> | string;
  const flat = (state: unknown): string =>
    typeof state === 'string'
      ? state
      : Object.entries(state as object)
          .map(([name, inner]) => `${name}.${flat(inner)}`)
          .join();
  if (typeof value === 'string') return value;
  const { connected } = value as { connected?: { receiving: unknown; sending: unknown } };
  return connected === undefined
    ? flat(value)
    : `${flat(connected.receiving)}/${flat(connected.sending)}`;
}

/** How to come into each state. */
const WAYS: Readonly<
  Record<
    string,
    readonly EventType[] | readonly [`to be ${'secured' | 'announced'}`, ...EventType[]]
  >
> = {
  'announcing.waiting': ['to be announced'],
  'announcing.announced': ['to be announced', 'socket.announced'],
  'announcing.refused': ['to be announced', 'socket.announced', 'control.refuse'],
  'announcing.failing': ['to be announced', 'socket.error'],
  'securing.handshaking': ['to be secured'],
  'securing.failing': ['to be secured', 'socket.error'],
  'flowing/ready': [],
  'flowing/ended': ['flow.end'],
  'paused.byHandler/ready': ['flow.pause'],
  'paused.bySending/blocked': ['sendBlocked', 'readHeld'],
  'paused.byBoth/blocked': ['flow.pause', 'sendBlocked', 'readHeld'],
  'securing.open/ready': ['control.makessl'],
  'securing.paused/ready': ['control.makessl', 'flow.pause'],
  'ended/ready': ['socket.ended'],
  'ended/blocked': ['socket.ended', 'sendBlocked', 'readHeld'],
  'ended/ended': ['socket.ended', 'flow.end'],
  'closing.finishing': ['control.producerFinished'],
  'closing.aborting': ['control.shutdownMicroprocess'],
  shutdown: ['socket.closed'],
};

/**
 * Where each event leads from there, if anywhere; then what is done to the socket, told to the
 * selector (`->`) and emitted (`!`). What is not in the table changes nothing.
 */
const TABLE: Readonly<Record<string, Readonly<Partial<Record<EventType, string>>>>> = {
  'announcing.waiting': {
    'control.shutdownMicroprocess': 'announcing.failing abortSocket',
    'socket.announced': 'announcing.announced ->feedbackFromCSA.announced',
    'socket.ended': 'announcing.failing destroySocket',
    'socket.error': 'announcing.failing destroySocket',
    'socket.proxyTimeout': 'announcing.failing destroySocket',
    'socket.closed': 'shutdown ->feedbackFromCSA.proxyFailed !signal.shutdownCSA',
  },
  'announcing.announced': {
    'control.admit': 'flowing/ready admitSocket',
    'control.secure': 'securing.handshaking admitSocket',
    'control.refuse': 'announcing.refused',
    'control.shutdownMicroprocess': 'announcing.failing abortSocket',
    'socket.error': 'announcing.failing destroySocket',
    'socket.closed': 'shutdown ->feedbackFromCSA.proxyFailed !signal.shutdownCSA',
  },
  'announcing.refused': { 'socket.closed': 'shutdown !signal.shutdownCSA' },
  'announcing.failing': {
    'socket.closed': 'shutdown ->feedbackFromCSA.proxyFailed !signal.shutdownCSA',
  },
  'securing.handshaking': {
    'control.shutdownMicroprocess': 'securing.failing abortSocket',
    'socket.ended': 'securing.failing destroySocket',
    'socket.secured': 'flowing/ready ->feedbackFromCSA.secured',
    'socket.handshakeTimeout': 'securing.failing destroySocket',
    'socket.error': 'securing.failing destroySocket',
    'socket.closed': 'shutdown ->feedbackFromCSA.handshakeFailed !signal.shutdownCSA',
  },
  'securing.failing': {
    'socket.closed': 'shutdown ->feedbackFromCSA.handshakeFailed !signal.shutdownCSA',
  },
  'securing.open/ready': {
    inbox: 'write',
    'control.producerFinished': 'closing.aborting destroySocket',
    'control.protocolError': 'closing.finishing finishSocket startReading ->notify.newReader',
    'control.shutdownMicroprocess': 'closing.aborting abortSocket',
    'control.serverShutdown': 'awaitQuiet',
    'control.insist': '!signal.serverShutdown',
    'control.injection': 'closing.aborting destroySocket',
    'flow.paced': 'paceSending',
    readReady: '!outbox',
    sendReady: '!flow.ready',
    'socket.ended': 'closing.aborting destroySocket',
    'socket.idleTimeout': 'closing.aborting destroySocket',
    'socket.readTimeout': 'closing.aborting destroySocket',
    'socket.outboxOverflow': 'closing.aborting abortSocket',
    'socket.handshakeTimeout': 'closing.aborting destroySocket',
    'socket.error': 'closing.aborting destroySocket',
    'socket.closed': 'shutdown ->feedbackFromCSA.socketShutdown !signal.shutdownCSA',
    'flow.pause': 'securing.paused/ready',
    'flow.end': 'securing.open/ended endWriting',
    sendBlocked: 'securing.open/blocked ->notify.newWriter !flow.blocked',
    'socket.secured':
      'flowing/ready startReading ->feedbackFromCSA.upgraded ->notify.newReader !signal.sslready',
  },
  'securing.paused/ready': {
    inbox: 'write',
    'control.producerFinished': 'closing.aborting destroySocket',
    'control.protocolError': 'closing.finishing finishSocket startReading ->notify.newReader',
    'control.shutdownMicroprocess': 'closing.aborting abortSocket',
    'control.serverShutdown': 'awaitQuiet',
    'control.insist': '!signal.serverShutdown',
    'control.injection': 'closing.aborting destroySocket',
    'flow.paced': 'paceSending',
    readReady: '!outbox',
    sendReady: '!flow.ready',
    'socket.ended': 'closing.aborting destroySocket',
    'socket.idleTimeout': 'closing.aborting destroySocket',
    'socket.readTimeout': 'closing.aborting destroySocket',
    'socket.outboxOverflow': 'closing.aborting abortSocket',
    'socket.handshakeTimeout': 'closing.aborting destroySocket',
    'socket.error': 'closing.aborting destroySocket',
    'socket.closed': 'shutdown ->feedbackFromCSA.socketShutdown !signal.shutdownCSA',
    'flow.resume': 'securing.open/ready',
    'flow.end': 'securing.paused/ended endWriting',
    sendBlocked: 'securing.paused/blocked ->notify.newWriter !flow.blocked',
    'socket.secured': 'paused.byHandler/ready ->feedbackFromCSA.upgraded !signal.sslready',
  },
  'flowing/ready': {
    'control.injection': 'closing.aborting destroySocket',
    'control.makessl': 'securing.open/ready stopReading secureSocket ->notify.removeReader',
    inbox: 'write',
    'control.producerFinished': 'closing.finishing finishSocket',
    'control.protocolError': 'closing.finishing finishSocket startReading ->notify.newReader',
    'control.shutdownMicroprocess': 'closing.aborting abortSocket',
    'control.serverShutdown': 'awaitQuiet',
    'control.insist': '!signal.serverShutdown',
    'flow.pause': 'paused.byHandler/ready stopReading ->notify.removeReader',
    'flow.end': 'flowing/ended endWriting',
    'flow.paced': 'paceSending',
    readReady: '!outbox',
    sendReady: '!flow.ready',
    sendBlocked: 'flowing/blocked ->notify.newWriter !flow.blocked',
    readHeld: 'paused.bySending/ready stopReading ->notify.removeReader',
    'socket.ended': 'ended/ready !signal.producerFinished',
    'socket.idleTimeout': 'closing.aborting destroySocket',
    'socket.readTimeout': 'closing.aborting destroySocket',
    'socket.outboxOverflow': 'closing.aborting abortSocket',
    'socket.error': 'closing.aborting destroySocket',
    'socket.closed': 'shutdown ->feedbackFromCSA.socketShutdown !signal.shutdownCSA',
  },
  'flowing/ended': {
    'control.injection': 'closing.aborting destroySocket',
    'control.makessl': 'securing.open/ended stopReading secureSocket ->notify.removeReader',
    'control.producerFinished': 'closing.finishing finishSocket',
    'control.protocolError': 'closing.finishing finishSocket startReading ->notify.newReader',
    'control.shutdownMicroprocess': 'closing.aborting abortSocket',
    'control.serverShutdown': 'awaitQuiet',
    'control.insist': '!signal.serverShutdown',
    'flow.pause': 'paused.byHandler/ended stopReading ->notify.removeReader',
    'flow.paced': 'paceSending',
    readReady: '!outbox',
    readHeld: 'paused.bySending/ended stopReading ->notify.removeReader',
    'socket.ended': 'ended/ended !signal.producerFinished',
    'socket.idleTimeout': 'closing.aborting destroySocket',
    'socket.readTimeout': 'closing.aborting destroySocket',
    'socket.outboxOverflow': 'closing.aborting abortSocket',
    'socket.error': 'closing.aborting destroySocket',
    'socket.closed': 'shutdown ->feedbackFromCSA.socketShutdown !signal.shutdownCSA',
  },
  'paused.byHandler/ready': {
    'control.injection': 'closing.aborting destroySocket',
    'control.makessl': 'securing.paused/ready secureSocket',
    inbox: 'write',
    'control.producerFinished': 'closing.finishing finishSocket startReading ->notify.newReader',
    'control.protocolError': 'closing.finishing finishSocket startReading ->notify.newReader',
    'control.shutdownMicroprocess': 'closing.aborting abortSocket',
    'control.serverShutdown': 'awaitQuiet',
    'control.insist': '!signal.serverShutdown',
    'flow.resume': 'flowing/ready startReading ->notify.newReader',
    'flow.end': 'paused.byHandler/ended endWriting',
    'flow.paced': 'paceSending',
    // What the stream had on its way when it was paused is not lost.
    readReady: '!outbox',
    sendReady: '!flow.ready',
    sendBlocked: 'paused.byHandler/blocked ->notify.newWriter !flow.blocked',
    readHeld: 'paused.byBoth/ready',
    'socket.ended': 'ended/ready !signal.producerFinished',
    'socket.idleTimeout': 'closing.aborting destroySocket',
    'socket.readTimeout': 'closing.aborting destroySocket',
    'socket.outboxOverflow': 'closing.aborting abortSocket',
    'socket.error': 'closing.aborting destroySocket',
    'socket.closed': 'shutdown ->feedbackFromCSA.socketShutdown !signal.shutdownCSA',
  },
  'paused.bySending/blocked': {
    'control.injection': 'closing.aborting destroySocket',
    'control.makessl': 'securing.open/blocked secureSocket',
    inbox: 'write',
    'control.producerFinished': 'closing.finishing finishSocket startReading ->notify.newReader',
    'control.protocolError': 'closing.finishing finishSocket startReading ->notify.newReader',
    'control.shutdownMicroprocess': 'closing.aborting abortSocket',
    'control.serverShutdown': 'awaitQuiet',
    'control.insist': '!signal.serverShutdown',
    'flow.pause': 'paused.byBoth/blocked',
    'flow.end': 'paused.bySending/ended endWriting ->notify.removeWriter',
    'flow.paced': 'paceSending',
    readReady: '!outbox',
    sendReady: 'paused.bySending/ready ->notify.removeWriter !flow.ready',
    readReleased: 'flowing/blocked startReading ->notify.newReader',
    'socket.ended': 'ended/blocked !signal.producerFinished',
    'socket.idleTimeout': 'closing.aborting destroySocket',
    'socket.readTimeout': 'closing.aborting destroySocket',
    'socket.outboxOverflow': 'closing.aborting abortSocket',
    'socket.error': 'closing.aborting destroySocket',
    'socket.closed': 'shutdown ->feedbackFromCSA.socketShutdown !signal.shutdownCSA',
  },
  'paused.byBoth/blocked': {
    'control.injection': 'closing.aborting destroySocket',
    'control.makessl': 'securing.paused/blocked secureSocket',
    inbox: 'write',
    'control.producerFinished': 'closing.finishing finishSocket startReading ->notify.newReader',
    'control.protocolError': 'closing.finishing finishSocket startReading ->notify.newReader',
    'control.shutdownMicroprocess': 'closing.aborting abortSocket',
    'control.serverShutdown': 'awaitQuiet',
    'control.insist': '!signal.serverShutdown',
    'flow.resume': 'paused.bySending/blocked',
    'flow.end': 'paused.byBoth/ended endWriting ->notify.removeWriter',
    'flow.paced': 'paceSending',
    readReady: '!outbox',
    sendReady: 'paused.byBoth/ready ->notify.removeWriter !flow.ready',
    readReleased: 'paused.byHandler/blocked',
    'socket.ended': 'ended/blocked !signal.producerFinished',
    'socket.idleTimeout': 'closing.aborting destroySocket',
    'socket.readTimeout': 'closing.aborting destroySocket',
    'socket.outboxOverflow': 'closing.aborting abortSocket',
    'socket.error': 'closing.aborting destroySocket',
    'socket.closed': 'shutdown ->feedbackFromCSA.socketShutdown !signal.shutdownCSA',
  },
  'ended/ready': {
    'control.injection': 'closing.aborting destroySocket',
    inbox: 'write',
    'control.producerFinished': 'closing.finishing finishSocket',
    'control.protocolError': 'closing.finishing finishSocket',
    'control.shutdownMicroprocess': 'closing.aborting abortSocket',
    'control.serverShutdown': 'awaitQuiet',
    'control.insist': '!signal.serverShutdown',
    'flow.end': 'ended/ended endWriting',
    'flow.paced': 'paceSending',
    readReady: '!outbox',
    sendReady: '!flow.ready',
    sendBlocked: 'ended/blocked ->notify.newWriter !flow.blocked',
    'socket.ended': '!signal.producerFinished',
    'socket.idleTimeout': 'closing.aborting destroySocket',
    'socket.readTimeout': 'closing.aborting destroySocket',
    'socket.outboxOverflow': 'closing.aborting abortSocket',
    'socket.error': 'closing.aborting destroySocket',
    'socket.closed': 'shutdown ->feedbackFromCSA.socketShutdown !signal.shutdownCSA',
  },
  'ended/blocked': {
    'control.injection': 'closing.aborting destroySocket',
    inbox: 'write',
    'control.producerFinished': 'closing.finishing finishSocket',
    'control.protocolError': 'closing.finishing finishSocket',
    'control.shutdownMicroprocess': 'closing.aborting abortSocket',
    'control.serverShutdown': 'awaitQuiet',
    'control.insist': '!signal.serverShutdown',
    'flow.end': 'ended/ended endWriting ->notify.removeWriter',
    'flow.paced': 'paceSending',
    readReady: '!outbox',
    sendReady: 'ended/ready ->notify.removeWriter !flow.ready',
    'socket.ended': '!signal.producerFinished',
    'socket.idleTimeout': 'closing.aborting destroySocket',
    'socket.readTimeout': 'closing.aborting destroySocket',
    'socket.outboxOverflow': 'closing.aborting abortSocket',
    'socket.error': 'closing.aborting destroySocket',
    'socket.closed': 'shutdown ->feedbackFromCSA.socketShutdown !signal.shutdownCSA',
  },
  'ended/ended': {
    'control.injection': 'closing.aborting destroySocket',
    'control.producerFinished': 'closing.finishing finishSocket',
    'control.protocolError': 'closing.finishing finishSocket',
    'control.shutdownMicroprocess': 'closing.aborting abortSocket',
    'control.serverShutdown': 'awaitQuiet',
    'control.insist': '!signal.serverShutdown',
    'flow.paced': 'paceSending',
    readReady: '!outbox',
    'socket.ended': '!signal.producerFinished',
    'socket.idleTimeout': 'closing.aborting destroySocket',
    'socket.readTimeout': 'closing.aborting destroySocket',
    'socket.outboxOverflow': 'closing.aborting abortSocket',
    'socket.error': 'closing.aborting destroySocket',
    'socket.closed': 'shutdown ->feedbackFromCSA.socketShutdown !signal.shutdownCSA',
  },
  'closing.finishing': {
    'control.shutdownMicroprocess': 'closing.aborting abortSocket',
    'socket.outboxOverflow': 'closing.aborting abortSocket',
    'socket.lingerTimeout': 'closing.aborting destroySocket',
    'socket.error': 'closing.aborting destroySocket',
    'socket.closed': 'shutdown ->feedbackFromCSA.socketShutdown !signal.shutdownCSA',
  },
  'closing.aborting': {
    'socket.closed': 'shutdown ->feedbackFromCSA.socketShutdown !signal.shutdownCSA',
  },
  shutdown: {},
};

/** Actions of the chart's own that are not done to the socket. */
const INTERNAL = new Set([
  'noteError',
  'noteSecured',
  'noteInjection',
  'noteHandshakeTimeout',
  'noteOverflow',
  'noteProtocolError',
  'noteAbort',
  'noteClosed',
]);

describe('the connected socket adapter', () => {
  describe.each(Object.keys(TABLE))('in %s', (from) => {
    it('is where it is meant to be', () => {
      expect(place(takingTheWay(from))).toBe(from);
    });

    it.each(Object.keys(EVENTS) as EventType[])('answers %s', (type) => {
      const csa = takingTheWay(from).take(EVENTS[type]);
      const to = place(csa);
      const answer = [
        ...(to === from ? [] : [to]),
        ...csa.did.filter((name) => !INTERNAL.has(name)),
        ...csa.sent.map(({ event }) => `->${event.type}`),
        ...csa.saidTypes.map((said) => `!${said}`),
      ].join(' ');
      expect(answer).toBe(TABLE[from]?.[type] ?? '');
    });
  });

  describe('says how it died', () => {
    const ends: readonly (readonly [HowDied, string, readonly CsaEvent[]])[] = [
      [
        'peerClosed',
        'when the peer finished first and the handler agreed',
        [EVENTS['socket.ended'], EVENTS['control.producerFinished']],
      ],
      ['peerClosed', 'when the socket closed and nobody had said a word', []],
      ['peerClosed', 'when only the peer had finished', [EVENTS['socket.ended']]],
      ['finished', 'when the handler finished first', [EVENTS['control.producerFinished']]],
      [
        'finished',
        'when the handler finished first and the peer agreed',
        [EVENTS['control.producerFinished'], EVENTS['socket.ended']],
      ],
      ['finished', 'when our half was closed and then the rest', [EVENTS['flow.end']]],
      [
        'finished',
        'when our half was closed first, then the peer finished, then the handler',
        [EVENTS['flow.end'], EVENTS['control.producerFinished']],
      ],
      [
        'finished',
        'when the handler finished while it was paused',
        [EVENTS['flow.pause'], EVENTS['control.producerFinished']],
      ],
      ['aborted', 'when the handler aborted', [EVENTS['control.shutdownMicroprocess']]],
      [
        'aborted',
        'when the handler aborted what it had finished',
        [EVENTS['control.producerFinished'], EVENTS['control.shutdownMicroprocess']],
      ],
      [
        'handlerError',
        'when the handler failed',
        [{ type: 'control.shutdownMicroprocess', howDied: 'handlerError' }],
      ],
      [
        'shutdownTimeout',
        'when it was forced',
        [{ type: 'control.shutdownMicroprocess', howDied: 'shutdownTimeout' }],
      ],
      [
        'shutdownTimeout',
        'when it was forced while finishing',
        [
          EVENTS['control.producerFinished'],
          { type: 'control.shutdownMicroprocess', howDied: 'shutdownTimeout' },
        ],
      ],
      ['protocolError', 'when the peer sent what is no message', [EVENTS['control.protocolError']]],
      [
        'protocolError',
        'when that peer then did not close in time',
        [EVENTS['control.protocolError'], EVENTS['socket.lingerTimeout']],
      ],
      [
        'protocolError',
        'when that peer then broke off',
        [EVENTS['control.protocolError'], EVENTS['socket.error']],
      ],
      ['idleTimeout', 'when nothing happened for too long', [EVENTS['socket.idleTimeout']]],
      [
        'lingerTimeout',
        'when the peer did not close in time',
        [EVENTS['control.producerFinished'], EVENTS['socket.lingerTimeout']],
      ],
      ['outboxOverflow', 'when too much was unsent', [EVENTS['socket.outboxOverflow']]],
      ['reset', 'when the peer broke off', [EVENTS['socket.error']]],
      [
        'reset',
        'when the peer was gone while we wrote',
        [{ type: 'socket.error', error: anError('EPIPE') }],
      ],
      [
        'reset',
        'when the peer broke off after it had finished',
        [EVENTS['socket.ended'], EVENTS['socket.error']],
      ],
      [
        'reset',
        'when the peer broke off while we were finishing',
        [EVENTS['control.producerFinished'], EVENTS['socket.error']],
      ],
      [
        'socketError',
        'when the network failed',
        [{ type: 'socket.error', error: anError('ETIMEDOUT') }],
      ],
    ];

    it.each(ends)('%s %s', (howDied, _, events) => {
      const csa = start().take(...events, closed());
      expect(csa.snapshot.output?.howDied).toBe(howDied);
    });

    it.each([
      'control.shutdownMicroprocess',
      'socket.idleTimeout',
      'socket.outboxOverflow',
      'socket.error',
    ] as const)('by its first reason, %s, whatever comes later', (reason) => {
      const first = start().take(EVENTS[reason], closed()).snapshot.output?.howDied;
      const later = start().take(
        EVENTS[reason],
        { type: 'socket.error', error: anError('EWHATEVER') },
        { type: 'control.shutdownMicroprocess', howDied: 'shutdownTimeout' },
        EVENTS['socket.ended'],
        EVENTS['control.producerFinished'],
        EVENTS['socket.lingerTimeout'],
        EVENTS['socket.idleTimeout'],
        closed(),
      );
      expect(later.snapshot.output?.howDied).toBe(first);
    });
  });

  it('tells its end with the counts, the time it took and the error', () => {
    const error = anError('ECONNRESET');
    const csa = Pure.start(connectedSocketAdapterMachine, {
      descriptor: 7,
      connection: aConnection(3, 1_000),
    }).take({ type: 'socket.error', error }, closed(10, 20, 1_250));
    const end = {
      connection: aConnection(3, 1_000),
      howDied: 'reset',
      bytesReceived: 10,
      bytesSaid: 20,
      bytesSent: 20,
      duration: 250,
      error,
    };
    expect(csa.snapshot.output).toEqual(end);
    expect(csa.sent.map(({ event }) => event)).toEqual([
      expect.objectContaining({
        type: 'feedbackFromCSA.socketShutdown',
        descriptor: 7,
        ...end,
      }),
    ]);
    expect(csa.said).toEqual([{ type: 'signal.shutdownCSA', howDied: 'reset' }]);
  });

  it('carries no error in its end when there was none', () => {
    expect(start().take(closed()).snapshot.output).not.toHaveProperty('error');
  });

  it('passes bytes on as they are, without copying them', () => {
    const [said] = start().take({ type: 'readReady', data: DATA }).said;
    expect(said?.data).toBe(DATA);
  });

  it('reads on after each pause, whoever paused first and whoever lets go first', () => {
    const orders: EventType[][] = [
      ['flow.pause', 'readHeld', 'flow.resume', 'readReleased'],
      ['flow.pause', 'readHeld', 'readReleased', 'flow.resume'],
      ['readHeld', 'flow.pause', 'flow.resume', 'readReleased'],
      ['readHeld', 'flow.pause', 'readReleased', 'flow.resume'],
    ];
    for (const order of orders) {
      const csa = having(...order);
      expect(place(csa)).toBe('flowing/ready');
      expect(csa.did).toEqual(['stopReading', 'startReading']);
    }
  });

  it('reads again when our half is closed while sending is blocked', () => {
    // The stream says no 'drain' after end(), so nothing else would set the reader free.
    const csa = having('sendBlocked', 'readHeld', 'flow.end', 'readReleased');
    expect(place(csa)).toBe('flowing/ended');
  });

  it.each<[string, EventType[]]>([
    ['all that had arrived was read', ['control.serverShutdown', 'readQuiet']],
    ['the server insists', ['control.serverShutdown', 'control.insist']],
    ['the server insists at once', ['control.insist']],
  ])('asks its handler to finish when %s, and then never again', (_, events) => {
    const csa = having(...events);
    expect(csa.saidTypes).toEqual(['signal.serverShutdown']);
    expect(csa.value).toMatchObject({ connected: { draining: 'asked' } });
    for (const type of ['control.serverShutdown', 'readQuiet', 'control.insist'] as const) {
      csa.take(EVENTS[type]);
      expect([...csa.did, ...csa.saidTypes]).toEqual([]);
    }
  });

  it('waits for quiet once, however often it is asked to', () => {
    const csa = having('control.serverShutdown').take(EVENTS['control.serverShutdown']);
    expect(csa.did).toEqual([]);
    expect(csa.value).toMatchObject({ connected: { draining: 'awaitingQuiet' } });
  });

  it('says with the error of what was too much that it was', () => {
    const { output } = having('control.producerFinished', 'socket.outboxOverflow').take(
      closed(),
    ).snapshot;
    expect(output).toMatchObject({
      howDied: 'outboxOverflow',
      error: EVENTS['socket.outboxOverflow'].error,
    });
  });

  it('knows its socket by number only, so that its snapshot is shown as JSON', () => {
    expect(JSON.parse(JSON.stringify(start().snapshot)).context.descriptor).toBe(7);
  });

  describe('whatever comes in whatever order', () => {
    const anyEvent = fc
      .constantFrom(...(Object.keys(EVENTS) as EventType[]))
      .filter((type) => type !== 'socket.closed');
    const anyEvents = fc.array(anyEvent, { maxLength: 30 });

    it('does not end before its socket is closed, and then always, exactly once', () => {
      fc.assert(
        fc.property(anyEvents, anyEvents, (before, later) => {
          const csa = start();
          const ends: string[] = [];
          const note = () => ends.push(...csa.saidTypes.filter((t) => t === 'signal.shutdownCSA'));
          for (const type of before) {
            csa.take(EVENTS[type]);
            note();
            expect(csa.snapshot.status).toBe('active');
          }
          expect(ends).toEqual([]);
          csa.take(closed(1, 2, 1_003));
          note();
          expect(csa.snapshot.status).toBe('done');
          expect(csa.sentTypes).toEqual(['nowhere: feedbackFromCSA.socketShutdown']);
          expect(HOW_DIED).toContain(csa.snapshot.output?.howDied);
          expect(csa.snapshot.output).toMatchObject({
            bytesReceived: 1,
            bytesSaid: 2,
            bytesSent: 2,
            duration: 3,
          });
          for (const type of [...later, 'socket.closed' as const]) {
            csa.take(EVENTS[type]);
            note();
            expect(place(csa)).toBe('shutdown');
            expect([...csa.did, ...csa.sent]).toEqual([]);
          }
          expect(ends).toEqual(['signal.shutdownCSA']);
        }),
      );
    });

    it('never goes back from closing to connected, and writes nothing there', () => {
      fc.assert(
        fc.property(anyEvents, (types) => {
          const csa = start();
          let closing = false;
          for (const type of types) {
            const wasClosing = closing;
            csa.take(EVENTS[type]);
            closing ||= place(csa).startsWith('closing');
            if (!wasClosing) continue;
            expect(place(csa)).toMatch(/^closing/);
            expect(csa.did).not.toContain('write');
            expect(csa.said).toEqual([]);
          }
        }),
      );
    });

    it('finishes the socket at most once, and does nothing to it once it is aborted', () => {
      fc.assert(
        fc.property(anyEvents, (types) => {
          const csa = start().take(...types.map((type) => EVENTS[type]));
          const done = csa.did.filter((name) => !INTERNAL.has(name));
          expect(done.filter((name) => name === 'finishSocket').length).toBeLessThanOrEqual(1);
          const end = done.findIndex((name) => /^(abort|destroy)Socket$/.test(name));
          if (end >= 0) expect(done.slice(end + 1)).toEqual([]);
        }),
      );
    });

    it('tells the selector of a reader exactly when it starts and stops reading', () => {
      fc.assert(
        fc.property(anyEvents, (types) => {
          const csa = start();
          let reading = true;
          let told = true;
          for (const type of types) {
            csa.take(EVENTS[type]);
            for (const name of csa.did) {
              if (name === 'startReading') reading = true;
              if (name === 'stopReading') reading = false;
            }
            for (const { event } of csa.sent) {
              if (event.type === 'notify.newReader') told = true;
              if (event.type === 'notify.removeReader') told = false;
            }
            expect(told).toBe(reading);
          }
        }),
      );
    });

    it('waits as a writer exactly while it is blocked, until its socket closes', () => {
      fc.assert(
        fc.property(anyEvents, (types) => {
          const csa = start();
          let writer = false;
          for (const type of types) {
            const wasWriter = writer;
            csa.take(EVENTS[type]);
            for (const { event } of csa.sent) {
              if (event.type === 'notify.newWriter') writer = true;
              if (event.type === 'notify.removeWriter') writer = false;
            }
            if (place(csa).startsWith('closing')) expect(writer).toBe(wasWriter);
            else expect(writer).toBe(place(csa).endsWith('/blocked'));
          }
        }),
      );
    });
  });
});
