/**
 * With XState's development build, as under `node --conditions=development`.
 *
 * @jest-environment-options {"customExportConditions": ["development", "node", "require", "default"]}
 */
import {
  type AnyActorLogic,
  assign,
  createActor,
  createMachine,
  emit,
  fromTransition,
  raise,
  sendTo,
} from 'xstate';
import { isDirectTrusted, isLightTrusted } from '../../../actors/compiled/actor/lightCheck';
import {
  createDirectChild,
  createHeavyChild,
  createLightChild,
} from '../../../actors/compiled/actor/makers';
import { compile, isCompiled } from '../../../actors/compiled/compile';
import { DEVELOPMENT } from '../../../actors/compiled/xstate/development';

const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});

beforeEach(() => warn.mockClear());
afterAll(() => warn.mockRestore());

/** Warnings without the numbers that tell sessions apart. */
const warnings = () => warn.mock.calls.map(([text]) => String(text).replace(/\(x:\d+\)/, ''));

const MAKERS = [
  ['as XState makes it', createHeavyChild],
  ['directly', createDirectChild],
  ['light', createLightChild],
] as const;

const mistaken = createMachine({
  initial: 'here',
  on: {
    assign: { actions: () => assign({}) },
    raise: { actions: () => raise({ type: 'none' }) },
    sendTo: { actions: () => sendTo('nobody', { type: 'none' }) },
    emit: { actions: [() => emit({ type: 'none' }), emit({ type: 'said' })] },
    guarded: { guard: () => true, actions: () => assign({}) },
    right: { actions: [assign({}), emit(() => ({ type: 'said' }))] },
    fails: {
      actions: () => {
        throw new Error('failed');
      },
    },
  },
  states: {
    here: { on: { go: 'there' } },
    there: { entry: () => raise({ type: 'none' }), on: { end: 'end' } },
    end: { type: 'final' },
  },
});

const SCRIPT = [
  'assign',
  'raise',
  'sendTo',
  'emit',
  'guarded',
  'right',
  'go',
  'assign',
  'end',
  'assign',
];

/** What XState warns of while an actor made so takes these events. */
function warningsOf(make: (typeof MAKERS)[number][1], logic: object, script: readonly string[]) {
  const parent = createActor(fromTransition((state: object) => state, {})).start();
  const actor = make(logic as AnyActorLogic, { id: 'actor', parent, input: undefined });
  actor.start();
  warn.mockClear();
  for (const type of script) actor.send({ type });
  return warnings();
}

it('checks XState without a warning', () => {
  expect(DEVELOPMENT).toBe(true);
  expect(isCompiled(compile(createMachine({})) as never)).toBe(true);
  expect([isLightTrusted(), isDirectTrusted()]).toEqual([true, true]);
  expect(warnings()).toEqual([]);
});

describe.each(MAKERS)('an actor made %s', (_as, make) => {
  it.each(['assign', 'raise', 'sendTo', 'emit', 'guarded'])(
    'warns of %s called within an action',
    (type) => {
      const [text, ...others] = warningsOf(make, compile(mistaken), [type]);
      const called = type === 'guarded' ? 'assign' : type;
      expect(text).toMatch(`Custom actions should not call \`${called}()\` directly`);
      expect(others).toEqual([]);
    },
  );

  it('warns of events that come after its end', () => {
    const [text, ...others] = warningsOf(make, compile(mistaken), ['go', 'end', 'right']).slice(1);
    expect(text).toMatch(/^Event "right" was sent to stopped actor "actor /);
    expect(others).toEqual([]);
  });

  it.each([
    ['', SCRIPT],
    [' and fails', ['assign', 'fails', 'raise']],
  ])('warns of the same as where XState does all%s', (_what, script) => {
    const expected = warningsOf(createHeavyChild, mistaken, script);
    expect(expected.length).toBeGreaterThan(1);
    expect(warningsOf(make, compile(mistaken), script)).toEqual(expected);
  });

  it('does not warn of what is called outside of actions, before or after', () => {
    warningsOf(make, compile(mistaken), ['assign', 'fails']);
    warn.mockClear();
    assign({});
    raise({ type: 'none' });
    expect(warnings()).toEqual([]);
  });
});

it('warns while somebody inspects, too', () => {
  const actor = createActor(compile(mistaken), { inspect: () => {} }).start();
  actor.send({ type: 'assign' });
  expect(warnings()).toHaveLength(1);
});
