import type * as XState from 'xstate';
import type * as CheckModule from '../../../actors/compiled/actor/lightCheck';
import type * as CompileModule from '../../../actors/compiled/compile';
import type * as TrustModule from '../../../actors/compiled/trust';
import type * as RelayModule from '../../../actors/compiled/xstate/relay';

type Changed = (xstate: typeof XState) => Partial<Record<keyof typeof XState, unknown>>;

interface Modules {
  readonly xstate: typeof XState;
  readonly compile: typeof CompileModule.compile;
  readonly relay: typeof RelayModule.relay;
  readonly check: typeof CheckModule;
  readonly trust: typeof TrustModule;
}

/** Loads everything anew, with an XState of which something has changed. */
function withXState(changed: Changed): Modules {
  let modules: Modules | undefined;
  jest.isolateModules(() => {
    jest.doMock('xstate', () => {
      const xstate: typeof XState = jest.requireActual('xstate');
      return { ...xstate, ...changed(xstate) };
    });
    modules = {
      xstate: require('xstate'),
      compile: require('../../../actors/compiled/compile').compile,
      relay: require('../../../actors/compiled/xstate/relay').relay,
      check: require('../../../actors/compiled/actor/lightCheck'),
      trust: require('../../../actors/compiled/trust'),
    };
  });
  return modules as Modules;
}

type Resolve = (
  scope: never,
  snapshot: never,
  info: never,
  params: never,
  action: object,
) => unknown;

/** A maker of builtin actions that keep `property` under another name, which only XState knows. */
function renamed(make: (...args: never[]) => object, property: string) {
  let original: Resolve | undefined;
  const resolve: Resolve = (scope, snapshot, info, params, action) => {
    const { hidden } = action as { hidden: unknown };
    return original?.(scope, snapshot, info, params, { ...action, [property]: hidden });
  };
  return (...args: never[]) => {
    const action = make(...args) as Record<string, unknown>;
    original = action.resolve as Resolve;
    const hidden = action[property];
    delete action[property];
    return Object.assign(action, { resolve, hidden });
  };
}

/** A maker of builtin actions that have nothing in common. */
const apart =
  (make: (...args: never[]) => object) =>
  (...args: never[]) => {
    const action = make(...args) as { resolve: (...args: never[]) => unknown };
    const { resolve } = action;
    return Object.assign(action, { resolve: (...args: never[]) => resolve(...args) });
  };

describe('with an XState that is not the one it was made for', () => {
  const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});

  beforeEach(() => emitWarning.mockClear());
  afterAll(() => {
    emitWarning.mockRestore();
    jest.dontMock('xstate');
  });

  /** An XState in which machines look different, or behave differently. */
  const withMachine = (change: (machine: XState.AnyStateMachine) => void): Changed => {
    return ({ createMachine, setup }) => ({
      createMachine: (...args: Parameters<typeof createMachine>) => {
        const machine = (createMachine as (...args: unknown[]) => object)(...args);
        change(machine as never);
        return machine;
      },
      setup: (options: never) => {
        const made = setup(options);
        return {
          ...made,
          createMachine: (config: never) => {
            const machine = made.createMachine(config);
            change(machine as never);
            return machine;
          },
        };
      },
    });
  };

  it.each<[string, Changed]>([
    ['assignments are kept elsewhere', ({ assign }) => ({ assign: renamed(assign, 'assignment') })],
    ['there is no stopChild', () => ({ stopChild: undefined })],
    ['there is no emit', () => ({ emit: undefined })],
    [
      'transitions are selected by something else',
      withMachine((machine) => Object.assign(machine, { getTransitionData: undefined })),
    ],
    [
      'states have no order',
      withMachine((machine) => {
        for (const node of Object.values(machine.root.states))
          delete (node as { order?: number }).order;
      }),
    ],
    [
      'actors have another kind of scope',
      ({ createActor }) => ({
        createActor: (...args: Parameters<typeof createActor>) => {
          const actor = createActor(...args) as unknown as Record<string, unknown>;
          delete actor._actorScope;
          return actor;
        },
      }),
    ],
  ])('because %s, machines are left as they are, with one warning', (_how, changed) => {
    const { compile, xstate } = withXState(changed);
    const machine = xstate.createMachine({});
    expect(compile(machine)).toBe(machine);
    const another = xstate.createMachine({});
    expect(compile(another)).toBe(another);
    expect(emitWarning).toHaveBeenCalledTimes(1);
    const [message, options] = emitWarning.mock.calls[0] as unknown[];
    expect(options).toEqual({ code: 'XSTATE_NET_INTERPRETED' });
    expect(message).toMatch(/interpreted.*Install a version of xstate/);
  });

  it('compiles all the same if one emit is not known by another: each is left to its own code', () => {
    const { compile, xstate } = withXState(({ emit }) => ({ emit: apart(emit) }));
    const machine = xstate.createMachine({});
    expect(compile(machine)).not.toBe(machine);
    expect(emitWarning).not.toHaveBeenCalled();
  });

  it('because the relay is gone, events are sent without a source', () => {
    const { relay, xstate } = withXState(({ createActor }) => ({
      createActor: (...args: Parameters<typeof createActor>) => {
        const actor = createActor(...args);
        delete (actor.system as { _relay?: unknown })._relay;
        const { _send } = actor as unknown as { _send: (event: unknown) => void };
        return Object.assign(actor, { send: _send });
      },
    }));
    const heard: string[] = [];
    const listener = xstate.fromTransition((state: object, event) => {
      heard.push(event.type);
      return state;
    }, {});
    const [source, target] = [1, 2].map(() => xstate.createActor(listener).start());
    relay(source as never, target as never, { type: 'hello' });
    expect(heard).toEqual(['hello']);
  });
});

it('trusts the XState that it was made for, without a word', () => {
  const emitWarning = jest.spyOn(process, 'emitWarning');
  const { compile, xstate, check } = withXState(() => ({}));
  const machine = xstate.createMachine({});
  expect(compile(machine)).not.toBe(machine);
  expect([check.isLightTrusted(), check.isDirectTrusted()]).toEqual([true, true]);
  expect(emitWarning).not.toHaveBeenCalled();
});

it('leaves all machines to XState when it is told to, without a word', () => {
  const emitWarning = jest.spyOn(process, 'emitWarning');
  const { compile, xstate, check, trust } = withXState(() => ({}));
  trust.interpretOnly();
  const machine = xstate.createMachine({});
  expect(compile(machine)).toBe(machine);
  expect([check.isLightTrusted(), check.isDirectTrusted()]).toEqual([false, false]);
  expect(emitWarning).not.toHaveBeenCalled();
});
