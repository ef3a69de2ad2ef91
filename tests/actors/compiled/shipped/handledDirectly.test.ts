import type { AnyStateMachine, AnyStateNode, StateValue } from 'xstate';
import { compile, explainEvent, explainStart } from '../../../../actors/compiled/compile';
import { connectedSocketAdapter } from '../../../../actors/connection/connectedSocketAdapter';
import { tcpServer } from '../../../../actors/listener/tcpServer';
import { serverCore, simpleServer } from '../../../../actors/server/serverCore';
import { singleServer } from '../../../../actors/server/singleServer';
import { protocols } from '../../../../machines/protocols';
import { connectedSocketAdapter as connectedSocketAdapterEvents } from './connectedSocketAdapter';
import { shippedProtocols } from './protocols';
import { serverCore as serverCoreEvents } from './serverCore';
import type { Shipped } from './shipped';
import { singleServer as singleServerEvents } from './singleServer';
import { tcpServer as tcpServerEvents } from './tcpServer';

/** All states in which a machine can be and go on. */
function valuesOf(node: AnyStateNode): (StateValue | undefined)[] {
  const children = Object.values<AnyStateNode>(node.states).filter(({ type }) => type !== 'final');
  if (children.length === 0) return [undefined];
  if (node.type !== 'parallel') {
    return children.flatMap((child) =>
      valuesOf(child).map((value) => (value === undefined ? child.key : { [child.key]: value })),
    );
  }
  return children.reduce<object[]>(
    (all, child) =>
      all.flatMap((before) => valuesOf(child).map((value) => ({ ...before, [child.key]: value }))),
    [{}],
  ) as StateValue[];
}

/** `connected(receiving: flowing, sending: ready)` */
function nameOf(value: StateValue | undefined): string {
  if (typeof value !== 'object') return value ?? '';
  const parts = Object.entries(value);
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return `${first[0]}.${nameOf(first[1])}`;
  return `(${parts.map(([region, inner]) => `${region}: ${nameOf(inner)}`).join(', ')})`;
}

const states = (machine: AnyStateMachine) =>
  valuesOf(machine.root).map((value) => ({
    name: nameOf(value),
    snapshot: machine.resolveState({ value: value ?? {}, context: {} }),
  }));

/** How the events of a machine are handled in each of its states, where it is not directly. */
function interpretedBy(machine: AnyStateMachine, { events }: Shipped): object {
  const found: Record<string, Record<string, string[]>> = {};
  for (const { name, snapshot } of states(machine)) {
    for (const type of Object.keys(events)) {
      const how = explainEvent(machine, snapshot, type);
      if (how === 'direct') continue;
      found[name] ??= {};
      found[name][how] ??= [];
      found[name][how].push(type);
    }
  }
  return found;
}

/** In which states an event is not handled directly. */
const interpretedIn = (machine: AnyStateMachine, type: string) =>
  states(machine)
    .filter(({ snapshot }) => explainEvent(machine, snapshot, type) !== 'direct')
    .map(({ name }) => name);

const allTypes = ({ events }: Shipped) => Object.keys(events);

describe('the data path is handled directly in every state', () => {
  it.each([
    'readReady',
    'inbox',
    'sendReady',
    'sendBlocked',
    'readHeld',
    'readReleased',
    'socket.ended',
    'control.producerFinished',
    'socket.closed',
  ])('%s of a connected socket adapter', (type) => {
    expect(interpretedIn(connectedSocketAdapter, type)).toEqual([]);
  });

  it.each(['inbox', 'control.producerFinished', 'control.serverShutdown', 'flow.ready'])(
    '%s of echo, discard and chargen',
    (type) => {
      for (const name of ['echo', 'discard', 'chargen'] as const) {
        expect(interpretedIn(compile(protocols[name].make()), type)).toEqual([]);
      }
    },
  );
});

describe('accepting and closing are handled directly wherever a server rests', () => {
  it.each(['newconnection', 'connections.newCSA', 'feedbackFromCSA.socketShutdown'])(
    '%s of a tcpServer',
    (type) => {
      // Where it is for no longer than it takes to look at its options.
      expect(interpretedIn(tcpServer, type)).toEqual(['checking']);
    },
  );

  it.each(['socketActivity.newCSA', 'socketActivity.shutdownCSA'])(
    '%s of a serverCore and a simpleServer',
    (type) => {
      // Where no connection is, because it does not listen yet.
      expect(interpretedIn(serverCore, type)).toEqual(['starting']);
      expect(interpretedIn(simpleServer, type)).toEqual(['starting']);
    },
  );
});

