/**
 * Everything in this package that relies on what XState does not promise of its machines: their
 * snapshots, their actions, how they select transitions. What it relies on of actors and their systems
 * is in `privateActors.ts`. `selfCheck.ts` finds out whether a new version of XState broke any of it,
 * by running a sample both ways.
 */
import {
  type AnyActorRef,
  type AnyActorScope,
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  assign,
  emit,
  raise,
  type Spawner,
  sendTo,
  stopChild,
} from 'xstate';

/** The actors under a machine, by id. */
export type Children = Readonly<Record<string, AnyActorRef>>;

/** What an action is called with. */
export interface ActionInfo {
  readonly context: AnyMachineSnapshot['context'];
  readonly event: AnyEventObject;
  readonly self: AnyActorScope['self'];
  readonly system: AnyActorScope['system'];
}

/** What `assign()`, `emit()`, `sendTo()` and their kind make: a function that describes itself. */
export interface BuiltinAction {
  readonly type: string;
  /** Of `emit` and `sendTo`: the event, or what makes it. */
  readonly event?: unknown;
  /** Of `assign`: what to assign, or what makes it. */
  readonly assignment?: unknown;
  /** Of `sendTo`: the actor, its name, or what finds it. */
  readonly to?: unknown;
  /** Of `sendTo`: after how long. */
  readonly delay?: unknown;
  resolve(
    scope: AnyActorScope,
    snapshot: AnyMachineSnapshot,
    info: ActionInfo,
    params: unknown,
    action: BuiltinAction,
    extra: object,
  ): [next: AnyMachineSnapshot, resolved: unknown, more: readonly unknown[] | undefined];
  /** What waits for the actors that are being invoked: called again when they are there. */
  retryResolve?(scope: AnyActorScope, snapshot: AnyMachineSnapshot, resolved: unknown): void;
  execute?(scope: AnyActorScope, resolved: unknown): void;
}

/** Which builtin action a function is, known by the function that XState shares between its like. */
export type BuiltinKind = 'assign' | 'emit' | 'sendTo' | 'raise' | 'other';

/** What XState hands a builtin action besides its arguments, where nothing can be raised or deferred. */
const NOTHING_PENDING = { internalQueue: [], deferredActorIds: undefined };

/** Where a configuration is kept on the array of its nodes; unseen by JSON, spreads and equality. */
const CONFIGURATION = Symbol('xstate-net.configuration');

type MarkedNodes = AnyStateNode[] & { readonly [CONFIGURATION]?: unknown };

/** What all actions made by `make` share; nothing where XState has no such actions, or others. */
function resolverOf(make: () => unknown): unknown {
  try {
    return (make() as BuiltinAction).resolve;
  } catch {
    return undefined;
  }
}

const RESOLVE_ASSIGN = resolverOf(() => assign({}));
const RESOLVE_EMIT = resolverOf(() => emit({ type: '' }));
const RESOLVE_SEND_TO = resolverOf(() => sendTo('', { type: '' }));
const RESOLVE_RAISE = resolverOf(() => raise({ type: '' }));

/** Which of XState's own actions an action's implementation is; `undefined` for a plain function. */
export function builtinKind(implementation: object): BuiltinKind | undefined {
  if (!('resolve' in implementation)) return undefined;
  if (implementation.resolve === RESOLVE_ASSIGN) return 'assign';
  if (implementation.resolve === RESOLVE_EMIT) return 'emit';
  if (implementation.resolve === RESOLVE_SEND_TO) return 'sendTo';
  if (implementation.resolve === RESOLVE_RAISE) return 'raise';
  return 'other';
}

/** The active state nodes of a snapshot, in XState's order, which decides the order of keys and tags. */
export function nodesOf(snapshot: AnyMachineSnapshot): AnyStateNode[] {
  return snapshot._nodes;
}

