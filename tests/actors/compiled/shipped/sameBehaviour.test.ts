import fc from 'fast-check';
import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode } from 'xstate';
import { difference, type MakeLogic, observe, type Setting, type Step } from '../bothWays';
import { explainEvent } from '../explained';
import { compiledOnce, directly, inTurns, interpreted } from '../logics';
import {
  announcedSocketAdapter,
  connectedSocketAdapter,
  securedSocketAdapter,
} from './connectedSocketAdapter';
import { shippedProtocols } from './protocols';
import { serverCore, simpleServer } from './serverCore';
import type { Shipped } from './shipped';
import { singleServer } from './singleServer';
import { tcpServer } from './tcpServer';

const RUNS = 50;

const machines: readonly Shipped[] = [
  connectedSocketAdapter,
  securedSocketAdapter,
  announcedSocketAdapter,
  tcpServer,
  serverCore,
  simpleServer,
  singleServer,
  ...shippedProtocols,
];

const UNKNOWN = ['nobody', 'inbox.unknown', 'control.unknown', 'xstate.unknown', '*'];

/** What is done to an actor of a shipped machine. */
function scriptFor({ events, ending, leads, persists }: Shipped): fc.Arbitrary<Step[]> {
  const sent = (event: Step['event'] & object): Step => ({
    what: 'send',
    type: event.type,
    n: 0,
    event,
  });
  const known = Object.entries(events).map(([type, arbitrary]) => ({
    weight: ending.includes(type) ? 2 : 8,
    arbitrary: arbitrary.map(sent),
  }));
  const step: fc.Arbitrary<Step> = fc.oneof(
    ...known,
    { weight: 4, arbitrary: fc.constantFrom(...UNKNOWN).map((type) => sent({ type })) },
    {
      weight: 3,
      arbitrary: fc.record({
        what: fc.constantFrom('wait', 'wait', persists ? 'persist' : 'wait', 'error', 'stop'),
        type: fc.constant(''),
        n: fc.nat(3),
        ms: fc.constantFrom(10, 8_000, 10_000),
      }),
    },
  );
  return fc
    .tuple(fc.constantFrom([], ...leads), fc.array(step, { minLength: 3, maxLength: 25 }))
    .map(([first, rest]) => [...first.map(sent), ...rest]);
}

const variant = fc.nat(11);

function expectTheSame(machine: Shipped, setting: Setting, makeLogic: MakeLogic): void {
  const reference: Setting = setting.as === 'lightChild' ? { ...setting, as: 'child' } : setting;
  fc.assert(
    fc.property(variant, scriptFor(machine), (which, steps) => {
      const build = machine.build(which);
      const expected = observe(build, steps, reference, interpreted);
      expect(difference(expected, observe(build, steps, setting, makeLogic))).toBe('none');
    }),
    { numRuns: RUNS },
  );
}

describe.each(machines.map((machine) => [machine.name, machine] as const))(
  '%s does compiled exactly what it does interpreted',
  (_name, machine) => {
    it.each<[string, Setting]>([
      ['on its own', { as: 'root', inspected: false }],
      ['on its own, with every inspection record', { as: 'root', inspected: true }],
      ['as a child', { as: 'child', inspected: false }],
      ['as a child, with every inspection record', { as: 'child', inspected: true }],
      ['as a light child', { as: 'lightChild', inspected: false }],
      ['as a light child, with every inspection record', { as: 'lightChild', inspected: true }],
    ])('%s', (_where, setting) => {
      expectTheSame(machine, setting, compiledOnce);
    });

    it.each([false, true])('taking events directly, inspected: %s', (inspected) => {
      expectTheSame(machine, { as: 'root', inspected }, directly(compiledOnce));
      expectTheSame(machine, { as: 'child', inspected }, directly(compiledOnce));
    });

    it.each([false, true])('when events are interpreted in between, inspected: %s', (inspected) => {
      expectTheSame(machine, { as: 'root', inspected }, inTurns(compiledOnce));
    });
  },
);

/** The ids of all states in which a machine can rest. */
function statesOf(node: AnyStateNode): string[] {
  const below = Object.values<AnyStateNode>(node.states).flatMap(statesOf);
  const leftAtOnce = node.always?.some(({ guard }) => guard === undefined);
  return leftAtOnce ? below : [node.id, ...below];
}

/** Which states the scripts of a machine lead to, and how its events are handled on the way. */
function survey(machine: Shipped) {
  const states = new Set<string>();
  const handled = { direct: 0, interpreted: new Set<string>() };
  let all: string[] = [];
  const surveyed: MakeLogic = (logic) => {
    const compiled = compiledOnce(logic);
    all = statesOf(logic.root);
    const note = <TSnapshot extends AnyMachineSnapshot>(snapshot: TSnapshot): TSnapshot => {
      for (const { id } of snapshot._nodes) states.add(id);
      return snapshot;
    };
    return Object.assign(Object.create(compiled) as AnyStateMachine, {
      getInitialSnapshot: (scope: never, input: never) =>
        note(compiled.getInitialSnapshot(scope, input)),
      transition(snapshot: AnyMachineSnapshot, event: never, scope: never) {
        const { type } = event as { type: string };
        if (explainEvent(compiled, snapshot, type) === 'direct') handled.direct += 1;
        else handled.interpreted.add(type);
        return note(compiled.transition(snapshot, event, scope));
      },
    });
  };
  const samples = fc.sample(fc.tuple(variant, scriptFor(machine)), { numRuns: 200, seed: 1 });
  for (const [which, steps] of samples) {
    observe(machine.build(which), steps, { as: 'root', inspected: false }, surveyed);
  }
  return { missed: all.filter((id) => !states.has(id)), ...handled };
}

/** Where an adapter does not come that begins behind that: another chart begins there. */
const ELSEWHERE: Readonly<Record<string, RegExp>> = {
  connectedSocketAdapter: /^(?:connectedSocketAdapter\.(?:announcing|securing)|securing$)/,
  securedSocketAdapter: /^connectedSocketAdapter\.announcing/,
  // What is behind that the other two go through.
  announcedSocketAdapter: /^(?!connectedSocketAdapter\.announcing)/,
};

/** Protocols that have ended before any event comes. */
const ENDS_AT_ONCE: ReadonlySet<string> = new Set(['qotd', 'daytime']);

it.each(machines.map((machine) => [machine.name, machine] as const))(
  'the random events lead to every state of %s, and none is interpreted',
  (name, machine) => {
    const { missed, direct, interpreted } = survey(machine);
    expect(missed.filter((id) => ELSEWHERE[name]?.test(id) !== true)).toEqual([]);
    expect(direct > 200).toBe(!ENDS_AT_ONCE.has(name));
    expect([...interpreted].filter((type) => type !== '*')).toEqual([]);
  },
);