it.each<[string, AnyStateMachine, string]>([
  ['a connected socket adapter', connectedSocketAdapter, 'direct'],
  ['echo', compile(protocols.echo.make()), 'direct'],
  ['discard', compile(protocols.discard.make()), 'direct'],
  ['chargen', compile(protocols.chargen.make()), 'direct'],
  // They speak first.
  ['cleverEcho', compile(protocols.cleverEcho.make()), 'entry'],
  ['daytime', compile(protocols.daytime.make()), 'entry'],
  ['qotd', compile(protocols.qotd.make()), 'entry'],
  // They invoke what serves their connections.
  ['a tcpServer', tcpServer, 'invoke'],
  ['a serverCore', serverCore, 'invoke'],
  ['a simpleServer', simpleServer, 'invoke'],
  ['a singleServer', singleServer, 'invoke'],
])('%s is started as expected', (_what, machine, how) => {
  expect(explainStart(machine)).toBe(how);
});

/** What comes once in a server's life, or seldom, may take its time. */
describe('no more is left to the interpreter than', () => {
  it('of a connected socket adapter: the end of our half, which has to ask who was first', () => {
    const found = interpretedBy(connectedSocketAdapter, connectedSocketAdapterEvents);
    expect(new Set(Object.values(found).map((reasons) => JSON.stringify(reasons)))).toEqual(
      new Set(['{"guard":["flow.end"]}']),
    );
    expect(Object.keys(found).every((name) => /sending: (ready|blocked)/.test(name))).toBe(true);
  });

  it('of a tcpServer: what makes it listen, suspend, resume, close, and be done', () => {
    const closing = ['control.serverShutdown', 'control.shutdownMicroprocess'];
    const listening = { after: closing, guard: ['control.suspend'] };
    expect(interpretedBy(tcpServer, tcpServerEvents)).toEqual({
      checking: { always: allTypes(tcpServerEvents) },
      binding: { after: closing, entry: ['listener.listening'], guard: ['listener.failed'] },
      'listening.accepting': listening,
      'listening.full': listening,
      'suspended.closed': { after: closing, entry: ['control.resume'] },
      'suspended.refusing': {
        after: closing,
        entry: ['control.resume'],
        guard: ['control.suspend'],
      },
      'closing.(listener: open, connections: draining)': {
        'done-state': ['listener.closed', 'connections.empty'],
      },
    });
  });

  it.each([
    ['serverCore', serverCore],
    ['simpleServer', simpleServer],
  ])('of a %s: all before it listens, and what makes it close and be done', (_name, machine) => {
    const done = 'xstate.done.actor.tcpServer';
    const end = { 'reserved-event': [done] };
    const closing = { entry: ['control.serverShutdown', 'control.shutdownMicroprocess'], ...end };
    expect(interpretedBy(machine, serverCoreEvents)).toEqual({
      starting: {
        always: allTypes(serverCoreEvents).filter((type) => type !== done),
        ...end,
      },
      serving: closing,
      suspended: closing,
      'closing.asking': end,
      'closing.insisting': end,
    });
  });

  it('of a singleServer: all while nobody is there, and that a client leaves', () => {
    const done = 'xstate.done.actor.tcpServer';
    const end = { 'reserved-event': [done] };
    const waiting = {
      always: allTypes(singleServerEvents).filter((type) => type !== done),
      ...end,
    };
    const closing = { guard: ['oobInfo.shutdownCSA'], ...end };
    expect(interpretedBy(singleServer, singleServerEvents)).toEqual({
      'waiting.first': waiting,
      'waiting.next': waiting,
      connected: {
        // To wait for the next one is to look at the options again.
        always: ['control.producerFinished', 'fromCSA.producerFinished'],
        entry: ['control.serverShutdown', 'control.shutdownMicroprocess'],
        ...closing,
      },
      'closing.asking': closing,
      // Whether what was said has bytes is asked only where it may still be said.
      'closing.finishing': { guard: ['inbox', 'oobInfo.shutdownCSA'], ...end },
    });
  });

  it.each(shippedProtocols.map((protocol) => [protocol.name, protocol] as const))(
    'of %s: nothing, unless it ends as soon as it has spoken',
    (name, protocol) => {
      const machine = compile(protocols[name as keyof typeof protocols].make()) as AnyStateMachine;
      const endsAtOnce = name === 'qotd' || name === 'daytime';
      expect(interpretedBy(machine, protocol)).toEqual(
        endsAtOnce ? { connected: { always: allTypes(protocol) } } : {},
      );
    },
  );
});
