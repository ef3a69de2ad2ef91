/** Random statecharts as plain data, so that they can be printed, shrunk and built more than once. */
import fc from 'fast-check';

/** Types of events that are sent; some of them nobody listens to. */
const EVENT_TYPES = ['a.x', 'a.y', 'a.x.z', 'b', 'c', 'tick', 'nobody'] as const;

const DESCRIPTORS = ['a.x', 'a.y', 'a.*', 'b', 'c', 'tick', '*'] as const;

/** Actions that most charts consist of. */
export const PLAIN_ACTIONS = [
  'inline',
  'named',
  'parametrised',
  'dynamic',
  'missing',
  'emit',
  'emitFunction',
  'namedEmit',
  'assign',
  'assignFunction',
  'namedAssign',
  'assignNothing',
  'sendToPeer',
  'askPeer',
  'forward',
  'sendSelf',
  'poke',
] as const;

/** Actions that end the actor: by throwing, always or on some event, or by having it stopped. */
export const THROWING_ACTIONS = [
  'throw',
  'throwOnC',
  'emitThrow',
  'assignThrow',
  'tell',
  'quit',
  'sendAstray',
] as const;

/** Actions that raise, enqueue, delay, spawn, stop, log. */
export const SPECIAL_ACTIONS = [
  'raise',
  'raiseFunction',
  'raiseLater',
  'enqueue',
  'enqueueMuch',
  'namedEnqueue',
  'tellInvoked',
  'sendLater',
  'cancel',
  'spawn',
  'assignSpawn',
  'stop',
  'log',
] as const;

export type ActionKind =
  | (typeof PLAIN_ACTIONS)[number]
  | (typeof THROWING_ACTIONS)[number]
  | (typeof SPECIAL_ACTIONS)[number];

export interface ActionSpec {
  readonly kind: ActionKind;
  readonly n: number;
}

export interface TransitionSpec {
  /** Which states, counted in document order, wrapped around; none for a targetless transition. */
  readonly targets: readonly number[];
  readonly reenter: boolean;
  readonly guard: GuardKind | undefined;
  readonly actions: readonly ActionSpec[];
}

export const GUARDS = [
  'even',
  'named',
  'parametrised',
  'not',
  'and',
  'or',
  'namedAnd',
  'alias',
  'missing',
  'stateIn',
  'stateInValue',
  'never',
  'throws',
] as const;
export type GuardKind = (typeof GUARDS)[number];

export interface HandlerSpec {
  readonly descriptor: string;
  /** None: a forbidden transition. */
  readonly transitions: readonly TransitionSpec[];
}

export interface NodeSpec {
  readonly type: 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
  readonly children: readonly NodeSpec[];
  readonly initial: number;
  readonly on: readonly HandlerSpec[];
  readonly entry: readonly ActionSpec[];
  readonly exit: readonly ActionSpec[];
  readonly always: readonly TransitionSpec[];
  readonly after: readonly TransitionSpec[];
  readonly onDone: readonly TransitionSpec[];
  readonly initialActions: readonly ActionSpec[];
  readonly invoke: boolean;
  readonly tags: readonly string[];
  readonly output: 'none' | 'value' | 'function';
}

/** Which features the chart has; what it says of others is ignored. */
export interface Features {
  readonly guards: boolean;
  readonly entryAndExit: boolean;
  readonly always: boolean;
  readonly after: boolean;
  readonly invoke: boolean;
  readonly history: boolean;
  readonly doneEvents: boolean;
  readonly initialActions: boolean;
  readonly severalTargets: boolean;
  readonly throwing: boolean;
  readonly special: boolean;
}

export interface MachineSpec {
  readonly root: NodeSpec;
  readonly features: Features;
  readonly context: 'object' | 'function' | 'none' | 'spawning' | 'throwing';
  readonly output: 'none' | 'value' | 'function';
}

export interface ScriptStep {
  readonly what: 'send' | 'wait' | 'persist' | 'error' | 'stop';
  readonly type: string;
  readonly n: number;
}

