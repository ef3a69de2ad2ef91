import type { StateValue } from 'xstate';
import {
  explain,
  type Vitals,
} from '../../../../../actors/services/inspector/page/connection/explain';

const vitals: Vitals = {
  type: 'vitals',
  connection: { server: 'x:0', id: 1 },
  figures: {
    bytesReceived: 10,
    bytesSaid: 70_000,
    bytesSent: 10,
    unsent: 69_990,
    messagesReceived: 1,
    messagesSaid: 1,
  },
  timers: [],
  idle: 8_000,
  atLeast: [],
  limits: { outboxLimit: 16 * 1024 * 1024 },
};

const connected = (receiving: StateValue, sending: string, draining = 'notAsked') => ({
  connected: { receiving, sending, draining },
});

const said = (state: StateValue, more: Partial<Vitals> = {}) =>
  explain(state, { ...vitals, ...more }).map(({ text }) => text);

it('says that the peer does not read, for how long, and what comes of it', () => {
  const [sending, reading] = said(connected({ paused: 'bySending' }, 'blocked'), {
    blockedFor: 12_300,
  });
  expect(sending).toBe(
    'The peer does not read: sending has been blocked for 12.3 s, 68.3 KiB are unsent. At 16.0 MiB (outboxLimit) the connection is ended.',
  );
  expect(reading).toMatch(/Nothing is read from the peer either/);
});

it('does not say that a connection ends at a limit that one large answer has passed', () => {
  const figures = { ...vitals.figures, unsent: 28_000_000 };
  const [text] = said(connected({ paused: 'bySending' }, 'blocked'), { figures });
  expect(text).toMatch(/26.7 MiB are unsent. That is more than 16.0 MiB \(outboxLimit\)/);
});

it('says that the handler has paused', () => {
  const [text] = said(connected({ paused: 'byHandler' }, 'ready'), { pausedFor: 2_000 });
  expect(text).toMatch(/The handler has paused its inbox for 2.0 s/);
});

it('says of what nobody saw begin that it is at least for so long', () => {
  const more = { blockedFor: 2_000, pausedFor: 3_000 };
  const blocked = connected({ paused: 'bySending' }, 'blocked');
  expect(said(blocked, { ...more, atLeast: ['blocked'] })[0]).toMatch(/blocked for at least 2.0 s/);
  expect(said(blocked, { ...more, atLeast: ['paused'] })[0]).toMatch(/blocked for 2.0 s/);
  const resting = connected({ paused: 'byHandler' }, 'ready');
  expect(said(resting, { ...more, atLeast: ['paused'] })[0]).toMatch(/inbox for at least 3.0 s/);
  const timer = { name: 'idleTimeout', actor: 'socket', of: 10_000, left: 1_000 } as const;
  expect(said(connected('flowing', 'ready'), { timers: [timer], atLeast: ['idle'] })).toEqual([
    'idleTimeout (10.0 s) is due in 1.0 s: nothing has moved for at least 8.0 s.',
  ]);
});

it('says that a timeout nears, and not while it is far', () => {
  const timer = { name: 'idleTimeout', actor: 'socket', of: 10_000 } as const;
  const state = connected('flowing', 'ready');
  expect(said(state, { timers: [{ ...timer, left: 2_000 }] })).toEqual([
    'idleTimeout (10.0 s) is due in 2.0 s: nothing has moved for 8.0 s.',
  ]);
  expect(said(state, { timers: [{ ...timer, left: 9_000 }] })).toEqual([
    'Bytes may flow in both directions.',
  ]);
});

it.each([
  [connected('ended', 'ready'), /The peer has finished sending/],
  [{ closing: 'finishing' }, /The handler has finished/],
  [{ closing: 'aborting' }, /being torn down/],
  ['shutdown', /It is over/],
  [connected('flowing', 'ready', 'asked'), /The server drains/],
])('says what %j is', (state, text) => expect(said(state)[0]).toMatch(text));
