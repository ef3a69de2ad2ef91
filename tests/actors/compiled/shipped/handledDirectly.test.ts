import type { AnyStateMachine, AnyStateNode, StateValue } from 'xstate';
import { compile } from '../../../../actors/compiled/compile';
import { connectedSocketAdapter } from '../../../../actors/connection/connectedSocketAdapter';
import { tcpServer } from '../../../../actors/listener/tcpServer';
import { serverCore, simpleServer } from '../../../../actors/server/serverCore';
import { singleServer } from '../../../../actors/server/singleServer';
import { protocols } from '../../../../machines/protocols';
import { explainEvent, explainStart } from '../explained';
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

describe('nothing is left to the interpreter', () => {
  it.each<[string, AnyStateMachine, Shipped]>([
    ['a connected socket adapter', connectedSocketAdapter, connectedSocketAdapterEvents],
    ['a tcpServer', tcpServer, tcpServerEvents],
    ['a serverCore', serverCore, serverCoreEvents],
    ['a simpleServer', simpleServer, serverCoreEvents],
    ['a singleServer', singleServer, singleServerEvents],
    ...shippedProtocols.map((protocol): [string, AnyStateMachine, Shipped] => [
      protocol.name,
      compile(protocols[protocol.name as keyof typeof protocols].make()),
      protocol,
    ]),
  ])('of %s, in any state, nor is its start', (_what, machine, shipped) => {
    expect(interpretedBy(machine, shipped)).toEqual({});
    expect(explainStart(machine)).toBe('direct');
  });
});