const seldom = (weight = 4) =>
  fc.oneof({ weight, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.boolean() });

const action = fc.record({
  kind: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom<ActionKind>(...PLAIN_ACTIONS) },
    { weight: 1, arbitrary: fc.constantFrom<ActionKind>(...THROWING_ACTIONS) },
    { weight: 3, arbitrary: fc.constantFrom<ActionKind>(...SPECIAL_ACTIONS) },
  ),
  n: fc.nat(3),
});

const actions = fc.array(action, { maxLength: 3 });

const transition: fc.Arbitrary<TransitionSpec> = fc.record({
  targets: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 6, arbitrary: fc.tuple(fc.nat(24)) },
    { weight: 1, arbitrary: fc.array(fc.nat(24), { maxLength: 2 }) },
  ),
  reenter: seldom(),
  guard: fc.oneof(
    { weight: 2, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...GUARDS) },
  ),
  actions,
});

const handler: fc.Arbitrary<HandlerSpec> = fc.record({
  descriptor: fc.constantFrom(...DESCRIPTORS),
  transitions: fc.oneof(
    { weight: 5, arbitrary: fc.tuple(transition) },
    { weight: 1, arbitrary: fc.array(transition, { maxLength: 2 }) },
  ),
});

/** A node with no more than so many levels below it. */
const nodeAbove = (levels: number): fc.Arbitrary<NodeSpec> =>
  fc.record({
    type: fc.oneof(
      { weight: 4, arbitrary: fc.constant('atomic' as const) },
      { weight: 3, arbitrary: fc.constant('compound' as const) },
      { weight: 2, arbitrary: fc.constant('parallel' as const) },
      { weight: 2, arbitrary: fc.constantFrom('final' as const, 'history' as const) },
    ),
    children: levels === 0 ? fc.constant([]) : fc.array(nodeAbove(levels - 1), { maxLength: 3 }),
    initial: fc.nat(2),
    on: fc.array(handler, { maxLength: 5 }),
    entry: actions,
    exit: actions,
    always: fc.array(transition, { maxLength: 2 }),
    after: fc.array(transition, { maxLength: 1 }),
    onDone: fc.array(transition, { maxLength: 2 }),
    initialActions: actions,
    invoke: seldom(),
    tags: fc.subarray(['t1', 't2', 't3']),
    output: fc.constantFrom('none' as const, 'value' as const, 'function' as const),
  });

const rootNode = fc
  .record({ node: nodeAbove(2), first: nodeAbove(1), last: nodeAbove(1), ends: fc.boolean() })
  .map(({ node, first, last, ends }): NodeSpec => {
    const type = node.type === 'parallel' ? 'parallel' : 'compound';
    const end: NodeSpec = { ...last, type: 'final' };
    return { ...node, children: [first, ...node.children, ends ? end : last], type };
  });

const features: fc.Arbitrary<Features> = fc.record({
  guards: seldom(1),
  entryAndExit: seldom(2),
  always: seldom(),
  after: seldom(),
  invoke: seldom(),
  history: seldom(2),
  doneEvents: seldom(1),
  initialActions: seldom(),
  severalTargets: seldom(2),
  throwing: seldom(2),
  special: seldom(2),
});

/** A random statechart. */
export const machineSpec: fc.Arbitrary<MachineSpec> = fc.record({
  root: rootNode,
  features,
  context: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('object' as const, 'function' as const) },
    { weight: 1, arbitrary: fc.constantFrom('none', 'spawning', 'throwing') },
  ),
  output: fc.constantFrom('none', 'value', 'function'),
});

/** What is done to an actor of such a chart. */
export const script: fc.Arbitrary<ScriptStep[]> = fc.array(
  fc.record({
    what: fc.oneof(
      { weight: 20, arbitrary: fc.constant('send' as const) },
      { weight: 1, arbitrary: fc.constantFrom('wait', 'persist', 'error', 'stop') },
    ),
    type: fc.constantFrom(...EVENT_TYPES),
    n: fc.nat(3),
  }),
  { minLength: 3, maxLength: 14 },
);
