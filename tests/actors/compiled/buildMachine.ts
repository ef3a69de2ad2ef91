/** Builds the machine that a specification describes; everything that happens in it is noted. */
import {
  type AnyActorRef,
  type AnyStateMachine,
  and,
  assign,
  cancel,
  createMachine,
  emit,
  enqueueActions,
  forwardTo,
  fromTransition,
  log,
  not,
  or,
  raise,
  sendParent,
  sendTo,
  spawnChild,
  stateIn,
  stopChild,
} from 'xstate';
import type { ActionSpec, GuardKind, MachineSpec, NodeSpec, TransitionSpec } from './randomMachine';
import { SPECIAL_ACTIONS, THROWING_ACTIONS } from './randomMachine';

/** Notes what was seen. */
export type Note = (what: string, ...seen: unknown[]) => void;

/** The world that a machine acts on. */
export interface World {
  readonly note: Note;
  /** Whom `sendTo` reaches. */
  readonly peer: () => AnyActorRef;
  /** Whether one more event may be sent on account of another: there is an end to it. */
  readonly mayEcho: () => boolean;
  /** An actor of this name, which notes what it is sent. */
  readonly listener: (name: string) => AnyActorRef;
  /** Has the actor stopped by whoever may do that. */
  readonly stop: () => void;
}

interface Context {
  readonly count: number;
}

/** What of an action's arguments is looked at. */
export interface Args {
  readonly context: Context;
  readonly event: { readonly type: string };
  readonly self: AnyActorRef;
}

type Loose = Record<string, unknown>;

/** What an action's arguments say, and in which state the actor still shows itself. */
export function seenIn(args: Args): unknown[] {
  const snapshot = args.self.getSnapshot();
  return [Object.keys(args), args.context, args.event, snapshot?.value, snapshot?.context];
}

class Builder {
  readonly #ids: string[] = [];
  readonly #keys = new Map<NodeSpec, string>();

  constructor(
    readonly spec: MachineSpec,
    readonly world: World,
  ) {
    this.#number(spec.root);
  }

  /** Ids are given in document order, and targets refer to them. */
  #number(node: NodeSpec): void {
    const index = this.#ids.length;
    this.#ids.push(`n${index}`);
    this.#keys.set(node, `n${index}`);
    for (const child of this.#children(node)) this.#number(child);
  }