/** Ties a configuration to the array of its nodes, so that a snapshot leads to it by one load. */
export function tieConfiguration(nodes: AnyStateNode[], configuration: object): void {
  Object.defineProperty(nodes, CONFIGURATION, { value: configuration });
}

/** The configuration tied to a snapshot's nodes, if the snapshot shares those of one. */
export function configurationOf(snapshot: AnyMachineSnapshot): unknown {
  return (snapshot._nodes as MarkedNodes | undefined)?.[CONFIGURATION];
}

/** A snapshot of `nodes` made by XState itself, to copy value, tags and methods from. */
export function snapshotByXState(
  machine: AnyStateMachine,
  nodes: AnyStateNode[],
): AnyMachineSnapshot {
  const parts = { machine, _nodes: nodes, context: {}, children: {}, status: 'active' };
  const event = { type: '' };
  const action = assign({}) as unknown as BuiltinAction;
  const scope = { self: undefined, system: undefined } as unknown as AnyActorScope;
  const info = { context: {}, event, self: scope.self, system: scope.system };
  return action.resolve(scope, parts as never, info, undefined, action, NOTHING_PENDING)[0];
}

/** A snapshot in the configuration of `like`: the same keys in the same order as XState's own. */
export function makeSnapshot(
  like: AnyMachineSnapshot,
  status: string,
  output: unknown,
  error: unknown,
  context: unknown,
  children: Children,
  historyValue: unknown,
): AnyMachineSnapshot {
  return {
    status,
    output,
    error,
    machine: like.machine,
    context,
    _nodes: like._nodes,
    value: like.value,
    tags: like.tags,
    children,
    historyValue,
    matches: like.matches,
    hasTag: like.hasTag,
    can: like.can,
    getMeta: like.getMeta,
    toJSON: like.toJSON,
  } as AnyMachineSnapshot;
}

/** Makes a snapshot that XState has just made, and nobody has changed, share `like`'s configuration. */
export function shareConfiguration(snapshot: AnyMachineSnapshot, like: AnyMachineSnapshot): void {
  snapshot._nodes = like._nodes;
  snapshot.value = like.value;
  snapshot.tags = like.tags;
}

/** What a builtin action wants done, worked out by XState's own code. */
export function resolveBuiltin(
  action: BuiltinAction,
  scope: AnyActorScope,
  snapshot: AnyMachineSnapshot,
  info: ActionInfo,
  params: unknown,
  pending: object = NOTHING_PENDING,
): ReturnType<BuiltinAction['resolve']> {
  return action.resolve(scope, snapshot, info, params, action, pending);
}

/**
 * Stops a machine's children the way XState does when the machine has reached its end. Returns the snapshot
 * without them, which XState keeps of a machine that has failed, and not of one that is done.
 */
export function stopChildren(
  scope: AnyActorScope,
  snapshot: AnyMachineSnapshot,
  event: AnyEventObject,
): AnyMachineSnapshot {
  let current = snapshot;
  for (const child of Object.values(snapshot.children as Children)) {
    const action = stopChild(child) as unknown as BuiltinAction;
    const { self, system } = scope;
    const info = { context: current.context, event, self, system };
    const [next, params] = resolveBuiltin(action, scope, current, info, undefined);
    const exec = action.execute?.bind(null, scope, params as never);
    scope.actionExecutor({ type: action.type, info, params: params as never, exec });
    current = next;
  }
  return current;
}

/** XState's own `spawn` for an assignment made in `snapshot`, which it gives to assignments only. */
export function spawnerFor(
  scope: AnyActorScope,
  snapshot: AnyMachineSnapshot,
  event: AnyEventObject,
): Spawner<never> {
  let spawner: unknown;
  const action = assign(({ spawn }) => {
    spawner = spawn;
    return {};
  }) as unknown as BuiltinAction;
  const info = { context: snapshot.context, event, self: scope.self, system: scope.system };
  resolveBuiltin(action, scope, snapshot, info, undefined);
  return spawner as Spawner<never>;
}