  #type(node: NodeSpec): NodeSpec['type'] {
    const { history } = this.spec.features;
    if (node.type === 'history') return history ? 'history' : 'atomic';
    if (node.type === 'final') return 'final';
    return this.#inner(node).length > 0 ? node.type : 'atomic';
  }

  /** Children that can be active. */
  #inner(node: NodeSpec): readonly NodeSpec[] {
    if (node.type === 'atomic' || node.type === 'final' || node.type === 'history') return [];
    const { history } = this.spec.features;
    return history ? node.children.filter((child) => child.type !== 'history') : node.children;
  }

  #children(node: NodeSpec): readonly NodeSpec[] {
    return this.#inner(node).length > 0 ? node.children : [];
  }

  machine(): AnyStateMachine {
    const { root, context, output } = this.spec;
    const { note } = this.world;
    const contexts: Record<MachineSpec['context'], unknown> = {
      none: undefined,
      object: { count: 0 },
      function: ({ input, self, ...rest }: Loose) => {
        note('context', input, Object.keys(rest));
        return { count: Number(input) };
      },
      spawning: ({
        spawn,
        input,
      }: {
        spawn: (src: string, options: object) => void;
        input: number;
      }) => {
        spawn('child', { id: 'born', input });
        return { count: input };
      },
      throwing: ({ input }: Loose) => {
        if (input === 1) throw new Error('no context');
        return { count: 1 };
      },
    };
    const config = {
      ...this.#node(root),
      context: contexts[context],
      output: this.#output(output, 'machine'),
      options: { maxIterations: 12 },
    };
    return createMachine(config as never, this.#implementations() as never);
  }

  #output(kind: NodeSpec['output'], name: string): unknown {
    if (kind === 'none') return undefined;
    if (kind === 'value') return name;
    return ({ context, event }: Args) => {
      this.world.note('output', name, context, event);
      return { name, context, event };
    };
  }

  #node(node: NodeSpec): Loose {
    const { features } = this.spec;
    const type = this.#type(node);
    const id = this.#keys.get(node) as string;
    const config: Loose = { id, tags: node.tags, meta: { of: id } };
    if (type === 'history') return { ...config, type, history: node.initial ? 'deep' : 'shallow' };
    if (features.entryAndExit) {
      if (type !== 'final') config.exit = this.#actions(node.exit);
      config.entry = this.#actions(node.entry);
    }
    if (type === 'final') {
      return { ...config, type, output: this.#output(node.output, id) };
    }
    config.on = Object.fromEntries(
      node.on.map((h) => [h.descriptor, this.#transitions(h.transitions)]),
    );
    if (features.always) config.always = this.#transitions(node.always);
    if (features.after) config.after = { 10: this.#transitions(node.after) };
    if (features.invoke && node.invoke) {
      const [onDone] = node.onDone;
      config.invoke = {
        src: node.initial === 1 ? 'quick' : 'child',
        id: `of-${id}`,
        ...(onDone && { onDone: this.#transitions([onDone]) }),
      };
    }
    if (type === 'atomic') return config;
    const children = this.#children(node);
    config.states = Object.fromEntries(
      children.map((child) => [this.#keys.get(child), this.#node(child)]),
    );
    if (features.doneEvents) config.onDone = this.#transitions(node.onDone);
    if (type === 'parallel') return { ...config, type };
    const candidates = features.history && features.always ? children : this.#inner(node);
    const target = this.#keys.get(candidates[node.initial % candidates.length] as NodeSpec);
    const actions = this.#actions(node.initialActions);
    config.initial = features.initialActions ? { target, actions } : target;
    return config;
  }

  #transitions(specs: readonly TransitionSpec[]): unknown {
    if (specs.length === 0) return undefined;
    return specs.map(({ targets, guard, reenter, actions }) => {
      const { guards, severalTargets } = this.spec.features;
      const ids = targets.map((target) => `#${this.#target(target)}`);
      return {
        ...(ids.length > 0 && { target: severalTargets ? ids : ids[0] }),
        ...(guards && guard && { guard: this.#guard(guard) }),
        ...(reenter && { reenter }),
        actions: this.#actions(actions),
      };
    });
  }

  /** One of the states below the root, which is a target only of those that try very hard. */
  #target(index: number): string {
    const below = this.#ids.length - 1;
    return this.#ids[index === 17 || below === 0 ? 0 : 1 + (index % below)] as string;
  }

  #guard(kind: GuardKind): unknown {
    const { note } = this.world;
    if (kind === 'named') return 'isEven';
    if (kind === 'parametrised') return { type: 'isEven', params: ({ context }: Args) => context };
    if (kind === 'not') return not('isEven');
    if (kind === 'and')
      return and(['isEven', stateIn('#n1'), { type: 'isEven', params: 1 } as never]);
    if (kind === 'or') return or([not('isEven'), ({ event }) => event.type === 'b']);
    if (kind === 'namedAnd' || kind === 'alias') return kind;
    if (kind === 'missing') return not('missing');
    if (kind === 'stateIn') return stateIn('#n1');
    if (kind === 'stateInValue') return stateIn({ n1: 'n2' });
    if (kind === 'never') return () => false;
    return ({ context, event }: Args) => {
      note('guard', kind, context, event);
      if (kind === 'throws' && context.count === 2) throw new Error('bad guard');
      return context.count % 2 === 0;
    };
  }

  #actions(specs: readonly ActionSpec[]): unknown[] {
    const { throwing, special } = this.spec.features;
    return specs
      .filter(({ kind }) => throwing || !(THROWING_ACTIONS as readonly string[]).includes(kind))
      .filter(({ kind }) => special || !(SPECIAL_ACTIONS as readonly string[]).includes(kind))
      .map((spec) => this.#action(spec));
  }

  #action({ kind, n }: ActionSpec): unknown {
    const { note, peer, mayEcho, stop } = this.world;
    const say = (what: string) => (args: Args) => {
      note(what, ...seenIn(args));
      return { type: what, n, count: args.context?.count };
    };
    const fail = (args: Args) => {
      note('fail', ...seenIn(args));
      throw new Error(`failed ${n}`);
    };
    switch (kind) {
      case 'inline':
        return function inline(args: Args, params: unknown) {
          note('inline', n, params, ...seenIn(args));
        };
      case 'named':
        return 'named';
      case 'parametrised':
        return { type: 'named', params: { n } };
      case 'dynamic':
        return {
          type: 'named',
          params: (args: Args) => {
            note('params', Object.keys(args));
            return { n, of: args.context };
          },
        };
      case 'missing':
        return n > 1 ? 'missing' : { type: 'missing', params: n };
      case 'emit':
        return emit({ type: 'emitted', n } as never);
      case 'emitFunction':
        return emit(say('emitting') as never);
      case 'namedEmit':
        return { type: 'namedEmit', params: ({ context }: Args) => ({ n, of: context }) };
      case 'assign':
        return assign({
          count: ({ context }: Args) => (context.count ?? 0) + 1,
          last: n,
          by: (args: Args) => Object.keys(args).join(),
        } as never);
      case 'assignFunction':
        return assign((args: Args) => {
          note('assigning', ...seenIn(args));
          return { count: (args.context.count ?? 0) + n };
        });
      case 'namedAssign':
        return n > 1 ? 'namedAssign' : { type: 'namedAssign', params: { n } };
      case 'assignNothing':
        return n > 1 ? assign({}) : assign(() => undefined as never);
      case 'sendToPeer':
        return sendTo(peer, say('sent') as never);
      case 'askPeer':
        return sendTo(peer, ({ self }) => ({ type: 'ask', n, self }));
      case 'forward':
        return forwardTo(peer);
      case 'sendSelf':
        return sendTo(({ self }) => (mayEcho() ? self : peer()), { type: 'tick', n });
      case 'poke':
        return ({ self }: Args) => mayEcho() && self.send({ type: n > 1 ? 'a.x' : 'nobody', n });
      case 'throw':
        return fail;
      case 'throwOnC':
        return (args: Args) => (args.event.type === 'c' ? fail(args) : undefined);
      case 'emitThrow':
        return emit(fail);
      case 'assignThrow':
        return assign(fail);
      case 'tell':
        if (n > 1) return sendParent({ type: 'told' });
        return sendTo(n === 1 ? 'child1' : 'born', { type: 'told' });
      case 'quit':
        return stop;
      case 'sendAstray':
        return sendTo(() => ({ n }) as unknown as AnyActorRef, { type: 'lost' });
      case 'raise':
        return raise({ type: n > 1 ? 'b' : 'tick' });
      case 'raiseFunction':
        return raise(
          ({ event }) => ({ type: event.type === 'b' ? 'c' : 'b', n, of: event }) as never,
        );
      case 'enqueueMuch':
        return enqueueActions(({ enqueue, context, check }) => {
          enqueue.raise({ type: 'tick' });
          if (check(and([not('isEven'), stateIn('#n1')]) as never)) enqueue.raise({ type: 'c' });
          enqueue.spawnChild('child', {
            id: `more${n}`,
            input: (context as Context).count,
          } as never);
          enqueue.sendTo(`more${n}`, { type: 'hello' });
          enqueue(() => note('within'));
          enqueue(enqueueActions(({ enqueue: inner }) => inner.stopChild(`more${(n + 1) % 4}`)));
        });
      case 'namedEnqueue':
        return { type: 'namedEnqueue', params: { n } };
      case 'tellInvoked':
        return sendTo(
          (() => (mayEcho() ? (n > 1 ? 'of-n1' : 'of-n2') : peer())) as never,
          {
            type: 'hello',
            n,
          } as never,
        );
      case 'raiseLater':
        return raise({ type: 'tick' }, { delay: 10, id: 'later' });
      case 'enqueue':
        return enqueueActions(({ enqueue, context }) => {
          enqueue.assign({ count: (context as Context).count + 1 } as never);
          enqueue({ type: 'named', params: { n } } as never);
          enqueue.emit({ type: 'enqueued', n } as never);
        });
      case 'sendLater':
        return sendTo(peer, { type: 'later', n }, { delay: 5, id: 'sent' });
      case 'cancel':
        return cancel(n > 1 ? 'later' : 'sent');
      case 'spawn':
        return spawnChild('child', { id: 'spawned', input: n } as never);
      case 'assignSpawn':
        return assign(({ spawn, context }) => {
          spawn('child', { id: `child${n}`, input: n } as never);
          return { count: (context as Context).count };
        });
      case 'stop':
        return stopChild(n > 1 ? 'spawned' : `child${n}`);
      case 'log':
        return log('logged');
    }
  }

  #implementations(): Loose {
    const { note, mayEcho } = this.world;
    return {
      actions: {
        named: (args: Args, params: unknown) => note('named', params, ...seenIn(args)),
        namedEnqueue: enqueueActions(({ enqueue }, params: { n: number }) => {
          enqueue.assign({ count: params.n } as never);
          enqueue('named' as never);
        }) as never,
        namedEmit: emit(({ context }, params) => ({ type: 'named.emit', context, params })),
        namedAssign: assign(({ context }, params: { n: number } | undefined) => ({
          count: ((context as Context).count ?? 0) + (params?.n ?? 5),
        })),
      },
      guards: {
        namedAnd: and(['isEven', not(stateIn('#n2'))]),
        alias: 'isEven',
        isEven: ({ context, event }: Args, params: unknown) => {
          note('isEven', context, event, params);
          return context.count % 2 === 0;
        },
      },
      actors: {
        // Who invokes it again when it is done comes to an end too.
        quick: createMachine({
          initial: 'busy',
          states: { busy: { always: { guard: mayEcho, target: 'end' } }, end: { type: 'final' } },
          output: 1,
        }),
        child: fromTransition((state: number, event) => {
          note('child', state, event);
          return state + 1;
        }, 0),
      },
    };
  }
}

/** The machine that `spec` describes, acting on `world`. */
export function buildMachine(spec: MachineSpec, world: World): AnyStateMachine {
  return new Builder(spec, world).machine();
}
